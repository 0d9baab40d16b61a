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


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out what is the same on every database: tests without one, and the long walks over every page",
    )


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--database-only"):
        return
    pure = [item for item in items if not needs_database(item)]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if needs_database(item)]


def needs_database(item) -> bool:
    if item.get_closest_marker("walk"):
        return False
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None or "endurance" in item.nodeid


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
