"""The review screen: a reader's page with the desk's bar above it, for staff alone, leaving readers' pages alone."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elections.desk.freezing import freeze, lift
from elections.desk.records import shown_of
from elections.models import Election, FormPhoto
from elections.roles import make_roles
from tests import factories as make

pytestmark = pytest.mark.django_db

MAIN = re.compile(r"<main.*</main>", re.S)
BAR = re.compile(r'<section class="desk-bar".*?</section>', re.S)


@pytest.fixture(autouse=True)
def no_store():
    cache.clear()
    yield
    cache.clear()


def said(response) -> str:
    """The words of a page, without its addresses, in which any digits may stand."""
    return re.sub(r"<[^>]*>", " ", MAIN.search(response.content.decode())[0])


def signed_in(name: str, role: str) -> Client:
    make_roles()
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chief(db):
    return signed_in("chief", "chief")


@pytest.fixture
def night(race):
    make.make_count(race, {race.pti: 500, race.ppp: 400}, stations_reported=4)
    values = {"entered_by": make.make_editor("sara"), "private_note": "call back at three", "published": False}
    race.new = make.make_count(race, {race.pti: 612, race.ppp: 450}, stations_reported=9, **values)
    return race


def review(row) -> str:
    place = [row.contest.election.slug, row.contest.constituency.slug, row._meta.model_name, row.number]
    return reverse("review", args=place)


def page(race) -> str:
    return reverse("seat", args=[race.election.slug, "na-22"])


def bar_of(response) -> str:
    return BAR.search(response.content.decode())[0]


def test_it_is_the_page_that_readers_get_once_it_is_published(chief, night):
    shown = MAIN.search(chief.get(review(night.new)).content.decode())[0]
    assert "612" in shown
    night.new.publish()  # the role of whoever publishes it is not known before
    public = MAIN.search(Client().get(page(night)).content.decode())[0]
    apart = [r"<time.*?</time>|updated [^<]*", r"<section class=\"share\".*?</section>|<script.*?</script>"]
    apart += [" · <a[^>]*>Embed</a>", r"\s+"]  # nothing to pass on before it is public
    same = re.compile("|".join(apart), re.S)
    assert same.sub("", shown) == same.sub("", public)


def test_the_national_page_can_be_seen_as_it_would_be(chief, night):
    call = make.make_call(night, night.pti, published=False)
    shown = MAIN.search(chief.get(review(call) + "?page=election").content.decode())[0]
    assert "wins the seat" in shown
    assert "wins the seat" not in Client().get(f"/elections/{night.election.slug}/").content.decode()


def test_readers_see_nothing_of_it_neither_before_nor_after_somebody_looked(chief, night):
    before = Client().get(page(night)).content
    chief.get(review(night.new))
    assert Client().get(page(night)).content == before
    assert b"612" not in before


def test_the_bar_says_what_changes_and_what_the_desk_knows(chief, night):
    bar = bar_of(chief.get(review(night.new)))
    for words in ("Not public yet", "entered by sara", "call back at three", "+112", "+50", "+62", "+5"):
        assert words in bar


def test_what_stood_against_it_is_shown_with_the_reason(chief, night):
    finding = {"code": "votes-fall", "severity": "warning", "sentence": "Fewer votes than before."}
    row = make.make_count(night, published=False, findings=[finding], override_reason="read twice")
    bar = bar_of(chief.get(review(row)))
    assert "Fewer votes than before." in bar
    assert "read twice" in bar


def buttons(response) -> list[str]:
    return re.findall(r"<button[^>]*>([^<]+)</button>", bar_of(response))


@pytest.mark.parametrize(
    ("role", "rule", "seen"),
    [
        ("reader", "none", []),
        ("entry", "none", ["Publish", "Withdraw"]),
        ("entry", "counts", ["Withdraw"]),
        ("chief", "none", ["Publish", "Confirm as the second person", "Withdraw"]),
        ("chief", "counts", ["Confirm and publish", "Confirm only", "Withdraw"]),
    ],
)
def test_buttons_by_right_and_state(night, role, rule, seen):
    Election.objects.update(second_person=rule)
    assert buttons(signed_in("someone", role).get(review(night.new))) == seen


def test_the_main_button_has_the_focus_and_every_form_carries_what_was_seen(chief, night):
    bar = bar_of(chief.get(review(night.new)))
    assert re.search(r'<p class="lead"[^>]*autofocus', bar)  # a second Enter after saving publishes nothing
    assert bar.count("autofocus") == 1
    assert bar.count(f'name="seen" value="{shown_of(night.new)}"') == bar.count("<form") == 3


def test_the_one_who_entered_it_is_told_why_there_is_no_button(night):
    Election.objects.update(second_person="counts")
    client = Client()
    client.force_login(night.new.entered_by)
    response = client.get(review(night.new))
    assert buttons(response) == ["Withdraw"]
    assert "You entered this yourself" in bar_of(response)


def test_what_is_public_can_be_withdrawn_and_what_is_withdrawn_says_why(chief, night, editor):
    night.new.publish(editor)
    response = chief.get(review(night.new))
    assert buttons(response) == ["Withdraw"]
    assert "This is public." in bar_of(response)
    night.new.withdraw(editor, "misread by us")
    response = chief.get(review(night.new))
    assert buttons(response) == []
    assert "misread by us" in bar_of(response)


def test_under_embargo_it_says_when_readers_will_see_it(chief, night):
    now = timezone.now()
    Election.objects.update(polls_close=now, results_from=now + timedelta(hours=1))
    assert "will be public at" in bar_of(chief.get(review(night.new)))
    assert "612" in said(chief.get(review(night.new)))
    assert "612" not in said(Client().get(page(night)))


def test_what_was_published_under_embargo_is_not_said_to_be_public(chief, night):
    now = timezone.now()
    Election.objects.update(polls_close=now, results_from=now + timedelta(hours=1))
    night.new.publish()
    bar = bar_of(chief.get(review(night.new)))
    assert "This is public." not in bar
    assert "Published." in bar
    assert "Readers see it at" in bar
    assert "they are not told" in bar


def test_in_a_freeze_it_says_when_readers_see_it(chief, night, editor):
    old = night.counts.get(number=1)
    freeze(night.election, editor, "figures doubted")
    assert "will be public when the freeze is lifted" in bar_of(chief.get(review(night.new)))
    assert "This is public." in bar_of(chief.get(review(old)))
    night.new.publish()
    bar = bar_of(chief.get(review(night.new)))
    assert "This is public." not in bar
    assert "Readers see it when the freeze is lifted" in bar
    assert "they are not told" in bar
    lift(night.election, editor)
    bar = bar_of(chief.get(review(night.new)))
    assert "This is public." in bar
    assert "Readers are told" in bar


def test_readers_are_told_of_nothing_that_was_replaced_before_it_was_public(chief, night):
    make.make_count(night, {night.pti: 700, night.ppp: 450})
    assert "they are not told" in bar_of(chief.get(review(night.new)))
    assert "Readers are told" in bar_of(chief.get(review(night.counts.get(number=1))))


def test_a_call_says_that_a_newer_hidden_count_does_not_bear_it_out(chief, night):
    call = make.make_call(night, night.pti, published=False)
    assert "is newer and not public" not in bar_of(chief.get(review(call)))  # it shows the same leader
    last = make.make_count(night, {night.pti: 612, night.ppp: 700}, published=False)
    bar = bar_of(chief.get(review(call)))
    assert "Count 3 is newer and not public: there Abdul Hakeem" in bar
    assert review(last) in bar
    make.make_count(night, {night.pti: 700, night.ppp: 700}, published=False)
    assert "there the first are level" in bar_of(chief.get(review(call)))


def test_photos_of_the_form_are_linked_for_who_may_see_them(chief, night):
    photo = FormPhoto.objects.create(count=night.new, name="form <47>.jpg", media_type="image/jpeg", data=b"x")
    address = reverse("admin:desk_photo", args=[night.election.slug, "na-22", photo.pk])
    record = reverse("admin:elections_count_change", args=[night.new.pk])
    for page in (review(night.new), record):
        link = re.search(rf'<a href="{address}"[^>]*>', chief.get(page).content.decode())[0]
        assert 'target="_blank"' in link
        assert "form &lt;47&gt;.jpg" in chief.get(page).content.decode()
    blind = signed_in("blind", "reader")
    Group.objects.get(name="reader").permissions.remove(Permission.objects.get(codename="view_formphoto"))
    for page in (review(night.new), record):
        assert address not in blind.get(page).content.decode()


def test_what_the_election_never_publishes_says_so(chief, night):
    Election.objects.update(publishable="returning-officer")
    response = chief.get(review(night.new))
    assert "Not publishable" in bar_of(response)
    assert buttons(response) == ["Withdraw"]


def test_it_is_for_staff_with_the_right_to_and_never_stored(chief, night):
    assert Client().get(review(night.new)).status_code == 302
    assert signed_in("stranger", "").get(review(night.new)).status_code == 403
    response = chief.get(review(night.new))
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
    assert 'content="noindex"' in response.content.decode()
    assert response["X-Frame-Options"] == "DENY"
    assert chief.post(review(night.new)).status_code == 405


def test_an_address_that_names_nothing_is_not_found(chief, night):
    for path in (
        review(night.new).replace("/2/", "/99/"),
        review(night.new).replace("/count/", "/call/"),
        review(night.new).replace("/count/", "/draft/"),
        review(night.new).replace("na-22", "na-999"),
        review(night.new).replace("/2/", "/999999999999999999999999/"),
    ):
        assert chief.get(path).status_code == 404


def test_it_offers_nothing_to_embed_or_to_pass_on(chief, night):
    """Its figures are not public yet, and a message is soon sent."""
    words = ("/embed/?url=", "wa.me", "sms:", "og:title", "oembed")
    text = chief.get(review(night.new)).content.decode()
    assert [word for word in words if word in text] == []
    public = Client().get(page(night)).content.decode()
    assert [word for word in words if word not in public] == []


def test_it_speaks_urdu_under_its_own_path(chief, night):
    response = chief.get("/ur" + review(night.new))
    assert 'dir="rtl"' in response.content.decode()
    assert f'action="/ur{review(night.new)}publish/"' in response.content.decode()


def test_it_takes_the_same_queries_whatever_the_number_of_seats(chief, night):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert chief.get(review(night.new)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for _ in range(20):
        contest = make.make_contest(night.election)
        make.make_count(contest, {make.make_candidacy(contest, "pti"): 5})
    assert queries() == few


def test_hostile_words_are_shown_as_written(chief, night):
    row = make.make_count(night, published=False, private_note="<script>alert(1)</script>")
    text = chief.get(review(row)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
