"""Which file each address is, and how one file of the tree leads to another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from posixpath import dirname, relpath
from urllib.parse import quote, urlsplit

# What a server finds by itself in a folder is index.html; other kinds keep their own ending beside it.
ENDINGS = {"application/json": ".json", "application/vnd.oai.openapi": ".yaml"}
SAFE = re.compile(r"[\w.-]+(?:/[\w.-]+)*")


def file_of(address: str, kind: str = "text/html") -> str:
    """The path in the tree of what is at this address. Raises ValueError for one that would lead out of it."""
    path = address.removeprefix("/")
    if path == "" or path.endswith("/"):
        path += f"index{ENDINGS.get(kind, '.html')}"
    if not SAFE.fullmatch(path) or any(part.startswith(".") for part in path.split("/")):
        raise ValueError(f"“{address}” cannot be a file.")
    return path


@dataclass
class Tree:
    """The files by address. `site` is where the whole site is, without a final slash; `base` where the copy will be,
    with one, or empty where nobody said.
    """

    site: str
    base: str = ""
    files: dict[str, str] = field(default_factory=dict)
    onward: dict[str, str] = field(default_factory=dict)  # addresses that only lead to another one

    def file(self, address: str) -> str | None:
        """The file of an address, or of the one it leads to; None if it is not in the tree."""
        for _ in range(len(self.onward) + 1):
            if address in self.files or address not in self.onward:
                break
            address = self.onward[address]
        return self.files.get(address)

    def link(self, value: str, here: str) -> str:
        """The site's address as the file `here` links to it: relative; what is not in the tree leads to the site."""
        path, rest = self.own(value)
        if path is None:
            return value
        found = None if rest.startswith("?") else self.file(path)
        return f"{self.site}{path}{rest}" if found is None else relative(here, found) + rest

    def lasting(self, value: str, here: str = "") -> str:
        """The site's address as it is for those who come from elsewhere: whole, and the copy's where that is known."""
        path, rest = self.own(value)
        if path is None:
            return value
        found = None if rest.startswith("?") or not self.base else self.file(path)
        return f"{self.site}{path}{rest}" if found is None else f"{self.base}{quote(found)}{rest}"

    def own(self, value: str) -> tuple[str | None, str]:
        """(path, query and fragment) of an address of the site, (None, "") of any other."""
        value = value.strip()
        if value == self.site or value.startswith(f"{self.site}/"):
            value = value[len(self.site) :] or "/"
        if not value.startswith("/") or value.startswith("//"):
            return None, ""
        path = urlsplit(value).path
        return path, value[len(path) :]


def relative(here: str, there: str) -> str:
    """How a file links to another, both as paths in the tree: by its name, so that it works without a server too."""
    return quote(relpath(there, dirname(here) or "."))
