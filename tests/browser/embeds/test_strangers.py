"""Nobody is trusted: neither a page that frames us, nor an iframe beside ours, nor a height that makes no sense."""

import json

import pytest

from tests.browser.embeds.articles import Desk, ours
from tests.browser.embeds.hosts import article, iframe

TIMES = 200
# Sent as they stand; those after are made in the browser, being no JSON.
ODD = [
    None,
    0,
    -1,
    True,
    "",
    "x" * 100_000,
    [],
    [[["height"]]],
    {"halqa": None},
    {"halqa": 1},
    {"halqa": "height"},
    {"halqa": {"height": 1e9}},
    {"halqa": {"height": "<img src=x onerror=alert(1)>"}},
    {"__proto__": {"height": 1}, "constructor": {"prototype": 1}},
    {"message": "ready", "secret": "<b>"},
    {"message": "link", "value": "javascript:alert(1)", "secret": "a"},
    {"sentinel": "amp", "type": "embed-size", "height": 9e9},
    "[iFrameSizer]",
    "[iFrameSizer]<img src=x onerror=alert(1)>:8:false:false:32:true:true:null:bodyOffset",
    "[iFrameSizer]" + "a" * 5000 + ":8:false",
    "[iFrameSizer]frame:reset",
    "[iFrameSizer]message:<script>alert(1)</script>",
    "[iFrameResizerChild]Ready",
    "pymxPYMxgraphicxPYMxnavigateToxPYMxjavascript:alert(1)",
    "pymxPYMx<img src=x onerror=alert(1)>xPYMxwidthxPYMx-1",
    "javascript:alert(1)",
]
FLOOD = """([odd, times]) => {
  const made = [undefined, NaN, Infinity, 10n, new Date(0), new Map([[1, 2]]), new ArrayBuffer(8), new Error('no')];
  const target = document.querySelector('iframe').contentWindow;
  for (let turn = 0; turn < times; turn += 1) for (const message of [...odd, ...made]) target.postMessage(message, '*');
}"""
HEIGHTS = "[...document.querySelectorAll('iframe')].map(frame => frame.getBoundingClientRect().height)"
# A neighbour of ours that tells the page every height message there is, again and again.
NEIGHBOUR = """<script>
setInterval(() => {
  for (const message of [
    { halqa: { height: 5000 } }, "pymxPYMxgraphicxPYMxheightxPYMx5000",
    { sentinel: "amp", type: "embed-size", height: 5000 },
  ]) for (const target of [parent, parent.frames[0]]) target.postMessage(message, "*");
}, 50);
</script>"""
SAY = "height => parent.postMessage({ halqa: { height } }, '*')"
SENSELESS = [0, -5, 1e9, "300", "1px; background: red", None, [400], {"valueOf": 1}, 0.001]


@pytest.fixture
def desk(host, told):
    return Desk(host, told)


@pytest.mark.parametrize("kind", ["national", "scoreboard"])
def test_a_flood_of_odd_messages_from_the_page_changes_nothing(reader, host, told, desk, kind):
    url = host.publish(article([iframe(desk.of(kind)["src"] + "?childId=graphic", height="500")]))
    before = reader.read(url)
    frame = reader.embeds[0]
    html = frame.evaluate("document.documentElement.outerHTML")
    reader.page.evaluate(FLOOD, [ODD, TIMES])
    assert reader.rest() == before
    assert frame.evaluate("document.documentElement.outerHTML") == html
    assert frame.evaluate("Object.keys(window).includes('height') || 'height' in {}") is False
    answers = {json.dumps(heard) for heard in reader.heard()}
    assert [answer for answer in answers if "<" in answer or "javascript" in answer or len(answer) > 300] == []
    assert reader.complaints() == []
    assert reader.strangers() == []


def test_a_neighbour_of_another_origin_cannot_move_our_iframe_nor_its_own(reader, host, told, desk):
    elsewhere = host.publish(article([], scripts=NEIGHBOUR)).replace("localhost", "127.0.0.1")
    url = host.publish(article([desk.of("seat")["scripted"], iframe(elsewhere, height="90")]))
    reader.read(url)
    look = reader.rest()[0]
    ours, other = reader.page.evaluate(HEIGHTS)
    assert look.cut <= 0 and ours < 2000
    assert other < 100
    assert any("5000" in json.dumps(message) for message in reader.heard())


def test_a_height_that_makes_no_sense_is_not_taken(reader, desk):
    reader.read(ours(desk))
    whole = reader.page.evaluate(HEIGHTS)
    for height in SENSELESS:
        reader.embeds[0].evaluate(SAY, height)
    reader.page.wait_for_timeout(100)
    after = reader.page.evaluate(HEIGHTS)
    assert after[1:] == whole[1:]
    assert 0 < after[0] <= 100_000
    assert reader.complaints() == []


def test_the_resizer_leaves_at_most_one_name_behind(reader, host, desk):
    names = "Object.getOwnPropertyNames(window)"
    reader.read(host.publish(article(desk.snippets(scripted=False))))
    before = set(reader.page.evaluate(names))
    reader.read(ours(desk))
    assert len(set(reader.page.evaluate(names)) - before) <= 1
