"""What the entry screen shows around its form: the seat's state, earlier figures, findings, a conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from elections import models, reading, values
from elections.desk import drafts
from elections.desk.entry import Verdict, recent_sources, standing, votes_of, words
from elections.public.clock import times_of

from .entry_form import VOTES, CountForm
from .sources import SourceList, source_label

MAIN = ("stations_reported", "rejected_votes", "ballots_cast", "valid_votes")
RARE = ("ballots_women", "turnout_reported", "turnout_source")
FIGURES = (*MAIN, "ballots_women", "turnout_reported")
COMPARED = (*FIGURES, "form", "source", "as_of", "note", "note_ur", "private_note")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the form beside the same figure of the count before."""

    field: BoundField
    before: int | None
    candidate: values.Candidate | None = None
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One figure in three versions: before, theirs, and as it stands in the form."""

    label: str
    before: str
    theirs: str
    mine: str
    is_figure: bool

    @property
    def differs(self) -> bool:
        return self.theirs != self.mine


@dataclass(frozen=True, slots=True)
class Conflict:
    count: models.Count
    who: str
    sides: list[Side]
    between: int  # how many were recorded since the editor looked


def options_of(contest: models.Contest, user) -> dict:
    """What a CountForm needs to know of its contest."""
    rows = contest.candidacies.select_related("person", "party", "backed_by", "source")
    return {"contest": contest, "candidacies": rows, "sources": SourceList(recent_sources(contest, user))}


def screen(request, form: CountForm, **more) -> dict:
    """The template's context."""
    contest, before, filled = form.contest, standing(form.contest), more.get("filled", ())
    if not form.is_bound and form.candidacies:
        form.fields[form.vote_names()[0]].widget.attrs["autofocus"] = True
    return {
        **admin.site.each_context(request),
        **seat_of(contest),
        "form": form,
        "lines": lines(form, before, filled),
        "figures": figures(form, MAIN, before, filled),
        "rare": figures(form, RARE, before),
        "rare_given": any(form[name].value() or form[name].errors for name in RARE),
        "standing": before,
        "others": [name_of(user) for user in drafts.others(contest, request.user)],
        "zone": settings.DESK_TIME_ZONE,
        "cookie": settings.CSRF_COOKIE_NAME,
        "problems": problems(form),
        "kept_at": kept_at(contest, request.user),
        **more,
    }


def seat_of(contest: models.Contest) -> dict[str, object]:
    """The contest itself, its state, and the addresses of its answers."""
    place = [contest.election.slug, contest.constituency.slug]
    return {
        "title": gettext("Enter a count: %(seat)s") % {"seat": contest.constituency.code},
        "contest": contest,
        "election": contest.election,
        "election_name": reading.text(contest.election, "name"),
        "seat": {part: reading.text(contest.constituency, part) for part in ("code", "name")},
        "state": state_of(contest),
        "places": {verb: reverse(f"admin:desk_{verb}", args=place) for verb in ("draft", "check", "paste")},
    }


def kept_at(contest: models.Contest, user) -> str:
    """When the editor's draft was kept, "" without one."""
    draft = drafts.find(contest, user)
    return clock(draft.saved_at) if draft else ""


def lines(form: CountForm, before: models.Count | None, filled: Sequence[str]) -> list[Line]:
    votes = votes_of(before)
    return [
        Line(form[name], votes.get(row.pk), reading.candidate(row, {}, {}), name in filled)
        for row, name in zip(form.candidacies, form.vote_names(), strict=True)
    ]


def figures(form: CountForm, names, before: models.Count | None, filled: Sequence[str] = ()) -> list[Line]:
    return [Line(form[name], getattr(before, name, None), None, name in filled) for name in names]


def state_of(contest: models.Contest) -> dict[str, object]:
    """What is public of the seat and what waits; `embargo` is the moment before which nothing is public."""
    counts = list(contest.counts.filter(withdrawn_at=None).select_related("entered_by").order_by("number"))
    public = [count for count in counts if count.published_at]
    last = public[-1].number if public else 0
    opens = results_from(contest)
    return {
        "public": public[-1] if public else None,
        "waiting": [
            (count.number, name_of(count.entered_by))
            for count in counts
            if not count.published_at and count.number > last
        ],
        "embargo": opens if opens > timezone.now() else None,
        "call": contest.calls.filter(withdrawn_at=None).select_related("candidacy__person").order_by("-number").first(),
    }


def results_from(contest: models.Contest):
    """When the figures of this contest may be public: the gate's own rule, of this one row."""
    times = contest.election.polls_close, contest.election.results_from
    return times_of(times, contest.polls_close, contest.results_from)[1]


def problems(form: CountForm) -> list[dict[str, str]]:
    """Every error of the form in its order: the field's id and name, and the sentence."""
    if not form.is_bound:
        return []
    fields = [name for name in form.fields if name in form.errors]
    found = [{"id": "", "label": "", "sentence": sentence} for sentence in form.non_field_errors()]
    for name in fields:
        found += [
            {"id": form[name].id_for_label, "label": form[name].label, "sentence": sentence}
            for sentence in form.errors[name]
        ]
    return found


def findings(verdict: Verdict | None, severity: str) -> list[str]:
    return [words(finding) for finding in verdict.of(severity)] if verdict else []


def conflict(form: CountForm, seen: int) -> Conflict | None:
    """What was recorded after number `seen`, beside what was before and what is in the form; None if nothing was."""
    rows = form.contest.counts.select_related("source", "entered_by", "contest__constituency")
    theirs = rows.filter(number__gt=seen).order_by("-number").first()
    if theirs is None:
        return None
    before = rows.filter(number__lte=seen, withdrawn_at=None).order_by("-number").first()
    names = [*form.vote_names(), *COMPARED]
    texts = [texts_of(count, form) for count in (before, theirs)]
    mine = mine_of(form)
    figures = {*form.vote_names(), *FIGURES}
    sides = [
        Side(form[name].label, *(text.get(name, "") for text in (*texts, mine)), is_figure=name in figures)
        for name in names
    ]
    told = [side for side in sides if side.before or side.theirs or side.mine]
    return Conflict(theirs, name_of(theirs.entered_by), told, rows.filter(number__gt=seen).count())


def texts_of(count: models.Count | None, form: CountForm) -> dict[str, str]:
    """A recorded count's values as the conflict table prints them, by field."""
    if count is None:
        return {}
    votes = {f"{VOTES}{key}": value for key, value in votes_of(count).items()}
    values_ = {name: getattr(count, name) for name in COMPARED} | {"form": count.get_form_display()}
    return {name: printed(value) for name, value in (values_ | votes).items()}


def mine_of(form: CountForm) -> dict[str, str]:
    """The same of what was typed; what could not be read stays as it was typed."""
    clean = getattr(form, "cleaned_data", {})
    kinds = dict(models.Count.Form.choices)
    typed = form.typed()
    found = {name: printed(clean[name]) if name in clean else text for name, text in typed.items()}
    return found | {"form": str(kinds.get(typed["form"], typed["form"]))}


def printed(value) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, models.Source):
        return source_label(value)
    if hasattr(value, "astimezone"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value).strip()


def name_of(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else gettext("an import")


def clock(moment) -> str:
    """“9:41:05pm” on the newsroom's wall; “21:41:05” in Urdu."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M:%S}" if get_language() == "ur" else date_format(local, "g:i:s") + f"{local:%p}".lower()


def marked(text: str, message) -> list[dict[str, str]]:
    """A pasted message in pieces, those that were not understood with the reason."""
    pieces, place = [], 0
    for piece in sorted(message.not_understood, key=lambda piece: piece.start):
        pieces.append({"text": text[place : piece.start], "reason": ""})
        pieces.append({"text": text[piece.start : piece.end], "reason": gettext(piece.reason) % piece.figures})
        place = piece.end
    return [piece for piece in [*pieces, {"text": text[place:], "reason": ""}] if piece["text"]]


def filled_by(message) -> Mapping[str, str]:
    """The fields that a pasted message fills, with the text that goes into each."""
    found = {f"{VOTES}{key}": votes for key, votes in message.votes.items()} | dict(message.figures)
    if message.stations_reported is not None:
        found["stations_reported"] = message.stations_reported
    return {name: f"{value:,}" for name, value in found.items()}
