"""What all tests share."""

import os

import pytest
from django.utils import translation
from hypothesis import settings

from elections.public import links
from tests import factories

# A slow machine is no failure of a law.
settings.register_profile("halqa", deadline=None)
settings.load_profile("halqa")


def pytest_collection_modifyitems(config, items):
    if os.environ.get("HALQA_BRIEF"):
        kept = by_turns(items)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def by_turns(items) -> list:
    """Of a browser test that is there in two languages one, the next time the other (HALQA_BRIEF=1; `.ci/run`)."""
    pairs: dict[str, int] = {}
    return [item for item in items if is_its_turn(item.nodeid, pairs)]


def is_its_turn(name: str, pairs: dict[str, int]) -> bool:
    language = next((language for language in ("English", "Urdu") if language in name.partition("[")[2]), None)
    if "browser" not in name or language is None:
        return True
    turn = pairs.setdefault(name.replace(language, ""), len(pairs))
    return language == ("English", "Urdu")[turn % 2]


@pytest.fixture(autouse=True)
def english():
    """A request below /ur/ leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def no_short_links():
    """Rows of another test have the same numbers."""
    links.forget()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """A folder that all workers of this run share, for what is made once."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "shelf"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def election(db):
    return factories.make_election()


@pytest.fixture
def race(election):
    """A contest of PTI against PPP, with the candidacies in `race.pti` and `race.ppp`."""
    contest = factories.make_contest(election, "NA-22", registered_voters=1000, stations_total=10)
    contest.pti = factories.make_candidacy(contest, "pti", "imran-khan")
    contest.ppp = factories.make_candidacy(contest, "ppp", "abdul-hakeem")
    return contest


@pytest.fixture
def editor(db):
    return factories.make_editor()


@pytest.fixture
def second_editor(db):
    return factories.make_editor("second-editor")
