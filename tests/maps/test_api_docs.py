"""docs/api.md and docs/openapi.yaml against what the API really answers: neither may know more than the other."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
import yaml
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from drf_spectacular.drainage import GENERATOR_STATS
from jsonschema import Draft202012Validator

from elections import models as rows
from maps.models import Boundary, CurrentBundle
from maps.web import openapi

DOCS = Path(settings.BASE_DIR, "docs")
ROOT = "/api/v1/elections/"
DEMO = f"{ROOT}by-2022-10-16/"
DATA_KEYS = {"seats", "totals", "totals.*", "seats.*.votes"}  # whose keys are data


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo's elections, with every kind of field in them, one of its seats and its bundle with a shape."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            call_command("import_csv", str(Path(settings.BASE_DIR, "fixtures")), verbosity=0)
            seat = rows.Constituency.objects.get(code="NA-22", delimitation__slug="2018")
            boundary = Boundary(constituency=seat, area_km2=1, licence="CC0")
            boundary.draw(shapely.box(72, 34, 73, 35), shapely.box(72, 34, 73, 35))
            boundary.save()
            CurrentBundle.renew(seat.delimitation, seat.assembly)
            cache.clear()
            yield
            transaction.set_rollback(True)


def documented(heading: str) -> set[str]:
    """The names in the first column of the table below a heading of api.md."""
    text = (DOCS / "api.md").read_text(encoding="utf-8").replace("&lt;", "<").replace("&gt;", ">")
    section = text.split(f"\n### {heading}\n")[1].split("\n### ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def paths(value, here: str = "") -> Iterator[str]:
    """Every field of an answer, as api.md writes it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            name = "*" if here in DATA_KEYS else key
            path = f"{here}.{name}" if here else name
            yield path
            if key != "geometry":
                yield from paths(inner, path)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{here}[]")


@pytest.mark.parametrize(
    ("heading", "address"),
    [
        ("/api/v1/elections/", ROOT),
        ("/api/v1/elections/<slug>/", DEMO),
        ("/api/v1/elections/<slug>/results.json", f"{DEMO}results.json"),
        ("/api/v1/elections/<slug>/map.geojson", f"{DEMO}map.geojson"),
    ],
)
def test_every_documented_field_is_real_and_every_real_field_is_documented(db, demo, client, heading, address):
    assert set(paths(client.get(address).json())) == documented(heading)


def test_every_column_of_the_table_is_documented(db, demo, client):
    text = client.get(f"{DEMO}results.csv").content.decode("utf-8-sig")
    header = next(csv.reader(io.StringIO(text)))
    assert set(header) == documented("/api/v1/elections/<slug>/results.csv")


def test_every_documented_address_exists(db, demo, client):
    table = (DOCS / "api.md").read_text(encoding="utf-8").split("## Rules")[0]
    addresses = re.findall(r"^\| `(/api/[^`]+)`", table, re.M)
    described = {re.sub(r"{\w+}", "", path) for path in yaml.safe_load(openapi.generate())["paths"]}
    assert {re.sub(r"<\w+>", "", address) for address in addresses} == described | {"/api/v1/schema/"}


def test_the_committed_description_is_the_generated_one():
    assert openapi.generate() == (DOCS / "openapi.yaml").read_bytes(), "Write it anew: python manage.py write_openapi"


def test_the_description_is_made_without_warnings():
    GENERATOR_STATS.reset()
    openapi.generate()
    assert not GENERATOR_STATS


def test_the_description_is_served(db, client):
    response = client.get("/api/v1/schema/")
    assert response["Content-Type"].startswith("application/vnd.oai.openapi")
    assert response.content == (DOCS / "openapi.yaml").read_bytes()


def strict(schema):
    """OpenAPI 3.0 as JSON Schema, with nothing allowed that is not described."""
    if isinstance(schema, list):
        return [strict(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(inner) for key, inner in schema.items() if key != "nullable"}
    if made.get("type") == "object" and "properties" in made:
        made.setdefault("additionalProperties", False)
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


@pytest.mark.parametrize("address", ["", "by-2022-10-16/", "by-2022-10-16/results.json", "by-2022-10-16/map.geojson"])
def test_answers_are_as_described(db, demo, client, address):
    description = yaml.safe_load(openapi.generate())
    path = (ROOT + address).replace("by-2022-10-16", "{election}")
    (kind,) = description["paths"][path]["get"]["responses"]["200"]["content"].values()
    validator = Draft202012Validator({**strict(kind["schema"]), "components": strict(description["components"])})
    assert [error.message for error in validator.iter_errors(client.get(ROOT + address).json())] == []


def test_errors_are_as_described(db, client):
    description = yaml.safe_load(openapi.generate())
    error = {"$ref": "#/components/schemas/Error", "components": strict(description["components"])}
    Draft202012Validator(error).validate(client.get(f"{ROOT}no-such/").json())


def test_the_description_warns_of_what_is_not_described():
    """The check above can fail."""
    schema = strict({"type": "object", "properties": {"a": {"type": "integer", "nullable": True}}})
    assert Draft202012Validator(schema).is_valid({"a": None})
    assert not Draft202012Validator(schema).is_valid({"a": 1, "b": 2})
