"""A reader of an article that frames Halqa, and what can be said of each iframe."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.browser.visits import PHONE, Visitor

ROTATED = {"width": PHONE["height"], "height": PHONE["width"]}
PATIENCE = 40  # seconds until an article has come to rest, on a busy machine
PAUSE = 100  # ms between two looks
MEASURE = """() => ({
  ready: document.readyState === 'complete',
  inside: innerHeight, across: innerWidth,
  content: document.documentElement.scrollHeight,
  body: Math.ceil(document.body.getBoundingClientRect().bottom + scrollY),
  aside: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""
# Every message that any of the windows gets, for counting.
LISTEN = "addEventListener('message', event => (window.heard = window.heard || []).push(event.data))"
# A browser neither loads nor lays out what is far below or above the screen.
SCROLL = """turn => {
  const frames = document.querySelectorAll('iframe');
  if (frames.length) frames[turn % frames.length].scrollIntoView();
}"""


@dataclass(frozen=True)
class Look:
    """One iframe: px inside it, and px that its document needs."""

    path: str
    ready: bool
    inside: int
    across: int
    content: int
    body: int
    aside: int

    @property
    def cut(self) -> int:
        """px that a reader does not see without scrolling."""
        return self.content - self.inside

    @property
    def spare(self) -> int:
        """px of nothing below the content."""
        return self.inside - self.body


class Reader(Visitor):
    """`address` is Halqa's, `host` the article's site."""

    def __init__(self, chromium, address: str, host: str, **options):
        super().__init__(chromium, address, **options)
        self.host = host
        self.context.add_init_script(LISTEN)

    def read(self, url: str, size: dict = PHONE, scheme: str = "light", want=bool) -> list[Look]:
        """Open an article, scroll past its embeds, wait until nothing moves and, if that comes, they are as wanted."""
        self.forget()
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.goto(url, wait_until="domcontentloaded")
        return self.rest(want)

    def turn(self, size: dict, want=bool) -> list[Look]:
        """Turn the phone."""
        self.page.set_viewport_size(size)
        return self.rest(want)

    def rest(self, want=bool) -> list[Look]:
        """Wait until the embeds are loaded, as wanted and twice the same, or no longer; gives what they are then."""
        end = time.monotonic() + PATIENCE
        before, now, turn = None, self.looks(), 0
        while not (want(now) and before == now and all(look.ready for look in now)) and time.monotonic() < end:
            turn += 1
            for frame in self.page.frames:
                if frame == self.page.main_frame or frame.url == "about:srcdoc":
                    frame.evaluate(SCROLL, turn)
            self.page.wait_for_timeout(PAUSE)
            before, now = now, self.looks()
        return now

    @property
    def embeds(self) -> list:
        ours = (f"{self.address}/embed/", f"{self.address}/ur/embed/")
        return [frame for frame in self.page.frames if frame.url.startswith(ours)]

    def looks(self) -> list[Look]:
        return [Look(urlsplit(frame.url).path, **frame.evaluate(MEASURE)) for frame in self.embeds]

    def strangers(self) -> list[str]:
        """Requests to anything but Halqa and the article's own site."""
        known = {urlsplit(self.address).netloc, urlsplit(self.host).netloc}
        asked = [url for url in self.requests if urlsplit(url).scheme not in ("data", "file", "about")]
        return [url for url in asked if urlsplit(url).netloc not in known]

    def heard(self) -> list:
        """Messages that the article's window got."""
        return self.page.evaluate("window.heard || []")
