"""How these tests look at a page, and which pages there are."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

E = "/elections/by-2022-10-16/"
KINDS = {
    "home": "/",
    "national": E,
    "national by margin": f"{E}margin/",
    "one assembly": f"{E}na/",
    "province": f"{E}provinces/punjab/",
    "province, one assembly": f"{E}provinces/punjab/pp/",
    "seat won": f"{E}seats/na-22/",
    "seat without figures": f"{E}seats/na-118/",
    "seat postponed": f"{E}seats/na-45/",
    "candidate": f"{E}candidates/imran-khan/",
    "search, found": "/search/?q=khan",
    "search, nothing": "/search/?q=zzzz",
    "search, empty": "/search/",
    "changes": f"{E}changes/",
    "archive": "/elections/",
    "another election": "/elections/by-2022-07-17/",
    "explore": f"{E}explore/",
    "embed national": f"/embed{E}",
    "embed province": f"/embed{E}provinces/punjab/",
    "embed seat": f"/embed{E}seats/na-22/",
    "embed scoreboard": f"/embed{E}scoreboard/",
    "embed candidate": f"/embed{E}candidates/imran-khan/",
    "embed table": f"/embed{E}table/",
    "embed builder": "/embed/",
    "not found": f"{E}seats/na-999/",
}
LANGUAGES = {"English": "", "Urdu": "/ur"}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), shape = e.querySelector('path,circle,rect,use');
  const mark = shape && getComputedStyle(shape);
  const ring = t => (t.outlineStyle !== 'none' && parseFloat(t.outlineWidth) > 0) || t.boxShadow !== 'none';
  return {
    href: (e.getAttribute('href') || '').split('#')[0], name: e.localName, at: e.className.baseVal ?? e.className,
    visible: ring(s) || !!(mark && (ring(mark) || parseFloat(mark.strokeWidth) >= 2)),
    box: e.getBoundingClientRect().toJSON(),
  };
}"""


class Visitor:
    """One reader's browser. Remembers every request and console message of the page that is open."""

    def __init__(self, chromium, address: str, **options):
        self.address = address
        self.context = chromium.new_context(viewport=DESK, **options)
        self.forget()
        self.new_tab()

    def new_tab(self) -> None:
        """Go on in another tab of the same browser."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.watch()

    def watch(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(f"{message.text} {message.location['url']}"))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", self.note_dialog)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.context.close()

    def forget(self) -> None:
        self.requests, self.messages = [], []

    def note_dialog(self, dialog) -> None:
        self.messages.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: str, size: dict = DESK, scheme: str = "light"):
        """Go there and wait until the page has settled; returns the response."""
        self.forget()
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        response = self.page.goto(self.address + path, wait_until="load")
        self.page.wait_for_timeout(100)
        return response

    def strangers(self) -> list[str]:
        """Requests that left the site."""
        own = urlsplit(self.address).netloc
        return [url for url in self.requests if urlsplit(url).scheme != "data" and urlsplit(url).netloc != own]

    def complaints(self) -> list[str]:
        """Console messages, less the one a browser writes for a page that is meant to be a 404."""
        own = f"404 (Not Found) {self.page.url}"
        return [message for message in self.messages if not message.endswith(own)]

    def overflow(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def accessibility_faults(self) -> list[str]:
        found = Axe().run(self.page).response["violations"]
        return [f"{fault['id']}: {node['html'][:160]} {node['target']}" for fault in found for node in fault["nodes"]]

    def links(self) -> set[str]:
        """Paths that the page links to."""
        hrefs = self.page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
        return {urlsplit(href or "").path for href in hrefs}

    def tab(self) -> dict:
        """Press Tab; what has the focus then, and whether that can be seen."""
        self.page.keyboard.press("Tab")
        return self.page.evaluate(FOCUS)
