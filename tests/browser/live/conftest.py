"""A served copy of the demo that gets news, and a reader whose clock can be put on."""

import pytest

from tests import site
from tests.browser.embeds.reader import Reader


@pytest.fixture(scope="module")
def database(demo, tmp_path_factory):
    """A copy of the demo, for news."""
    copy = tmp_path_factory.mktemp("live") / "live.sqlite3"
    copy.write_bytes(demo.read_bytes())
    return copy


@pytest.fixture(scope="module")
def living(database):
    with site.serving(database) as address:
        yield address


@pytest.fixture
def reader(chromium, living):
    with Reader(chromium, living, living) as reader:
        reader.page.clock.install()
        yield reader
