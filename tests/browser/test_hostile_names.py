"""Names are text wherever they appear, also where script puts them: tooltips and the zoomable map."""

import shutil

import pytest

from tests import site
from tests.browser.visits import KINDS, LANGUAGES, Visitor

HOSTILE = "<img src=x onerror=\"alert('owned')\"><b>bold</b>\"'</script><script>alert(2)</script>&amp;"
RENAME = f"""
from elections.models import Bloc, Constituency, District, Election, Party, Person, Province
from maps.models import BackdropShape
hostile = {HOSTILE!r}
for model, names in [(Person, 1), (Constituency, 1), (District, 1), (Province, 1), (Bloc, 2), (Party, 2), (Election, 1),
                     (BackdropShape, 1)]:
    fields = [f for f in ("name", "short")[:names] for f in (f, f + "_ur")]
    for row in model.objects.all():
        longest = {{field: model._meta.get_field(field).max_length or 999 for field in fields}}
        model.objects.filter(pk=row.pk).update(**{{f: (str(row.pk) + hostile)[: longest[f]] for f in fields}})
Election.bump_all()
"""
SCRIPTED = ["national", "province", "seat won", "candidate", "search, found", "changes", "archive", "explore"]
SCRIPTED += ["embed national", "embed seat"]


@pytest.fixture(scope="module")
def hostile_address(demo):
    database = shutil.copy(demo, demo.with_name("hostile.sqlite3"))
    site.manage(database, "shell", "--verbosity=0", "-c", RENAME)
    with site.serving(database) as address:
        yield address


@pytest.fixture
def reader(chromium, hostile_address):
    with Visitor(chromium, hostile_address) as visitor:
        yield visitor


def markup_of_names(reader) -> int:
    """Elements that only a name could have made."""
    return reader.page.locator("img[src=x], [onerror], script:not([src]), main b:text-is('bold')").count()


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("kind", SCRIPTED)
def test_a_hostile_name_stays_text(reader, kind, prefix):
    reader.open(prefix + KINDS[kind])
    marks = reader.page.locator("svg a[href*='/seats/'], .leaflet-interactive").all()
    for mark in marks[:6]:
        mark.hover(force=True)
        mark.focus()
        reader.page.wait_for_timeout(50)
        assert markup_of_names(reader) == 0
    assert markup_of_names(reader) == 0
    assert reader.complaints() == []
    assert reader.strangers() == []
