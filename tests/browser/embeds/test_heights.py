"""The height that a snippet is given never cuts its embed off, and leaves little empty, at every usual width."""

import pytest

from tests.browser.embeds.frames import KINDS, OTHERS, WIDTHS
from tests.browser.embeds.hosts import article, iframe
from tests.browser.embeds.reader import Reader
from tests.browser.visits import DESK, LANGUAGES

MOST, MORE = 1.35, 80  # a height may be this many times the content, and this many px
# All of them on one screen, so that the browser lays all of them out.
LOW = "iframe { display: block; border: 0; height: 10px; } p { display: none; }"
SET_WIDTH = "width => document.querySelectorAll('iframe').forEach(frame => { frame.style.width = `${width}px` })"


def measured(reader, width: int) -> dict[str, int]:
    """px that each embed needs at that width, by address."""
    reader.page.evaluate(SET_WIDTH, width)
    looks = reader.rest(want=lambda looks: all(look.across == width for look in looks))
    return {frame.url: look.content for frame, look in zip(reader.embeds, looks, strict=True)}


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_heights_hold_the_content_and_little_more(chromium, address, host, told, prefix):
    paths = {told[prefix + path]["src"]: prefix + path for path in {**KINDS, **OTHERS}.values()}
    wrong = []
    with Reader(chromium, address, host.address, java_script_enabled=False) as reader:
        url = host.publish(article(map(iframe, paths), style=LOW))
        reader.read(url, DESK, want=lambda looks: len(looks) == len(paths))
        for width in WIDTHS:
            needed = measured(reader, width)
            assert needed.keys() == paths.keys()
            for src, path in paths.items():
                given = told[path]["heights"][str(width)]
                if not needed[src] <= given <= needed[src] * MOST + MORE:
                    wrong.append(f"{path} at {width} px: needs {needed[src]}, is given {given}")
    assert not wrong, "\n".join(wrong)
