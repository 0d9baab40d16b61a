"""What the tests of pages and API share: an empty store of responses, and a small night."""

import pytest
from django.core.cache import cache

from tests.maps.baked import quickly
from tests.maps.night import Night


@pytest.fixture(autouse=True)
def empty_store():
    cache.clear()


@pytest.fixture
def night(db):
    """Three seats: PP-1 is called, PP-2 leads, PP-3 has no figures and no boundary."""
    night = Night()
    night.shapes(but=2)
    return night


@pytest.fixture(scope="module")
def quick():
    """Bakes that compress little and leave dear addresses out."""
    with quickly():
        yield
