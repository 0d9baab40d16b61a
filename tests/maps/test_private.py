"""What is the desk's own appears on no public address: notes, reasons, names of editors, drafts, photos, the log.

The addresses come from the URL configuration, so that a new page is walked from its first day.
"""

import html
import re
from contextlib import suppress
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from elections import models as rows
from elections import reading
from elections.desk import audit, freezing
from elections.public import links
from maps.models import CurrentBundle
from maps.web.search import entries
from tests.maps.night import COUNTED
from tests.maps.walking import arguments, in_both_languages, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
# Each private field has a mark of its own, so that a leak says whose it is. One is a tag, for pages that would run it.
FIELDS = (
    *("count-note", "count-override", "count-finding", "call-note", "call-override", "call-finding", "draft-note"),
    *("unpublished-public-note", "unpublished-reason", "photo-name", "photo-data", "draft", "freeze-reason", "log"),
    *("username", "firstname", "lastname", "email", "second-username", "second-email"),
)
MARKS = {name: f"<q>secret-{name}-mark" for name in FIELDS} | {
    name: f"secret-{name}-mark" for name in ("username", "second-username")
}
MARKS |= {name: f"secret-{name}-mark@example.org" for name in ("email", "second-email")}
METHODS = ("get", "head", "options")


@pytest.fixture
def told(night):
    """A night in which every private field of the desk holds its mark, and its election."""
    first, second = people()
    stamp = {"entered_by": first, "confirmed_by": second, "published_by": first, "published_role": "entry"}
    contest, (winner, loser, _other) = night.contests[0], night.candidates[0]
    private = {"private_note": MARKS["count-note"], "override_reason": MARKS["count-override"]}
    private |= {"findings": [{"code": "x", "severity": "warning", "sentence": MARKS["count-finding"]}]}
    public = {"note": "A public note of this count."}
    count = night.count(contest, {winner: 70, loser: 41}, **stamp, **private, **public)
    rows.FormPhoto.objects.create(
        count=count, name=MARKS["photo-name"], media_type="image/png", data=MARKS["photo-data"].encode(), added_by=first
    )
    call(contest, winner, count, stamp)
    withdrawn = night.count(contest, {winner: 71, loser: 41}, **stamp, private_note=MARKS["count-note"])
    withdrawn.withdraw(second, "A public reason.")
    drafts(night, contest, first)
    audit.note(first, count, MARKS["log"], MARKS["log"])
    night.renew()
    return night.election


def people() -> list[User]:
    names = {"first_name": MARKS["firstname"], "last_name": MARKS["lastname"]}
    return [
        User.objects.create_user(MARKS[f"{which}username"], MARKS[f"{which}email"], is_staff=True, **names)
        for which in ("", "second-")
    ]


def call(contest, winner, count, stamp) -> None:
    private = {"private_note": MARKS["call-note"], "override_reason": MARKS["call-override"]}
    private |= {"findings": [{"code": "x", "severity": "warning", "sentence": MARKS["call-finding"]}]}
    number, source = contest.calls.count() + 1, count.source
    facts = {"number": number, "basis": "press", "source": source, "count": count, "published_at": COUNTED}
    rows.Call.objects.create(contest=contest, candidacy=winner, **facts, **stamp, **private)


def drafts(night, contest, editor) -> None:
    """Typed and not saved; saved and not published; taken back before it was published."""
    rows.Draft.objects.create(contest=contest, user=editor, kind="count", data={"note": MARKS["draft"]})
    values = {"source": night.source, "note": MARKS["unpublished-public-note"], "entered_by": editor}
    for other, private_note in ((night.contests[1], MARKS["draft-note"]), (night.contests[2], "")):
        values |= {"contest": other, "number": other.counts.count() + 1, "form": "phone", "private_note": private_note}
        count = rows.Count.objects.create(**values)
    count.withdraw(editor, MARKS["unpublished-reason"])


# The walk


def values_of(election) -> dict[str, list[str]]:
    """What stands in an address, by the name of the argument, a wrong one last; a new name has to be added here."""
    seats = list(election.contests.values_list("constituency__slug", flat=True))
    bundles = CurrentBundle.objects.values_list("bundle__hash", flat=True)
    return {
        "election": [election.slug, "nowhere"],
        "seat": [*seats, "nowhere"],
        "person": sorted(rows.Person.objects.values_list("slug", flat=True))[:3] + ["nobody"],
        "province": [election.contests.first().constituency.district.province.slug, "nowhere"],
        "assembly": [election.contests.first().constituency.assembly.slug, "nowhere"],
        "measure": ["margin", "nowhere"],
        "hash": [*bundles, "0" * 16],
        "kind": ["provinces", "nowhere"],
        "rest": ["nowhere", "v1/nowhere"],
        "version": ["1", "0"],
        "key": [links.key_of(links.Link(election.slug)) or "rehearsal", "nowhere"],  # of a short link
    }


def addresses(election) -> list[str]:
    """Each pattern with its values, in both languages, each value once wrong, and searches for each mark."""
    values, found = values_of(election), {"/nowhere/", "/elections/nowhere/"}
    for pattern in patterns():
        for chosen in combinations({name: values[name] for name in arguments(pattern)}):
            with suppress(NoReverseMatch):  # a wrong value that the pattern itself refuses
                found.add(reverse(pattern.name or pattern.callback, kwargs=chosen))
    found |= {reverse("search") + f"?q={mark.strip('<q>')}" for mark in MARKS.values()}
    found |= {f"/oembed?url={address}" for address in found if address.startswith("/elections/")}
    return sorted(in_both_languages(found))


def combinations(values: dict[str, list[str]]) -> list[dict[str, str]]:
    right = [dict(zip(values, chosen, strict=True)) for chosen in product(*(known[:-1] for known in values.values()))]
    return right + [{**right[0], name: known[-1]} for name, known in values.items()]


def bare(text: str) -> str:
    """A text without what hides a mark in it: entities, JSON's and JavaScript's escapes, tags."""
    text = html.unescape(html.unescape(text)).replace("\\u003C", "<").replace("\\u003E", ">").replace("\\u002D", "-")
    return re.sub(r"</?q>", "", text)


def answers(election, methods=("get",), only="") -> dict[str, str]:
    """What every address (or those with `only` in them) answers to a stranger: headers and body."""
    cache.clear()
    entries.cache_clear()
    found, client = {}, Client(raise_request_exception=False)
    for address, method in product([address for address in addresses(election) if only in address], methods):
        response = getattr(client, method)(address)
        assert response.status_code < 500, (address, response.status_code)
        body = b"".join(response) if response.streaming else response.content
        found[f"{method} {address}"] = bare(f"{response.headers}\n{body.decode()}")
    return found


def leaks(said: dict[str, str]) -> dict[str, list[str]]:
    """By address the private fields whose mark is there; a search page repeats what was asked, which is no leak."""
    found = {}
    for address, text in said.items():
        asked = address.partition("?q=")[2]
        marks = [
            name for name, mark in MARKS.items() if bare(mark) in (text.replace(bare(asked), "") if asked else text)
        ]
        found |= {address: marks} if marks else {}
    return found


def test_nothing_of_the_desk_s_own_is_on_a_public_address(told):
    said = answers(told)
    assert len(said) > 100
    for public in ("A public note of this count.", "A public reason."):
        assert any(public in page for page in said.values())
    assert leaks(said) == {}


def test_nor_while_the_election_is_frozen(told):
    freezing.freeze(told, User.objects.first(), MARKS["freeze-reason"])
    assert leaks(answers(told)) == {}


def test_nor_in_a_rehearsal(told):
    rows.Election.objects.filter(pk=told.pk).update(rehearsal=True)
    told.bump()
    assert leaks(answers(told)) == {}


def test_nor_to_who_asks_in_another_way(told):
    assert leaks(answers(told, ("head", "options"))) == {}


def note_with(field):
    """The reader of a count as a careless change would have it: the public note takes in a private field."""
    original = reading.text

    def careless(row, name):
        if name == "note" and isinstance(row, rows.Count):
            row.note = str(getattr(row, field))
        return original(row, name)

    return careless


@pytest.mark.parametrize(
    ("field", "mark"),
    [("private_note", "count-note"), ("override_reason", "count-override"), ("entered_by", "username")],
)
def test_the_walk_would_see_a_leak(told, monkeypatch, field, mark):
    monkeypatch.setattr(reading, "text", note_with(field))
    found = leaks(answers(told, only="/seats/"))
    assert {name for names in found.values() for name in names} == {mark}


def test_the_walk_would_see_an_unpublished_count(told):
    rows.Count.objects.filter(note=MARKS["unpublished-public-note"], withdrawn_at=None).update(published_at=COUNTED)
    told.bump()
    assert {name for names in leaks(answers(told, only="/seats/")).values() for name in names} == {
        "unpublished-public-note"
    }


def test_a_photo_is_at_no_public_address():
    assert not [pattern.name for pattern in patterns() if "photo" in str(pattern.pattern)]
