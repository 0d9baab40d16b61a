"""What editors have typed and not saved yet, kept on the server, and who has a seat open.

A draft is raw text by field, whatever it says: nothing is read or judged here. One of a kind, editor and contest. Two
tabs of one editor share it: the tab that knew the last revision writes, the other one is told and keeps its own text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from elections.models import Call, Contest, Count, Draft
from elections.models.fields import CONTROLS

COUNT, CALL = Draft.Kind.COUNT, Draft.Kind.CALL
OPEN_FOR = timedelta(seconds=90)
RECORDS = {COUNT: Count, CALL: Call}
LONGEST = 4000  # characters of one field
ALL_LONGEST = 20_000  # characters of all fields together
META = "_tab"  # beside the fields: which tab wrote last, how often anything was written, what was discarded
DISCARDED_MOST = 8  # pages that may still have something on its way


class TooLong(ValueError):
    """More text than any form of the desk has room for."""


class OtherTab(Exception):
    """Another tab of the same editor has written since this one last knew the draft, which is `draft`."""

    def __init__(self, draft: Draft):
        super().__init__("The draft was changed in another tab.")
        self.draft = draft


class Recorded(Exception):
    """What the draft is of was recorded meanwhile, as the count or call of that number."""

    def __init__(self, number: int):
        super().__init__(f"This was recorded as number {number}.")
        self.number = number


class Discarded(Exception):
    """What the page of this token had typed was discarded."""


def spaced(text: str) -> str:
    """The text with a space for each control character: no database takes them all, and no digits move together."""
    return re.sub(f"[{CONTROLS}]", " ", text)


def bounded(typed: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """The known fields of what was typed, without control characters. Raises TooLong."""
    known = {name: spaced(text) for name, text in typed.items() if name in names and isinstance(text, str)}
    if any(len(text) > LONGEST for text in known.values()) or sum(map(len, known.values())) > ALL_LONGEST:
        raise TooLong
    return known


def find(contest: Contest, user, kind: str = COUNT) -> Draft | None:
    """The editor's draft, if anything was typed into it."""
    draft = Draft.objects.filter(contest=contest, user=user, kind=kind).first()
    return draft if draft and draft.saved_at else None


def typed_of(draft: Draft | None) -> dict[str, str]:
    """What was typed, by field."""
    return {name: text for name, text in draft.data.items() if name != META} if draft else {}


def revision(draft: Draft | None) -> int:
    """How often the draft was written; 0 without one."""
    return draft.data.get(META, {}).get("revision", 0) if draft else 0


def discarded(draft: Draft | None) -> list[str]:
    """The tokens of the pages that were discarded last."""
    return draft.data.get(META, {}).get("discarded", []) if draft else []


def was_discarded(contest: Contest, user, token: UUID | None, kind: str = COUNT) -> bool:
    draft = Draft.objects.filter(contest=contest, user=user, kind=kind).first()
    return str(token) in discarded(draft)


def touch(contest: Contest, user, kind: str = COUNT) -> Draft:
    """Say that the editor has the seat open now."""
    draft, _created = Draft.objects.update_or_create(
        contest=contest, user=user, kind=kind, defaults={"seen_at": timezone.now()}
    )
    return draft


def locked(contest: Contest) -> None:
    """Drafts of a seat are kept, and counts of it recorded, one after the other. Call it inside a transaction."""
    Contest.objects.select_for_update(no_key=True).only("pk").get(pk=contest.pk)


def check_open(token: UUID, kind: str) -> None:
    """Raises Recorded if a count or call was recorded under this token."""
    if done := RECORDS[kind].objects.filter(token=token).values_list("number", flat=True).first():
        raise Recorded(done)


def check_tab(draft: Draft, tab: str, known: int | None) -> None:
    """Raises OtherTab if another tab has written since revision `known`."""
    last = draft.data.get(META, {}).get("tab")
    if draft.saved_at and known is not None and known != revision(draft) and tab != last:
        raise OtherTab(draft)


@transaction.atomic
def keep(
    contest: Contest,
    user,
    typed: Mapping[str, str],
    *,
    seen: int,
    token: UUID,
    tab: str = "",
    known: int | None = None,
    kind: str = COUNT,
) -> Draft:
    """Keep what was typed; `known` is the revision that the tab last knew, None to write whatever is there.

    Raises OtherTab if another tab has written since, and keeps what that one wrote; Recorded or Discarded if that is
    what happened to it by now: what was long on its way must not bring the draft back.
    """
    locked(contest)  # its draft too
    check_open(token, kind)
    draft = touch(contest, user, kind)
    check_kept(draft, token)
    check_tab(draft, spaced(tab), known)
    draft.data = {**typed, META: {**written(draft), "tab": spaced(tab)}}
    draft.seen, draft.token, draft.saved_at = seen, token, draft.seen_at
    draft.save()
    return draft


def check_kept(draft: Draft, token: UUID) -> None:
    if str(token) in discarded(draft):
        raise Discarded


def written(draft: Draft) -> dict[str, object]:
    """What is kept beside the fields of a draft that is written once more."""
    return {"revision": revision(draft) + 1, "discarded": discarded(draft)}


@transaction.atomic
def discard(contest: Contest, user, kind: str = COUNT, token: UUID | None = None) -> None:
    """Forget what was typed, because the editor said so, and the page of this token with it."""
    locked(contest)
    draft = touch(contest, user, kind)
    gone = [*discarded(draft), *([str(token)] if token else [])]
    draft.data = {META: {**written(draft), "discarded": gone[-DISCARDED_MOST:]}}
    draft.saved_at = None
    draft.save()


def settle(contest: Contest, user, known: int, token: UUID, kind: str = COUNT) -> None:
    """Drop the draft of what was just recorded; what another tab has typed since revision `known` stays."""
    draft = Draft.objects.filter(contest=contest, user=user, kind=kind).first()
    if draft and (draft.token == token or revision(draft) <= known or not draft.saved_at):
        draft.delete()


def others(contest: Contest, user, at: datetime | None = None) -> list:
    """The other editors who have this seat open at that moment (aware; now by default), the latest first."""
    since = (at or timezone.now()) - OPEN_FOR
    rows = Draft.objects.filter(contest=contest, seen_at__gt=since).exclude(user=user)
    return list(dict.fromkeys(draft.user for draft in rows.select_related("user").order_by("-seen_at")))
