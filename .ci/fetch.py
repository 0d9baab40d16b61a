"""Fetch every kind of address from a running demo, as a stranger would, and say what is wrong with any."""

import json
import re
import sys
import urllib.error
import urllib.request

BASE = "/elections/by-2022-10-16/"
PAGES = {  # path: words that have to be in it
    "/": "Halqa",
    "/elections/": "2022",
    BASE: "<svg",
    f"{BASE}party/": "<svg",
    f"{BASE}provinces/punjab/": "<svg",
    f"{BASE}seats/na-22/": "Imran Khan",
    f"{BASE}seats/na-118/": "NA-118",
    f"{BASE}candidates/imran-khan/": "Imran Khan",
    f"{BASE}changes/": "NA-",
    f"{BASE}explore/": "explore.js",
    "/search/?q=na-22": "NA-22",
    "/ur/": 'dir="rtl"',
    f"/ur{BASE}": 'lang="ur"',
    f"/ur{BASE}seats/na-22/": "عمران",
    "/admin/login/": "password",
}
EMBEDS = (f"/embed{BASE}", f"/embed{BASE}provinces/punjab/", f"/embed{BASE}seats/na-22/", f"/ur/embed{BASE}")
API = f"/api/v1{BASE}"


def fetch(address: str):
    request = urllib.request.Request(address, headers={"Accept-Encoding": "identity"})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def page_faults(site: str, path: str, words: str, framed: bool = False) -> list[str]:
    status, headers, body = fetch(site + path)
    policy = headers.get("Content-Security-Policy", "")
    return [
        f"{path}: {fault}"
        for fault, is_so in {
            f"status {status}": status != 200,
            f"without “{words}”": words not in body,
            "no Content-Security-Policy": "default-src 'none'" not in policy or "unsafe" in policy,
            "framing": framed != ("frame-ancestors" not in policy) or framed != ("X-Frame-Options" not in headers),
            "a cookie": "Set-Cookie" in headers and not path.startswith("/admin/"),
            "no ETag": "ETag" not in headers and path.startswith(BASE),
        }.items()
        if is_so
    ]


def data_faults(site: str) -> list[str]:
    faults = []
    for name, key, count in ((f"{API}results.json", "seats", 12), (f"{API}map.geojson", "features", 12)):
        status, headers, body = fetch(site + name)
        found = len(json.loads(body).get(key, ())) if status == 200 else 0
        if status != 200 or found != count or headers.get("Access-Control-Allow-Origin") != "*":
            faults.append(f"{name}: status {status}, {found} of {count} seats, or closed to other origins")
    status, _, body = fetch(f"{site}{API}results.csv")
    if status != 200 or "NA-22" not in body:
        faults.append(f"results.csv: status {status}")
    return faults


def static_faults(site: str) -> list[str]:
    """What the national page links to has to be there, hashed and kept for long."""
    _, _, body = fetch(site + BASE)
    links = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', body)))
    faults = [] if links else ["the national page links to no static file"]
    for link in links:
        status, headers, _ = fetch(site + link)
        if status != 200 or "immutable" not in headers.get("Cache-Control", ""):
            faults.append(f"{link}: status {status}, Cache-Control {headers.get('Cache-Control')}")
    return faults


def missing_faults(site: str) -> list[str]:
    status, headers, body = fetch(f"{site}{BASE}seats/na-999/")
    good = status == 404 and "Content-Security-Policy" in headers and "Traceback" not in body
    return [] if good else [f"a seat that is not there: status {status}"]


def main(site: str) -> int:
    faults = [fault for path, words in PAGES.items() for fault in page_faults(site, path, words)]
    faults += [fault for path in EMBEDS for fault in page_faults(site, path, "<svg", framed=True)]
    faults += data_faults(site) + static_faults(site) + missing_faults(site)
    print("\n".join(faults) or f"{len(PAGES) + len(EMBEDS)} pages, the API and the static files answer as they should.")
    return bool(faults)


def ready(address: str) -> int:
    try:
        return fetch(address)[0] != 200
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(ready(sys.argv[2]) if sys.argv[1] == "--ready" else main(sys.argv[1]))
