"""Articles of another site in real Chromium."""

import pytest

from tests.browser.embeds import frames, hosts, packages
from tests.browser.embeds.reader import Reader
from tests.browser.visits import LANGUAGES


@pytest.fixture(scope="package")
def host():
    with hosts.serving() as host:
        yield host


@pytest.fixture(scope="package")
def resizers(host):
    """The host's folder /packages/ with Pym.js and iframe-resizer."""
    host.folders["packages"] = packages.folder()
    return f"{host.address}/packages"


@pytest.fixture(scope="package")
def told(demo, address):
    """What Halqa says of every kind of embed, in both languages, by path."""
    kinds = {**frames.KINDS, **frames.OTHERS}
    return frames.told(demo, address, [prefix + path for prefix in LANGUAGES.values() for path in kinds.values()])


@pytest.fixture
def reader(chromium, address, host):
    with Reader(chromium, address, host.address) as reader:
        yield reader
