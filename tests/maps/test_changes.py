"""The log of changes for readers: old → new, when, why, by role and never by name; flags with their law."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from elections import models
from elections.public import snapshot
from maps.web import corrections
from tests.factories import make_editor, make_source
from tests.maps.night import COUNTED
from tests.maps.walking import Walker, addresses, telling

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
    assert rows("count-withdrawn") == [
        ("Stations", "7", ""),
        ("Person PP-2/1", "1,060", "60"),
        ("Person PP-2/2", "2,040", "40"),
        ("Person PP-2/3", "0", ""),
        ("Lead", "Person PP-2/2 980", "Person PP-2/1 20"),
    ]
    text = client.get(f"{HOME}changes/").content.decode()
    for said in ("Count 2 withdrawn", "The figures are those of PP-3.", "Shown now: count 1"):
        assert said in text
    assert text.count("2,040") == text.count("<del>2,040</del>") == 2  # published, and withdrawn
    assert '<del>2,040</del> <span class="arrow">→</span> <b>40</b>' in text
    assert "Withdrawn later: " in text and text.count("Count 2, from 7 stations") == 1
    moved.contests[1].counts.get(number=1).withdraw(None, "also wrong")
    assert "No count is shown now" in client.get(f"{HOME}seats/pp-2/").content.decode()


def test_withdrawn_figures_are_in_the_log_and_its_feed_and_nowhere_else(moved):
    count = moved.contests[1].counts.get(number=2)
    never = moved.count(moved.contests[1], {moved.candidates[1][0]: 5555}, published_at=None)
    for row in (count, never):
        row.withdraw(None, "misread")
    texts = Walker(addresses("night", queries=["pp-2"])).walk()
    log = {f"{prefix}{HOME}{page}" for prefix in ("", "/ur") for page in ("changes/", "changes.atom", "seats/pp-2/")}
    assert set(telling(texts, "2,040", "2040", "۲٬۰۴۰")) == log
    for path in log:
        assert not re.search("2,040(?!</del>| \\(withdrawn\\)| \\(واپس)", texts[path]), path
    assert telling(texts, "5,555", "5555") == []


def test_a_call_that_replaces_another_tells_both(night, client):
    night.call(night.contests[0], night.candidates[0][1])
    models.Election.bump_all()
    text = client.get(f"{HOME}changes/").content.decode()
    assert 'Winner Person PP-1/1 (Red) <span class="arrow">→</span> <b>Person PP-1/2 (Blue)</b>' in text
    assert "Winner Person PP-1/1 (Red) → Person PP-1/2 (Blue)" in client.get(f"{HOME}changes.atom").content.decode()


def test_every_entry_of_the_feed_has_an_id_of_its_own_that_stays(moved, client):
    ids = entry_ids(client)
    for row in (moved.contests[1].counts.get(number=2), moved.contests[0].calls.get()):
        row.withdraw(None, "misread")
    later = entry_ids(client)
    assert set(ids) < set(later) and len(later) == len(set(later)) == len(ids) + 2


def entry_ids(client) -> list[str]:
    feed = ElementTree.fromstring(client.get(f"{HOME}changes.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    return [entry.find(f"{atom}id").text for entry in feed.findall(f"{atom}entry")]


def test_a_withdrawn_call_tells_who_had_not_won_and_who_is_named_now(night, client):
    night.contests[0].calls.get().withdraw(None, "misread")
    text = client.get(f"{HOME}changes/").content.decode()
    assert "Call 1 withdrawn, which had named Person PP-1/1 (Red)" in text and "No winner is named now" in text


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("", "by the desk, from a file"),
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
    assert "Person PP-2/1 1,060 (withdrawn) → 60" in summary
    assert "PP-2/1 20 · Shown now: count 1 · a &lt;b&gt;digit&lt;/b&gt; too many · by the desk, from a file" in summary


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
