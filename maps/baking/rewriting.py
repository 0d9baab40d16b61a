"""Addresses in files become relative. All that is not an address stays byte for byte as the site's views made it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from maps.baking.tree import Tree, relative

ATTRIBUTE = re.compile(r"""(\s)([^\s"'<>/=]+)=("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
LINKS = {"href", "src", "action", "formaction", "poster", "xlink:href", "data-live"}
WHOLE = {"og:url", "og:image", "twitter:image"}  # read by those who come from elsewhere
SEATS = re.compile(r"/seats/0/$")  # explore-cards.js puts a seat's slug in the place of the 0
CSS_LINK = re.compile(r"""(url\(\s*["']?)([^"')]+)""")
JSON_LINK = re.compile(r'("(?:url|page|results|map|csv)":\s*")(/[^"\\]*)(?=")')
SCRIPT_LINK = re.compile(r'(")(/api/[^"\\]*)(?=")')
ATOM_LINK = re.compile(r'(\shref=")([^"]*)(?=")')

Lead = Callable[[str, str], str]  # (address, file that holds it) → the address as it is written there


def rewritten(body: bytes, address: str, here: str, tree: Tree) -> bytes:
    """What the file `here` holds, made of what the site has at this address."""
    if here in NOWHERE:
        return markup(body.decode(), here, tree, tree.lasting).encode()
    if here.endswith(".html"):
        return markup(body.decode(), here, tree, tree.link).encode()
    if address.endswith("/explore/explore.js"):
        return within(SCRIPT_LINK, body, here, tree.link)
    if here.startswith("api/") and here.endswith("index.json"):
        return within(JSON_LINK, body, here, tree.link)
    if here.endswith(".css"):
        return within(CSS_LINK, body, here, tree.link)
    return within(ATOM_LINK, body, here, tree.lasting) if here.endswith(".atom") else body


NOWHERE = ("404.html", "ur/404.html")  # shown at addresses of any depth, so nothing in it can be relative


def within(pattern: re.Pattern, body: bytes, here: str, lead: Lead) -> bytes:
    return pattern.sub(lambda found: found[1] + lead(found[2], here), body.decode()).encode()


def markup(text: str, here: str, tree: Tree, lead: Lead) -> str:
    """A page with its addresses led on by `lead`."""
    page = Page(text, lambda tag, given, name, value: led(tag, given, name, value, here, tree, lead))
    return page.edited()


class Page(HTMLParser):
    """Finds the tags of a page and lets `edit` change the values of their attributes; nothing else is touched."""

    def __init__(self, text: str, edit: Callable[[str, dict, str, str], str]):
        super().__init__(convert_charrefs=False)
        self.text, self.edit = text, edit
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.pieces, self.done = [], 0

    def edited(self) -> str:
        self.feed(self.text)
        self.close()
        return "".join([*self.pieces, self.text[self.done :]])

    def handle_starttag(self, tag: str, attrs: list) -> None:
        line, column = self.getpos()
        start, raw = self.lines[line - 1] + column, self.get_starttag_text()
        given = dict(attrs)
        new = ATTRIBUTE.sub(lambda found: self.attribute(tag, given, found), raw) if attrs else raw
        if new != raw:
            self.pieces += [self.text[self.done : start], new]
            self.done = start + len(raw)

    def attribute(self, tag: str, given: dict, found: re.Match) -> str:
        raw = found[3][1:-1] if found[3][0] in "\"'" else found[3]
        value = html.unescape(raw)
        new = self.edit(tag, given, found[2].lower(), value)
        return found[0] if new == value else f'{found[1]}{found[2]}="{escape(new)}"'


def led(tag: str, given: dict, name: str, value: str, here: str, tree: Tree, lead: Lead) -> str:
    """The value of an attribute as it has to be in the file `here`."""
    rel = (given.get("rel") or "").split()
    if name in LINKS and "canonical" in rel:
        return tree.lasting(value)
    if name in LINKS and not (given.get("type") or "").endswith("+oembed"):
        return lead(value, here)
    if name == "srcset":
        return ", ".join(candidate(text, here, lead) for text in value.split(", "))
    if name == "content" and (given.get("property") or given.get("name")) in WHOLE:
        return tree.lasting(value)
    return told(value, here, tree) if name == "data-told" else value


def candidate(text: str, here: str, lead: Lead) -> str:
    """One picture of several: its address and for which screens it is."""
    address, space, size = text.strip().partition(" ")
    return lead(address, here) + space + size


def told(value: str, here: str, tree: Tree) -> str:
    """What the zoomable map is told: where to fetch, and where the page of a seat is."""
    facts = json.loads(value)
    for name in ("names", "results", "standings"):
        facts[name] = tree.link(facts[name], here)
    seats = SEATS.sub("/seats/0/index.html", facts["seat"])
    return json.dumps(facts | {"seat": relative(here, seats.lstrip("/"))}, ensure_ascii=False)


def leading(here: str, there: str) -> bytes:
    """The page of an address that only leads on, from the file `here` to the file `there`."""
    language = "ur" if here.startswith("ur/") else "en"
    target = relative(here, there)
    with translation.override(language):
        return render_to_string("maps/onward.html", {"target": target, "refresh": f"0; url={target}"}).encode()
