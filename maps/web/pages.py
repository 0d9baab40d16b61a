"""The public pages: what a reader sees. Every figure comes from `snapshot()`, every picture from `maps.drawing`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from elections.public import listed
from elections.values import Result, Snapshot
from maps.web import cards, pictures, words
from maps.web.freshness import fresh
from maps.web.live import liveliest
from maps.web.scopes import Scope, scope_or_404, snapshot_or_404
from maps.web.snapshots import snapshot_for


def page(request: HttpRequest, template: str, snap: Snapshot | None = None, **context) -> HttpResponse:
    """Render with what every page needs."""
    election = snap.election if snap else None
    return render(request, template, {"snapshot": snap, "election": election, **context})


@require_safe
@fresh
def home(request):
    """The featured election, and the others as an archive; with none featured, the newest."""
    elections = listed(request.at)
    if not elections:
        return page(request, "maps/empty.html")
    first = next((election for election in elections if election.featured), elections[0])
    scope = Scope(snapshot_for(request, first.slug))
    others = [Scope(snapshot_for(request, other.slug)) for other in elections if other.slug != first.slug]
    return page(request, "maps/election.html", scope.snapshot, **of_scope(scope), is_home=True, others=others)


@require_safe
@fresh
def archive(request):
    """Every election. An open page follows the one whose news come fastest, and looks after the others with it."""
    elections = [Scope(snapshot_for(request, election.slug)) for election in listed(request.at)]
    followed = liveliest(scope.snapshot for scope in elections)
    return page(request, "maps/archive.html", elections=elections, followed=followed)


@require_safe
@fresh
def election(request, election, **place):
    """The national page or a province's, by measure and, where a map is split, by assembly."""
    scope = scope_or_404(request, election, **place)
    if scope.measure not in scope.measures:
        # The address stays good for the day the measure is known; until then it leads to the alliances.
        return HttpResponseRedirect(scope.url(measure="alliance"))
    return page(request, "maps/election.html", scope.snapshot, **of_scope(scope))


def of_scope(scope: Scope) -> dict:
    """What the election and province pages draw."""
    maps = pictures.of_scope(scope)
    return {
        "scope": scope,
        "headline": headline_of(scope),
        "pictures": maps,
        "card": cards.card_of_scope(scope, maps),
        "measures": [(name, scope.url(measure=name)) for name in scope.measures],
        "notes": [bloc for bloc in scope.snapshot.blocs if bloc.note],
    }


def headline_of(scope: Scope) -> str:
    """What the results of these seats say; of a province with its name."""
    return words.place_headline(scope.tally, scope.province.name if scope.province else None)


@require_safe
@fresh
def seat(request, election, seat):
    snap = snapshot_or_404(request, election)
    if seat != seat.lower() and seat.lower() in snap.by_slug:
        return redirect("seat", election, seat.lower(), permanent=True)
    result = result_or_404(snap, seat)
    return page(request, "maps/seat.html", snap, **of_seat(snap, result))


def of_seat(snap: Snapshot, result: Result) -> dict:
    """What the seat page draws."""
    index, maps = snap.results.index(result), pictures.of_seat(snap, result)
    top = max((standing.votes or 0 for standing in result.standings), default=0)
    return {
        "result": result,
        "alone": (result,),
        "headline": words.seat_headline(result),
        "most_votes": top,
        "pictures": maps,
        "card": cards.card_of_seat(snap, result, maps),
        "previous": snap.results[index - 1] if index else None,
        "next": snap.results[index + 1] if index + 1 < len(snap.results) else None,
        "many": [row for row in snap.many_seats if result in row.results],
        "changes": [change for change in snap.changes if change.seat == result.seat],
    }


def result_or_404(snap: Snapshot, seat: str) -> Result:
    if seat not in snap.by_slug:
        raise Http404(gettext("This election has no such seat."))
    return snap.by_slug[seat]


@require_safe
@fresh
def candidate(request, election, person):
    """A person who stands in this election: each seat, and how many were won."""
    snap = snapshot_or_404(request, election)
    rows = [(r, s) for r in snap.results for s in r.standings if s.candidate.person.slug == person]
    if not rows:
        raise Http404(gettext("Nobody of this name stands in this election."))
    many = next((row for row in snap.many_seats if row.person.slug == person), None)
    return page(
        request,
        "maps/candidate.html",
        snap,
        person=rows[0][1].candidate.person,
        rows=rows,
        seats=[result for result, _ in rows],
        many=many,
        pictures=pictures.of_results(snap, [result for result, _ in rows], page=request.path),
    )


@require_safe
@fresh
def changes(request, election):
    snap = snapshot_or_404(request, election)
    return page(request, "maps/changes.html", snap, changes=snap.changes)
