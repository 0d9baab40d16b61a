"""folium as it comes: the same features on its own page, and what that page makes a browser fetch."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

# Where the file that folium takes from another host also lies in an installed package, byte for byte or nearly.
INSTALLED = {
    "leaflet.js": ("js_lib_leaflet", "leaflet.js"),
    "leaflet.css": ("js_lib_leaflet", "leaflet.css"),
    "jquery": ("django.contrib.admin", "jquery.min.js"),
}


def page(features: dict) -> tuple[str, dict[str, int], list[str]]:
    """(the HTML, bytes gzipped of the files to be had here by name, names of the others)."""
    html = drawn(features).get_root().render()
    return html, *files(html, lambda body: gzip.compress(body, 9, mtime=0))


def drawn(features: dict):
    """The map as folium's own pages show one."""
    import folium

    fields = ["code", "name", "status", "winner", "margin_votes"]
    made = folium.Map(location=[30.4, 69.4], zoom_start=6, tiles=None)
    folium.GeoJson(features, name="seats", style_function=style, tooltip=folium.GeoJsonTooltip(fields=fields)).add_to(
        made
    )
    folium.LayerControl().add_to(made)
    return made


def files(html: str, pack: Callable[[bytes], bytes]) -> tuple[dict[str, int], list[str]]:
    """(packed bytes, by address, of the page's files as far as they are to be had here; names of the others)."""
    found, missing = {}, []
    for url in re.findall(r'(?:src|href)="(https?://[^"]+\.(?:js|css))"', html):
        body = installed(url)
        if body is None:
            missing.append(url.rsplit("/", 1)[-1])
        else:
            found[url] = len(pack(body))
    return found, missing


def style(feature: dict) -> dict:
    colours = {"pti": "#0a5f5b", "coalition": "#d9772b"}
    return {"fillColor": colours.get(feature["properties"]["bloc"], "#eeebe4"), "color": "#1d1c1a", "weight": 1}


def installed(url: str) -> bytes | None:
    from importlib import import_module

    for part, (package, name) in INSTALLED.items():
        if part in url.rsplit("/", 1)[-1]:
            folder = Path(import_module(package).__file__).parent
            found = next(iter(sorted(folder.rglob(name))), None)
            return found.read_bytes() if found else None
    return None
