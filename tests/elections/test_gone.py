"""Renamed and withdrawn elections: what the gate says of them, the verbs, the commands, and the admin's pages."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from elections.desk.freezing import freeze
from elections.desk.rehearsals import rehearse
from elections.desk.renaming import rename
from elections.desk.withdrawing import current, restore, withdraw
from elections.importing import import_folder
from elections.models import Count, Election, ElectionWithdrawal, FormerAddress, RuleError
from elections.public import GoneElection, MovedElection, UnknownElection, listed, moved, snapshot, states
from elections.roles import ADMINISTRATOR, CHIEF, make_roles
from tests import factories as make
from tests.elections.csv_folder import folder, problems

__all__ = ["folder"]  # a fixture

pytestmark = pytest.mark.django_db
SLUG = "by-2022-10-16"


def run(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().strip()


def member(role) -> Client:
    make_roles()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


# The gate


def test_a_withdrawn_election_is_in_no_list_and_has_no_snapshot_and_nothing_of_it_is_deleted(race, editor):
    make.make_count(race, {race.pti: 60, race.ppp: 40})
    other = make.make_election("other", name="Other", name_ur="دوسرا")
    withdraw(race.election, editor, "A court ordered it.", "عدالت کا حکم", other)
    assert [election.slug for election in listed(rehearsals=True)] == list(states()) == ["other"]
    with pytest.raises(GoneElection) as caught:
        snapshot(SLUG)
    gone = caught.value.gone
    assert (gone.name.en, gone.reason.en, gone.reason.ur) == (race.election.name, "A court ordered it.", "عدالت کا حکم")
    assert (gone.instead, gone.instead_name.ur, gone.date) == ("other", "دوسرا", race.election.date)
    assert Count.objects.count() == 1
    restore(race.election, editor)
    assert snapshot(SLUG).by_slug["na-22"].count.votes == {race.pti.pk: 60, race.ppp.pk: 40}


def test_the_desk_still_sees_a_withdrawn_election(race, editor):
    draft = make.make_count(race, {race.pti: 60, race.ppp: 40}, published=False)
    withdraw(race.election, editor, "why")
    assert snapshot(SLUG, unfrozen=True).by_slug["na-22"].count is None
    assert snapshot(SLUG, proposed=draft).by_slug["na-22"].count is not None


def test_nobody_is_led_on_to_what_is_gone_itself(election, editor):
    other = make.make_election("other")
    withdraw(election, editor, "why", instead=other)
    withdraw(other, editor, "why")
    with pytest.raises(GoneElection) as caught:
        snapshot(SLUG)
    assert (caught.value.gone.instead, caught.value.gone.instead_name.en) == ("", "")


def test_each_end_of_a_withdrawal_moves_the_version(election, editor):
    withdraw(election, editor, "why")
    restore(election, editor)
    assert states()[SLUG].version == 3


def test_a_frozen_election_can_be_withdrawn_and_is_still_frozen_when_it_is_back(race, editor):
    freeze(race.election, editor, "checking")
    withdraw(race.election, editor, "why")
    with pytest.raises(GoneElection):
        snapshot(SLUG)
    restore(race.election, editor)
    assert snapshot(SLUG).election.frozen_at is not None


def test_a_renamed_election_is_known_by_each_name_it_had(election):
    for slug in ("second", "third"):
        election = rename(election, slug, None)
    assert (moved(SLUG), moved("second"), moved("third")) == ("third", "third", None)
    with pytest.raises(MovedElection) as caught:
        snapshot(SLUG)
    assert caught.value.slug == snapshot("third").election.slug == "third"


def test_what_never_was_is_just_unknown(election):
    with pytest.raises(UnknownElection) as caught:
        snapshot("never")
    assert type(caught.value) is UnknownElection


def test_the_normal_way_costs_no_further_query(race, django_assert_num_queries):
    snapshot(SLUG)
    with django_assert_num_queries(15):
        snapshot(SLUG)
    with django_assert_num_queries(2):
        states()


# Renaming


def test_renaming_moves_the_version_and_is_written_down(election, editor):
    from django.contrib.admin.models import LogEntry

    assert rename(election, "second", editor).version == 2
    assert LogEntry.objects.get().change_message == "Renamed.\nby-2022-10-16 → second"


def test_an_election_can_have_its_own_name_back(election):
    rename(election, "second", None)
    back = rename(Election.objects.get(), SLUG, None)
    assert (back.slug, moved("second"), moved(SLUG)) == (SLUG, SLUG, None)
    assert rename(back, "third", None).slug == moved(SLUG) == moved("second") == "third"


def test_an_election_that_has_its_own_name_back_can_be_withdrawn(election, client, editor):
    rename(election, "second", None)
    withdraw(rename(Election.objects.get(), SLUG, None), editor, "why")
    for path in (f"/elections/{SLUG}/", f"/embed/elections/{SLUG}/", f"/api/v1/elections/{SLUG}/"):
        assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        (SLUG, "its address already"),
        ("other", "There is an election “other” already"),
        ("had", "“had” is a former address of “has”"),
        ("Not A Slug", "small letters"),
        ("x" * 81, "80"),
    ],
)
def test_no_name_that_another_has_or_had_and_none_that_is_no_slug(election, slug, sentence):
    make.make_election("other")
    rename(make.make_election("had"), "has", None)
    with pytest.raises(RuleError, match=sentence):
        rename(election, slug, None)
    assert Election.objects.filter(slug=SLUG).exists() and not FormerAddress.objects.filter(slug=SLUG).exists()


def test_a_frozen_election_keeps_its_name(race, editor):
    freeze(race.election, editor, "checking")
    with pytest.raises(RuleError, match="lift the freeze first"):
        rename(race.election, "second", None)


def test_a_former_address_is_never_another_elections(election):
    rename(election, "second", None)
    with pytest.raises(ValidationError, match="former address of “second”"):
        Election(slug=SLUG).clean()
    with pytest.raises(RuleError, match="There is or was"):
        rehearse(Election.objects.get(), SLUG)


def test_an_import_under_a_former_address_says_which_to_write(folder):
    import_folder(folder)
    rename(Election.objects.get(slug="by-1"), "second", None)
    said = "by-1/election.csv:2 slug: “by-1” is a former address of “second”: write second, or choose another"
    assert said in problems(folder)
    assert not Election.objects.filter(slug="by-1").exists()


# Withdrawing


def test_withdrawing_needs_a_reason_and_happens_once(election, editor):
    with pytest.raises(RuleError, match="readers are told"):
        withdraw(election, editor, " \x00")
    withdraw(election, editor, "why")
    with pytest.raises(RuleError, match="off the site already"):
        withdraw(election, editor, "again")
    ended = restore(election, editor)
    assert (ended.by, ended.restored_by, current(election)) == (editor, editor, None)
    with pytest.raises(RuleError, match="is on the site"):
        restore(election, editor)


def test_what_stands_in_is_another_real_election_on_the_site(election, editor):
    rehearsal, gone = make.make_election("trial", rehearsal=True), make.make_election("gone")
    withdraw(gone, editor, "why")
    for instead in (election, rehearsal, gone):
        with pytest.raises(RuleError, match=f"“{instead.slug}” cannot stand in"):
            withdraw(election, editor, "why", instead=instead)
    assert current(election) is None


# The commands


def test_the_command_renames_and_says_so(election):
    assert run("rename_election", SLUG, "second", "--dry-run").startswith("Dry run, nothing renamed: by-2022-10-16 →")
    assert Election.objects.get().slug == SLUG and not FormerAddress.objects.exists()
    said = run("rename_election", SLUG, "second")
    assert said == "Renamed: by-2022-10-16 → second; former addresses that lead there, 1: by-2022-10-16"
    with pytest.raises(CommandError, match="no election “by-2022-10-16”"):
        run("rename_election", SLUG, "third")
    with pytest.raises(CommandError, match="small letters"):
        run("rename_election", "second", "No!")


def test_the_command_withdraws_and_restores_and_says_so(race):
    make.make_election("other")
    words = ("withdraw_election", SLUG, "--reason", "why", "--instead", "other")
    assert run(*words, "--dry-run").startswith("Dry run, nothing changed: by-2022-10-16: off the site, with 1 contests")
    assert not ElectionWithdrawal.objects.exists()
    assert run(*words) == ("by-2022-10-16: off the site, with 1 contests, leading on to other; --restore puts it back")
    assert run("withdraw_election", SLUG, "--restore") == "by-2022-10-16: back on the site, with 1 contests"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((SLUG,), "Say why"),
        (("never", "--reason", "why"), "no election “never”"),
        ((SLUG, "--reason", "why", "--instead", "never"), "no election “never”"),
        ((SLUG, "--restore"), "is on the site"),
        ((SLUG, "--restore", "--reason", "why"), "takes no reason"),
    ],
)
def test_the_command_refuses_with_a_sentence(election, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("withdraw_election", *arguments)


# The admin


def page(name: str, *arguments) -> str:
    return reverse(f"admin:elections_electionwithdrawal_{name}", args=arguments)


def test_an_administrator_takes_an_election_off_the_site_and_puts_it_back(election):
    client, other = member(ADMINISTRATOR), make.make_election("other")
    link = f"{page('add')}?election={election.pk}"
    assert link in client.get(reverse("admin:elections_election_change", args=[election.pk])).content.decode()
    sent = {"election": election.pk, "reason": "A court ordered it.", "reason_ur": "", "instead": other.pk}
    assert client.post(link, sent).status_code == 302
    made = ElectionWithdrawal.objects.get()
    assert (made.election, made.instead, made.by.username, list(states())) == (
        election,
        other,
        ADMINISTRATOR,
        ["other"],
    )
    answer = client.post(page("changelist"), {"action": "restore", "_selected_action": [made.pk]}, follow=True)
    assert "1 election is back on the site." in answer.content.decode()
    assert current(election) is None


def test_the_words_can_be_mended_and_nothing_else(election, editor):
    client, made = member(ADMINISTRATOR), withdraw(election, editor, "A cuort ordered it.")
    shown = client.get(page("change", made.pk)).content.decode()
    assert 'name="election"' not in shown
    sent = {"reason": "A court ordered it.", "reason_ur": "", "instead": "", "election": 0}
    assert client.post(page("change", made.pk), sent).status_code == 302
    made.refresh_from_db()
    assert (made.reason, made.election, made.by) == ("A court ordered it.", election, editor)
    assert client.get(page("delete", made.pk)).status_code == 403


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"reason": ""}, "required"), ({"instead": "self"}, "cannot stand in"), ({"gone": True}, "off the site already")],
)
def test_a_form_that_cannot_be_done_says_why_beside_the_field(election, values, sentence):
    client = member(ADMINISTRATOR)
    if values.pop("gone", False):
        withdraw(election, None, "why")
    sent = {"election": election.pk, "reason": "why", "reason_ur": "", "instead": ""} | values
    sent["instead"] = election.pk if sent["instead"] else ""
    number = ElectionWithdrawal.objects.count()
    answer = client.post(page("add"), sent)
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert ElectionWithdrawal.objects.count() == number


def test_somebody_who_was_quicker_is_no_error_of_the_server(election, monkeypatch):
    from elections.admin import withdrawals

    client = member(ADMINISTRATOR)
    monkeypatch.setattr(withdrawals.withdrawing, "withdraw", refuse)
    sent = {"election": election.pk, "reason": "why", "reason_ur": "", "instead": ""}
    answer = client.post(page("add"), sent, follow=True)
    assert (answer.status_code, "Too late" in answer.content.decode()) == (200, True)


def refuse(*arguments):
    raise RuleError("too late")


def test_only_an_administrator_may(election):
    client = member(CHIEF)
    made = withdraw(election, None, "why")
    answers = [client.get(page("add")), client.post(page("add"), {"election": election.pk, "reason": "why"})]
    answers += [client.post(page("changelist"), {"action": "restore", "_selected_action": [made.pk]})]
    assert [answer.status_code for answer in answers] == [403, 403, 200]  # the list may be read
    assert current(election) is not None
    assert (
        page("add") not in client.get(reverse("admin:elections_election_change", args=[election.pk])).content.decode()
    )
