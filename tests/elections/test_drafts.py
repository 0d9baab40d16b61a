"""Drafts: raw text of one editor in one seat, kept whole, bounded, and never overwritten by another tab unseen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from elections.desk import drafts
from elections.models import Draft

pytestmark = pytest.mark.django_db


def keep(race, user, text, **options):
    options = {"seen": 0, "token": uuid4(), **options}
    return drafts.keep(race, user, {"votes_1": text}, **options)


def test_what_was_typed_comes_back_as_it_was_typed(race, editor):
    keep(race, editor, "12,048 2778")
    assert drafts.typed_of(drafts.find(race, editor)) == {"votes_1": "12,048 2778"}


def test_an_open_seat_without_typing_is_no_draft(race, editor):
    drafts.touch(race, editor)
    assert drafts.find(race, editor) is None
    assert Draft.objects.count() == 1


def test_one_editors_draft_is_not_anothers(race, editor, second_editor):
    keep(race, editor, "1")
    assert drafts.find(race, second_editor) is None


def test_a_tab_that_did_not_know_the_last_revision_is_refused_and_nothing_is_overwritten(race, editor):
    first = keep(race, editor, "1", tab="a", known=0)
    keep(race, editor, "2", tab="b", known=drafts.revision(first))
    with pytest.raises(drafts.OtherTab) as met:
        keep(race, editor, "3", tab="a", known=drafts.revision(first))
    assert drafts.typed_of(met.value.draft) == {"votes_1": "2"}
    assert drafts.typed_of(drafts.find(race, editor)) == {"votes_1": "2"}


def test_a_tab_whose_answer_was_lost_goes_on_writing(race, editor):
    keep(race, editor, "1", tab="a", known=0)
    assert drafts.typed_of(keep(race, editor, "2", tab="a", known=0)) == {"votes_1": "2"}


def test_without_a_known_revision_the_last_one_wins(race, editor):
    keep(race, editor, "1", tab="a", known=0)
    assert drafts.typed_of(keep(race, editor, "2", tab="b")) == {"votes_1": "2"}


def test_what_is_recorded_takes_its_draft_along_but_not_what_another_tab_typed_since(race, editor):
    token = uuid4()
    mine = keep(race, editor, "1", tab="a", known=0, token=token)
    drafts.settle(race, editor, known=0, token=token)
    assert drafts.find(race, editor) is None
    mine = keep(race, editor, "1", tab="a", known=0, token=token)
    keep(race, editor, "2", tab="b", known=drafts.revision(mine))
    drafts.settle(race, editor, known=drafts.revision(mine), token=token)
    assert drafts.typed_of(drafts.find(race, editor)) == {"votes_1": "2"}


def test_only_known_fields_of_a_bounded_length_are_kept():
    assert drafts.bounded({"votes_1": "1", "is_superuser": "1", "note": ["x"]}, {"votes_1", "note"}) == {"votes_1": "1"}
    with pytest.raises(drafts.TooLong):
        drafts.bounded({"note": "x" * (drafts.LONGEST + 1)}, {"note"})
    many = {f"votes_{number}": "1" * drafts.LONGEST for number in range(6)}
    with pytest.raises(drafts.TooLong):
        drafts.bounded(many, many)


def test_who_has_the_seat_open_is_forgotten_after_a_while(race, editor, second_editor):
    drafts.touch(race, second_editor)
    assert drafts.others(race, editor) == [second_editor]
    assert drafts.others(race, second_editor) == []
    assert drafts.others(race, editor, timezone.now() + drafts.OPEN_FOR + timedelta(seconds=1)) == []


def test_discarding_forgets(race, editor, second_editor):
    keep(race, editor, "1")
    keep(race, second_editor, "2")
    drafts.discard(race, editor)
    assert [draft.user for draft in Draft.objects.exclude(saved_at=None)] == [second_editor]
    assert drafts.typed_of(drafts.find(race, editor)) == {}
    assert "votes_1" not in Draft.objects.get(user=editor).data


@pytest.mark.parametrize("kind", [drafts.COUNT, drafts.CALL])
def test_what_was_on_its_way_when_the_editor_discarded_does_not_bring_the_draft_back(race, editor, kind):
    page, other = uuid4(), uuid4()
    keep(race, editor, "1", token=page, kind=kind)
    drafts.discard(race, editor, kind, token=page)
    for _resend in range(2):
        with pytest.raises(drafts.Discarded):
            keep(race, editor, "2", token=page, kind=kind)
        assert drafts.find(race, editor, kind) is None
    assert drafts.was_discarded(race, editor, page, kind)
    assert drafts.typed_of(keep(race, editor, "3", token=other, known=0, tab="b", kind=kind)) == {"votes_1": "3"}
    with pytest.raises(drafts.Discarded):
        keep(race, editor, "4", token=page, kind=kind)
    assert drafts.typed_of(drafts.find(race, editor, kind)) == {"votes_1": "3"}


def test_only_the_pages_discarded_last_are_remembered(race, editor):
    pages = [uuid4() for _page in range(drafts.DISCARDED_MOST + 3)]
    for page in pages:
        drafts.discard(race, editor, token=page)
    assert drafts.discarded(Draft.objects.get()) == [str(page) for page in pages[3:]]


def test_a_tab_left_behind_by_a_discarded_draft_never_overwrites_the_next_one_unseen(race, editor):
    mine = keep(race, editor, "1", tab="a", known=0)
    known = drafts.revision(mine)
    drafts.discard(race, editor, token=mine.token)
    keep(race, editor, "2", tab="b", known=0)
    with pytest.raises(drafts.OtherTab):
        keep(race, editor, "3", tab="a", known=known)
