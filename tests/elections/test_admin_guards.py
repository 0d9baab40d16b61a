"""What the admin's tables refuse: a candidate swapped under recorded votes, a seat beyond limits, odd addresses."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from elections import models
from elections.roles import ADMINISTRATOR, CHIEF, make_roles
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    """Sign in as a new person of a role, limited to a province if one is named."""
    from django.contrib.auth.models import Group, User

    def sign_in(role, province=None):
        make_roles()
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        if province:
            models.DeskLimit.objects.create(user=user, province=province)
        client.force_login(user)
        return client

    return sign_in


def change(client, row, **values):
    """Send the row's own page back with these fields changed."""
    page = reverse(f"admin:elections_{row._meta.model_name}_change", args=[row.pk])
    form = client.get(page).context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: value for name, value in data.items() if value not in (None, False)} | values
    return client.post(page, data)


def test_nobody_takes_the_place_of_a_candidate_with_votes(race):
    make.make_count(race, {race.pti: 7}, published=False)
    race.pti.person = make.make_person("someone-else")
    with pytest.raises(ValidationError, match="list another one anew"):
        race.pti.full_clean()
    race.ppp.person = make.make_person("another")
    race.ppp.full_clean()  # nothing is recorded of this one


@pytest.mark.parametrize(("role", "party"), [(CHIEF, "ppp"), (ADMINISTRATOR, "pti")])
def test_the_page_of_a_candidate_with_votes_keeps_the_person_and_lets_an_administrator_mend_the_party(
    signed_in, race, role, party
):
    make.make_call(race, race.ppp)
    other = make.make_person("someone-else")
    client = signed_in(role)
    answer = change(client, race.ppp, person=other.pk, party=race.pti.party.pk, symbol="kite")
    assert answer.status_code == 302, answer.context["errors"]
    race.ppp.refresh_from_db()
    assert (race.ppp.person.slug, race.ppp.party.slug, race.ppp.symbol) == ("abdul-hakeem", party, "kite")


def test_the_limits_of_a_chief_bind_in_the_tables_too(signed_in, race):
    near = make.make_district("multan", "punjab")
    seat = make.make_contest(race.election, constituency=make.make_constituency("NA-157", district=near))
    stander = make.make_candidacy(seat, "pti", "imran-khan")
    client = signed_in(CHIEF, near.province)
    assert change(client, stander, symbol="bat").status_code == 302
    page = reverse("admin:elections_candidacy_change", args=[race.pti.pk])
    assert client.post(page, {"symbol": "kite"}).status_code == 403
    contest = reverse("admin:elections_contest_change", args=[race.pk])
    assert client.get(contest).status_code == 200
    assert client.post(contest, {"note": "changed"}).status_code == 403
    new = {"contest": race.pk, "person": make.make_person("new").pk}
    answer = client.post(reverse("admin:elections_candidacy_add"), new)
    assert "contest" in answer.context["adminform"].form.errors
    assert not models.Candidacy.objects.filter(person__slug="new").exists()


@pytest.mark.parametrize(
    "address",
    [
        "elections/source/?published__year=" + "9" * 25,
        "elections/contestevent/?date__year=99999999999",
        "elections/count/?form__exact=%00",
    ],
)
def test_an_address_that_cannot_be_looked_up_shows_the_whole_list(admin_client, address):
    answer = admin_client.get(f"/admin/{address}")
    assert answer.status_code == 302
    assert "?" not in answer["Location"] or answer["Location"].endswith("?e=1")
    assert admin_client.get(answer["Location"]).status_code == 200


def test_a_number_beyond_the_database_is_answered(admin_client):
    """PostgreSQL finds nobody of this number, SQLite cannot even be asked."""
    answer = admin_client.get("/admin/admin/logentry/?user=" + "9" * 25, follow=True)
    assert answer.status_code == 200


def test_signing_in_without_a_next_page_leads_to_the_desk(client, settings):
    assert reverse(settings.LOGIN_REDIRECT_URL) == "/admin/"
