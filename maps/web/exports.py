"""results.csv: one row per candidate and seat, for spreadsheets. Documented in docs/api.md.

UTF-8 with a byte order mark: without it Excel takes Urdu for Windows-1252. pandas, R and LibreOffice skip the mark.
"""

from __future__ import annotations

import csv
import io

from elections import tallies
from elections.values import Result, Snapshot, Standing
from maps.web import labels

BYTE_ORDER_MARK = "\ufeff"
# What Excel, LibreOffice or Sheets may take for a formula at the start of a cell, in half and full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNKNOWN = ""


def results_csv(snapshot: Snapshot) -> str:
    """The whole table as text; unknown is an empty cell, never 0."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    whole = {"label": labels.status_text(snapshot).en, "rehearsal": snapshot.election.rehearsal}
    rows = [
        {**seat_cells(result), **candidate_cells(result, standing), **whole}
        for result in snapshot.results
        for standing in result.standings or (None,)
    ]
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows({name: safe(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def safe(value: object) -> object:
    """Texts that a spreadsheet could take for a formula get an apostrophe; figures stay figures."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def seat_cells(result: Result) -> dict[str, object]:
    seat, contest, source = result.seat, result.contest, tallies.source_of(result)
    return {
        "seat": seat.code,
        "seat_name": seat.name.en,
        "seat_name_ur": seat.name.ur,
        "assembly": seat.assembly.slug,
        "province": seat.province.slug,
        "district": seat.district.slug,
        "status": result.status,
        "won_basis": result.won_basis,
        "margin_votes": result.margin_votes,
        "margin_points": percent(result.margin_points),
        "valid_votes": result.valid_votes,
        "rejected_votes": result.count.rejected_votes if result.count else None,
        "turnout": percent(result.turnout, 100),
        "stations_reported": result.stations_reported,
        "stations_total": contest.stations_total,
        "registered_voters": contest.registered_voters,
        "updated_at": f"{result.updated_at:%Y-%m-%dT%H:%M:%SZ}" if result.updated_at else None,
        "source": source.publisher.en if source else None,
        "source_url": source.url if source else None,
    }


def candidate_cells(result: Result, standing: Standing | None) -> dict[str, object]:
    """Of a seat without known candidates the row names the seat alone."""
    if standing is None:
        return {}
    candidate = standing.candidate
    return {
        "candidate_id": candidate.id,
        "candidate": candidate.name.en,
        "candidate_ur": candidate.name.ur,
        "party": candidate.party.slug if candidate.party else None,
        "independent": candidate.independent,
        "bloc": tallies.group_of(candidate).slug,
        "backed_by": candidate.backed_by.slug if candidate.backed_by else None,
        "votes": standing.votes,
        "share": percent(standing.share, 100),
        "rank": standing.rank,
        "won": standing.won,
        "leading": result.leader is not None and result.leader.id == candidate.id,
        "retracted": result.retracted is not None and result.retracted.id == candidate.id,
    }


def percent(value: float | None, factor: int = 1) -> float | None:
    return None if value is None else round(value * factor, 2)


COLUMNS = (
    "seat",
    "seat_name",
    "seat_name_ur",
    "assembly",
    "province",
    "district",
    "status",
    "won_basis",
    "candidate_id",
    "candidate",
    "candidate_ur",
    "party",
    "independent",
    "bloc",
    "backed_by",
    "votes",
    "share",
    "rank",
    "won",
    "leading",
    "retracted",
    "margin_votes",
    "margin_points",
    "valid_votes",
    "rejected_votes",
    "turnout",
    "stations_reported",
    "stations_total",
    "registered_voters",
    "updated_at",
    "source",
    "source_url",
    "label",
    "rehearsal",
)
