"""Embeds are framed from anywhere, sandboxed too, unless a setting lists the hosts; every other page refuses."""

import pytest

from tests import site
from tests.browser.embeds.hosts import article, iframe
from tests.browser.embeds.reader import Reader
from tests.browser.visits import KINDS, E

REFUSING = {
    **{kind: KINDS[kind] for kind in ("home", "national", "seat won", "not found")},
    "builder": "/embed/",
    "builder in Urdu": "/ur/embed/",
    "sign-in": "/admin/login/",
    "desk": "/admin/",
    "API": "/api/v1/elections/",
}


def framed(reader, host, path: str):
    """Open an article that frames the path; returns the frame."""
    reader.forget()
    reader.page.goto(host.publish(article([iframe(reader.address + path)])))
    reader.page.wait_for_timeout(100)
    return reader.page.frames[1]


def test_an_error_inside_an_iframe_shows(reader, host):
    frame = framed(reader, host, f"/embed{KINDS['not found']}")
    assert frame.locator("h1").is_visible()


@pytest.mark.parametrize("kind", REFUSING)
def test_other_pages_refuse_to_be_framed(reader, host, kind):
    frame = framed(reader, host, REFUSING[kind])
    assert frame.url.startswith("chrome-error:")
    assert any("frame" in message.lower() for message in reader.messages)


def test_a_list_of_hosts_lets_those_frame_and_nobody_else(chromium, demo, host):
    other = host.address.replace("localhost", "127.0.0.1")
    with (
        site.serving(demo, EMBED_HOSTS=host.address) as narrow,
        Reader(chromium, narrow, host.address) as reader,
    ):
        url = host.publish(article([iframe(f"{narrow}/embed{E}")]))
        assert len(reader.read(url)) == 1
        assert reader.complaints() == []
        reader.page.goto(url.replace(host.address, other))
        reader.page.wait_for_timeout(100)
        assert reader.embeds == []
