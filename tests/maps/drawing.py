"""Elections and layers for the drawing tests, made of plain values and the demo's boundary files; no database."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import shapely
from shapely.geometry import shape

from elections import tallies, values
from elections.values import Text
from maps.drawing import measures
from maps.drawing.layer import Feature, Land, Layer, Outline
from maps.geometry.coverage import outlines
from maps.geometry.repair import label_point

BOUNDARIES = Path(__file__).parents[2] / "fixtures" / "boundaries"
SOMEWHERE = Text("Somewhere-I", "کہیں 1")
CLOSED = datetime(2022, 10, 16, 12, tzinfo=UTC)
NOW = datetime(2022, 10, 17, 12, tzinfo=UTC)

ASSEMBLIES = {
    "na": values.Assembly("na", "NA", Text("National Assembly", "قومی اسمبلی"), 342, 172),
    "pp": values.Assembly("pp", "PP", Text("Punjab Assembly", "پنجاب اسمبلی"), 371, 186),
}
PARTIES = {
    slug: values.Party(slug, Text(short), Text(short))
    for slug, short in (("pti", "PTI"), ("pml-n", "PML-N"), ("ppp", "PPP"), ("jui-f", "JUI-F"), ("tlp", "TLP"))
}
PTI = values.Bloc("pti", Text("PTI", "پی ٹی آئی"), Text("PTI", "پی ٹی آئی"), 1, ("pti",))
COALITION = values.Bloc(
    "coalition",
    Text("Federal ruling coalition", "وفاقی حکمران اتحاد"),
    Text("Ruling coalition", "حکمران اتحاد"),
    2,
    ("pml-n", "ppp", "jui-f"),
)
BLOC_OF = {"pti": PTI, "pml-n": COALITION, "ppp": COALITION, "jui-f": COALITION}
OCTOBER = ["NA-22", "NA-24", "NA-31", "NA-108", "NA-118", "NA-157", "NA-237", "NA-239", "PP-139", "PP-209", "PP-241"]


def rows(name: str) -> list[dict]:
    return json.loads((BOUNDARIES / f"{name}.geojson").read_text(encoding="utf-8"))["features"]


@cache
def demo_outlines(name: str) -> dict[str, Outline]:
    """Outlines by code as the importer would make them."""
    shapes = {row["properties"]["code"]: shape(row["geometry"]) for row in rows(name)}
    made = outlines(shapes)
    return {
        code: Outline(made.web[code], made.close[code], label_point(made.web[code], made.close[code]))
        for code in shapes
    }


@cache
def demo_lands(name: str) -> tuple[Land, ...]:
    found = demo_outlines(name)
    return tuple(
        Land(p["code"], Text(p["name"], p["name_ur"]), p["province"], p["disputed"], found[p["code"]])
        for p in (row["properties"] for row in rows(name))
    )


@cache
def demo_seats() -> dict[str, values.Seat]:
    names = {land.code: land.name for land in (*demo_lands("provinces"), *demo_lands("districts"))}
    seats = {}
    for number, row in enumerate(rows("seats"), 1):
        p = row["properties"]
        province = values.Province(p["province"], names.get(p["province"], Text(p["province"])))
        district = district_of(p["code"])
        seats[p["code"]] = seat(number, p["code"], Text(p["name"], p["name_ur"]), p["assembly"], province, district)
    return seats


def district_of(code: str) -> values.District:
    """The district that holds a seat's label."""
    point = shapely.Point(demo_outlines("seats")[code].label)
    land = min(demo_lands("districts"), key=lambda land: shapely.distance(land.outline.close, point))
    return values.District(land.code, land.name)


def seat(number, code, name=SOMEWHERE, assembly="na", province=None, district=None) -> values.Seat:
    province = province or values.Province("punjab", Text("Punjab", "پنجاب"))
    district = district or values.District("multan", Text("Multan", "ملتان"))
    return values.Seat(
        number, code, code.lower(), Text(code), name, ASSEMBLIES[assembly], province, district, delimitation="2018"
    )


def candidate(key, party: str | None, name="Imran Khan", bloc=None) -> values.Candidate:
    bloc = bloc or BLOC_OF.get(party or "")
    person = values.Person(f"person-{key}", Text(name, "عمران خان" if name == "Imran Khan" else ""))
    return values.Candidate(key, person, person.name, PARTIES[party] if party else None, bloc)


def contest(where: values.Seat, parties=("pti", "ppp"), *, votes=None, call=None, state="", **more) -> values.Contest:
    """A contest whose candidates are of `parties`; `votes` in their order (None: unknown), `call` the place called."""
    candidates = tuple(candidate(where.id * 10 + i, party) for i, party in enumerate(parties))
    counts = ()
    if votes is not None:
        lines = {c.id: v for c, v in zip(candidates, votes, strict=True) if v is not None}
        counts = (values.Count(1, lines, "press", None, NOW, **more.pop("count", {})),)
    called = None if call is None else values.Call(1, candidates[call].id, more.pop("basis", "press"), None, NOW)
    return values.Contest(where, state, CLOSED, CLOSED, candidates, counts, called, **more)


def result(where, *args, **kwargs) -> values.Result:
    return tallies.result_of(contest(where, *args, **kwargs), NOW)


def layer_of(results, measure="alliance", *, province=None, seat=None, backdrop=True, **changes) -> Layer:
    """A layer over the demo's shapes, limited as `layer.build` would."""
    painting = measures.paint(results, measure)
    shapes = demo_outlines("seats")
    features = tuple(
        Feature(r, painting.values[r.seat.id], shapes.get(r.seat.code), approximate=True)
        for r in results
        if (province is None or r.seat.province.slug == province) and (seat is None or r.seat.slug == seat)
    )
    lands = {name: demo_lands(name) if backdrop else () for name in ("provinces", "districts")}
    made = Layer("by-2022-10-16", measure, features, painting.legend, **lands, province=province, seat=seat)
    return replace(made, **changes)


def won(codes, parties=("pti", "ppp")) -> list[values.Result]:
    """Every seat won, in turn by the first and the second party."""
    seats = demo_seats()
    return [
        result(seats[code], parties, votes=(5000 + 100 * n, 4000), call=n % 2 if n % 3 == 0 else 0)
        for n, code in enumerate(codes)
    ]


def july() -> list[str]:
    return [code for code in demo_seats() if code.startswith("PP") and code not in OCTOBER]


def grid(count: int, columns: int = 17, wide: float = 0.5) -> list[tuple[values.Seat, Outline]]:
    """A country of `count` seats side by side, half a degree high and `wide` degrees wide, for a general election."""
    made = []
    for n in range(count):
        left, low = 60 + n % columns * wide, 24 + n // columns * 0.5
        square = shapely.box(left, low, left + wide, low + 0.5)
        made.append((seat(n + 1, f"NA-{n + 1}"), Outline(square, square, (left + wide / 2, low + 0.25))))
    return made
