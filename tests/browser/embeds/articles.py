"""The articles: how editors, content systems and other people's resizers put our iframes into their pages."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.browser.embeds.frames import KINDS
from tests.browser.embeds.hosts import Host, article, iframe, script

THREE = ("national", "seat", "scoreboard")
# What themes of content systems do to every iframe.
MEDDLING = "iframe { height: auto !important; max-width: 100%; border: 3px solid; box-sizing: border-box; }"
NO_SCRIPT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src http:; script-src 'none'"


@dataclass(frozen=True)
class Desk:
    """What an editor has at hand: the site to publish on, and what Halqa tells of each embed."""

    host: Host
    told: dict[str, dict]
    prefix: str = ""

    def of(self, kind: str) -> dict:
        return self.told[self.prefix + KINDS[kind]]

    def sources(self) -> list[str]:
        return [self.of(kind)["src"] for kind in THREE]

    def snippets(self, scripted: bool = True) -> list[str]:
        return [self.of(kind)["scripted" if scripted else "plain"] for kind in THREE]

    @property
    def resizer(self) -> str:
        """The element with our own script alone."""
        scripted, plain = self.of("seat")["scripted"], self.of("seat")["plain"]
        return scripted.removeprefix(plain).strip()


def ours(desk: Desk) -> str:
    """Three snippets, so the script three times."""
    return desk.host.publish(article(desk.snippets()))


def ours_right_to_left(desk: Desk) -> str:
    desk = Desk(desk.host, desk.told, "/ur")
    return desk.host.publish(article(desk.snippets(), language="ur", direction="rtl"))


def ours_first(desk: Desk) -> str:
    """The script in the head, the iframes made by another script later."""
    html = json.dumps("".join(plain(desk))).replace("</", "<\\/")
    late = f"setTimeout(() => document.querySelector('h1').insertAdjacentHTML('afterend', {html}), 200)"
    return desk.host.publish(
        article([desk.resizer], scripts=f"<script>addEventListener('load', () => {late})</script>")
    )


def ours_last(desk: Desk) -> str:
    """The script long after the iframes have loaded."""
    address = desk.resizer.split('src="')[1].split('"')[0]
    late = f"document.body.append(Object.assign(document.createElement('script'), {{ src: {json.dumps(address)} }}))"
    late = f"<script>addEventListener('load', () => setTimeout(() => {late}, 300))</script>"
    return desk.host.publish(article(plain(desk), scripts=late))


def ours_in_a_meddling_theme(desk: Desk) -> str:
    return desk.host.publish(article(desk.snippets(), style=MEDDLING))


def ours_in_a_cage(desk: Desk) -> str:
    """`sandbox="allow-scripts"`: the embed has an origin of its own that is nobody's."""
    caged = [snippet.replace("<iframe ", '<iframe sandbox="allow-scripts" ') for snippet in desk.snippets()]
    return desk.host.publish(article(caged))


def ours_in_a_preview(desk: Desk) -> str:
    """`srcdoc`: the article itself is inside an iframe of the editor's screen."""
    inner = escape(article(desk.snippets()))
    return desk.host.publish(
        article([f'<iframe title="Preview" width="100%" height="3000" srcdoc="{inner}"></iframe>'])
    )


def ours_in_a_file(desk: Desk, folder: Path) -> str:
    """A page opened from the disk."""
    page = folder / "article.html"
    page.write_text(article(desk.snippets()), encoding="utf-8")
    return page.as_uri()


def pym(desk: Desk) -> str:
    """Pym.js as its documentation shows, one of the three in a cage."""
    boxes = [f'<div id="graphic-{number}"></div>' for number, _ in enumerate(THREE)]
    settings = [{}, {"title": "Results"}, {"sandbox": "allow-scripts"}]
    calls = [
        f"new pym.Parent('graphic-{number}', {json.dumps(source)}, {json.dumps(settings[number])});"
        for number, source in enumerate(desk.sources())
    ]
    loaded = script(f"{desk.host.address}/packages/pym.js/dist/pym.v1.min.js")
    return desk.host.publish(article(boxes, scripts=f"{loaded}<script>{''.join(calls)}</script>"))


def pym_by_attribute(desk: Desk) -> str:
    boxes = [f'<p data-pym-src="{escape(source)}">Loading</p>' for source in desk.sources()]
    loaded = script(f"{desk.host.address}/packages/pym.js/dist/pym.v1.min.js")
    return desk.host.publish(article(boxes, scripts=loaded))


def iframe_resizer_4(desk: Desk) -> str:
    return resized(desk, "iframe-resizer/js/iframeResizer.min.js", "iFrameResize({warningTimeout: 1000}, 'iframe')")


def iframe_resizer_5(desk: Desk) -> str:
    """Its free licence is for open source, of which these tests are."""
    call = "iframeResize({license: 'GPLv3', warningTimeout: 1000}, 'iframe')"
    return resized(desk, "@iframe-resizer/parent/index.umd.js", call)


def resized(desk: Desk, file: str, call: str) -> str:
    """iframe-resizer with the style its documentation asks for."""
    frames = [iframe(source, id=f"results-{number}") for number, source in enumerate(desk.sources())]
    scripts = (
        script(f"{desk.host.address}/packages/{file}") + f"<script>addEventListener('load', () => {call})</script>"
    )
    return desk.host.publish(article(frames, scripts=scripts, style="iframe { width: 1px; min-width: 100%; }"))


def amp(desk: Desk) -> str:
    """Its runtime makes the iframes, so it listens before they speak."""
    runtime = script(f"{desk.host.address}/hosts/amp.js")
    frames = [iframe(source, sandbox="allow-scripts", resizable="", height="150") for source in desk.sources()]
    return desk.host.publish(article([runtime + frames[0], *frames[1:]]))


def wordpress(desk: Desk) -> str:
    """As WordPress rewrites the oEmbed answer of a provider that it does not know."""
    cage = {"sandbox": "allow-scripts", "security": "restricted"}
    secrets = {f"aB3{number}": source for number, source in enumerate(desk.sources())}
    frames = [iframe(f"{src}#?secret={secret}", data_secret=secret, **cage) for secret, src in secrets.items()]
    return desk.host.publish(article(frames, scripts=script(f"{desk.host.address}/hosts/wordpress.js")))


def plain(desk: Desk) -> list[str]:
    return desk.snippets(scripted=False)


def without_script(desk: Desk) -> str:
    return desk.host.publish(article(plain(desk)))


def forbidding_scripts(desk: Desk) -> str:
    """The scripted snippets on a page whose policy lets no script run."""
    return desk.host.publish(article(desk.snippets()), Content_Security_Policy=NO_SCRIPT)


def in_a_full_cage(desk: Desk) -> str:
    """`sandbox=""`: no script inside either."""
    return desk.host.publish(article([s.replace("<iframe ", '<iframe sandbox="" ') for s in plain(desk)]))


def too_low(desk: Desk) -> str:
    """A theme that gives every iframe one height."""
    return desk.host.publish(article(plain(desk), style="iframe { height: 100px !important; }"))


GROWING = {
    "our script": ours,
    "our script, right to left": ours_right_to_left,
    "our script before the iframes": ours_first,
    "our script after they loaded": ours_last,
    "our script, a meddling theme": ours_in_a_meddling_theme,
    "our script, in a cage": ours_in_a_cage,
    "our script, in a preview": ours_in_a_preview,
    "AMP": amp,
}
PACKAGES = {
    "Pym": pym,
    "Pym by attribute": pym_by_attribute,
    "iframe-resizer 4": iframe_resizer_4,
    "iframe-resizer 5": iframe_resizer_5,
}
STILL = {
    "script stripped": without_script,
    "script forbidden": forbidding_scripts,
    "no script inside either": in_a_full_cage,
    "one height for all": too_low,
}
