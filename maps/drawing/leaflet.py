"""The script of the zoomable map. The only module that imports folium: import it late, it costs half a second.

folium draws its pages from ten foreign addresses, with random ids, inline scripts and the data inside. Here a Map and
two layers of our own use folium's templates for what they are good at, Leaflet calls, and leave the rest out: the page
loads Leaflet from our static files, ids are counted, and shapes and results are fetched in the browser by
static/js/explore.js, which this script calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import folium
from branca.element import Element, Figure
from folium.map import FitBounds, Layer
from folium.template import Template

MAP_ID = "explore"
FAR, NEAR = 4, 14  # Leaflet zoom levels: a country on a phone, a town
NEAR_APPROXIMATE = 9  # about 260 m a pixel: closer, an approximate border would look like a surveyed one
ROOM = 1  # how far beyond its seats a map may be moved, as a part of their extent


@dataclass(frozen=True, slots=True)
class Shapes:
    """Where the shapes of one assembly's seats are; `shown` says whether the map opens with them."""

    assembly: str
    delimitation: str
    web: str
    close: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the script depends on; two equal plans have the same script. `bounds` is west, south, east, north."""

    bounds: tuple[float, float, float, float] | None
    approximate: bool
    shapes: tuple[Shapes, ...]
    backdrop: str = ""
    tiles: str = ""
    attribution: str = ""


class PlainMap(folium.Map):
    """folium's Map without its ten foreign files, inline styles and markup: the page has the place for it."""

    default_js: list = []
    default_css: list = []
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
            Halqa.prepare({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def get_name(self) -> str:
        return MAP_ID


class Fetched(Layer):
    """A layer that static/js/explore.js fills in the browser: `maker` is its function, `options` what it is told."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = Halqa.{{ this.maker }}({{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, maker: str, options: dict, show: bool = True):
        super().__init__(name=maker, overlay=True, control=False, show=show)
        self._name, self.maker, self.options = maker.title(), maker, options


def script(plan: Plan) -> str:
    """The JavaScript that draws this plan: the same bytes each time, no results, no names."""
    figure = Figure()
    plain = built(plan).add_to(figure)
    count_ids(plain)
    figure.render()
    lines = figure.script.render().splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())


def built(plan: Plan) -> PlainMap:
    """The map with its layers: tiles if any, backdrop, seats, and the first view."""
    plain = PlainMap(location=[0, 0], tiles=None)
    plain.options = map_options(plan)  # folium spends these names on the tile layer that it adds by itself
    if plan.tiles:
        plain.add_child(tile_layer(plan))
    if plan.backdrop:
        plain.add_child(Fetched("backdrop", {"url": plan.backdrop}))
    for shapes in plan.shapes:
        plain.add_child(Fetched("seats", asdict(shapes), show=shapes.shown))
    if plan.bounds:
        plain.add_child(FitBounds(corners(plan.bounds), padding=(16, 16)))
    return plain


def map_options(plan: Plan) -> dict:
    """Leaflet's options. Its own zoom buttons speak English only, so explore.js adds them."""
    options = {
        "min_zoom": FAR,
        "max_zoom": NEAR_APPROXIMATE if plan.approximate else NEAR,
        "zoom": FAR,
        "zoom_control": False,
        "zoom_snap": 0.5,
        "center": [0, 0],
        "attribution_control": False,
    }
    if plan.bounds:
        west, south, east, north = plan.bounds
        wide, high = max(east - west, 2) * ROOM, max(north - south, 2) * ROOM
        options["max_bounds"] = corners((west - wide, south - high, east + wide, north + high))
        options["center"] = [(south + north) / 2, (west + east) / 2]
    return options


def corners(bounds: tuple[float, float, float, float]) -> list[list[float]]:
    """West, south, east, north as Leaflet's south-west and north-east corners."""
    west, south, east, north = (round(value, 4) for value in bounds)
    return [[south, west], [north, east]]


def tile_layer(plan: Plan) -> folium.TileLayer:
    most = NEAR_APPROXIMATE if plan.approximate else NEAR
    # folium refuses tiles without a credit; where the operator gives none, the server's address is the credit.
    credit = plan.attribution or plan.tiles.split("/")[2]
    return folium.TileLayer(plan.tiles, attr=credit, name="tiles", control=False, max_zoom=most)


def count_ids(root: Element) -> None:
    """folium's ids are random, so equal maps would differ: number them in the order of the tree."""
    for number, element in enumerate(walk(root)):
        element._id = str(number)
    for element in walk(root):
        element._children = type(element._children)((child.get_name(), child) for child in element._children.values())


def walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from walk(child)
