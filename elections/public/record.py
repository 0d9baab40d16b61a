"""All that is public of an election before any conclusion is drawn: the part of it that a freeze keeps.

Kept as JSON of the values themselves, so that what readers see is what was public at that moment, names included.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from cattrs.preconf.json import make_converter

from elections import models, reading, values
from elections.public.clock import RETRACTED_FOR
from elections.public.shelf import Shelf

logger = logging.getLogger(__name__)
converter = make_converter()


@dataclass(frozen=True, slots=True)
class Record:
    """`election` has no phase yet: the clock gives it."""

    election: values.Election
    blocs: tuple[values.Bloc, ...]
    contests: tuple[values.Contest, ...]

    @classmethod
    def of(cls, shelf: Shelf) -> Record:
        return cls(reading.election(shelf.election), shelf.blocs(), tuple(shelf.contests()))

    def instants(self) -> set[datetime]:
        """The moments at which time alone changes what this record shows."""
        found = {self.election.polls_close, self.election.results_from}
        for contest in self.contests:
            found |= {contest.polls_close, contest.results_from}
            found |= {fix.at + RETRACTED_FOR for fix in contest.corrections if fix.candidate is not None}
        return found

    def packed(self) -> bytes:
        return zlib.compress(converter.dumps(self).encode())


@dataclass(frozen=True, slots=True)
class Frozen:
    """An open freeze: which one, and the version at which it holds its election."""

    pk: int
    slug: str
    version: int
    at: datetime

    def marked(self, record: Record) -> Record:
        """The record with the version it is held at, and since when."""
        return replace(record, election=replace(record.election, version=self.version, frozen_at=self.at))


@lru_cache(maxsize=8)
def held(frozen: Frozen) -> Record | None:
    """What a freeze holds; None, logged as an error, if it cannot be read: then nobody may guess at it.

    A freeze is never rewritten, so that a process reads each one once.
    """
    contents = models.Freeze.objects.values_list("contents", flat=True).get(pk=frozen.pk)
    try:
        return frozen.marked(converter.loads(zlib.decompress(contents).decode(), Record))
    except Exception:  # an upgrade may have changed the values in any way
        logger.exception("The freeze %s of %s cannot be read: no figures are shown.", frozen.pk, frozen.slug)
        return None


def record_of(row: models.Election, at: datetime, proposed=None, unfrozen: bool = False) -> Record:
    """What is public at that moment: of a frozen election what the freeze holds, unless it is to be looked past.

    A freeze that cannot be read shows no figures at all, rather than those it was to keep back.
    """
    shelf = Shelf(row, at, proposed)
    if shelf.freeze is None or unfrozen or proposed is not None:
        return Record.of(shelf)
    frozen = Frozen(shelf.freeze.pk, row.slug, shelf.freeze.version, shelf.freeze.at)
    return held(frozen) or frozen.marked(Record.of(Shelf(row, at, closed=True)))


def open_freezes(rows: Iterable[models.Freeze], slugs: dict[int, str]) -> dict[int, Frozen]:
    """The open ones by election id."""
    return {
        row.election_id: Frozen(row.pk, slugs[row.election_id], row.version, row.at)
        for row in rows
        if row.lifted_at is None and row.election_id in slugs
    }
