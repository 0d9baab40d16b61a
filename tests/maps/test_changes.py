"""The log of changes for readers: old → new, when, why, by role and never by name; flags with their law."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from elections import models
from elections.public import snapshot
from maps.web import corrections
from tests.factories import make_editor, make_source
from tests.maps.night import COUNTED

pytestmark = pytest.mark.django_db
HOME = "/elections/night/"
HOUR = timedelta(hours=1)


def changes(kind):
    found = snapshot("night")
    return found, [change for change in found.changes if change.kind == kind and change.seat.slug == "pp-2"]


def rows(kind):
    found, (change, *_) = changes(kind)
    return [(row.name, row.before, row.after) for row in corrections.differences(change, found)]


@pytest.fixture
def moved(night):
    """PP-2: the lead flips with the second count."""
    first, second, third = night.candidates[1]
    night.count(night.contests[1], {first: 1060, second: 2040, third: 0}, stations_reported=7)
    models.Election.bump_all()
    return night


def test_a_count_tells_stations_votes_and_lead_before_and_after(moved):
    assert rows("count") == [
        ("Stations", "", "7"),
        ("Person PP-2/2", "40", "2,040"),
        ("Person PP-2/1", "60", "1,060"),
        ("Lead", "Person PP-2/1 20", "Person PP-2/2 980"),
    ]


def test_a_lead_that_stays_with_the_same_person_names_nobody(night):
    first, second, _ = night.candidates[1]
    night.count(night.contests[1], {first: 90, second: 40})
    assert rows("count")[-1] == ("Lead", "20", "50")


def test_a_withdrawn_count_tells_what_is_shown_now(moved, client):
    moved.contests[1].counts.get(number=2).withdraw(None, "The figures are those of PP-3.")
    assert rows("count-withdrawn")[-1] == ("Lead", "", "20")
    text = client.get(f"{HOME}changes/").content.decode()
    for said in ("Count 2 withdrawn", "The figures are those of PP-3.", "Shown now: count 1"):
        assert said in text
    assert "2,040" not in text
    moved.contests[1].counts.get(number=1).withdraw(None, "also wrong")
    assert "No count is shown now" in client.get(f"{HOME}seats/pp-2/").content.decode()


def test_a_withdrawn_call_tells_who_had_not_won_and_who_is_named_now(night, client):
    night.contests[0].calls.get().withdraw(None, "misread")
    text = client.get(f"{HOME}changes/").content.decode()
    assert "Call 1 withdrawn, which had named Person PP-1/1 (Red)" in text and "No winner is named now" in text


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("", "by an import"),
        ("entry", "by the desk"),
        ("reader", "by the desk"),
        ("chief", "by a chief editor"),
        ("administrator", "by an administrator"),
    ],
)
def test_who_did_it_is_told_by_role_and_never_by_name(night, client, role, words):
    editor = make_editor("naila-the-editor")
    values = {"published_role": role, "published_by": editor, "entered_by": editor if role else None}
    night.count(night.contests[2], {night.candidates[2][0]: 5}, **values)
    models.Election.bump_all()
    for path in (f"{HOME}seats/pp-3/", f"{HOME}changes.atom"):
        text = client.get(path).content.decode()
        assert words in text and "naila" not in text


def test_the_feed_tells_figures_why_and_by_whom(moved, client):
    moved.contests[1].counts.get(number=2).withdraw(None, "a <b>digit</b> too many")
    feed = ElementTree.fromstring(client.get(f"{HOME}changes.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    entry = feed.find(f"{atom}entry")
    assert entry.find(f"{atom}title").text == "PP-2: Count 2 withdrawn"
    summary = entry.find(f"{atom}summary").text
    assert "Lead 20 · Shown now: count 1 · a &lt;b&gt;digit&lt;/b&gt; too many · by an import" in summary


def test_public_flags_stand_on_the_seats_page_and_embed_with_law_and_source(night, client):
    rule = {"election": night.election, "kind": "rejected-margin", "law": "The Act, s. 5(1)", "public": True}
    models.FlagRule.objects.create(source=make_source("act", publisher="The Statutes"), **rule)
    first, second, _ = night.candidates[1]
    figures = {"rejected_votes": 77, "stations_reported": 10, "published_at": COUNTED + HOUR}
    night.count(night.contests[1], {first: 60, second: 50}, **figures)
    models.Election.bump_all()
    for path in (f"{HOME}seats/pp-2/", f"/embed{HOME}seats/pp-2/"):
        text = client.get(path).content.decode()
        assert '<ul class="flags"' in text and "77" in text
        assert "The Act, s. 5(1)" in text and "The Statutes" in text
    assert '<ul class="flags"' not in client.get(f"{HOME}seats/pp-1/").content.decode()
    models.FlagRule.objects.update(public=False)
    models.Election.bump_all()
    assert "The Act" not in client.get(f"{HOME}seats/pp-2/").content.decode()
