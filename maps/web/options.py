"""What a writer may choose about an embed, by query parameters. Documented in docs/embedding.md.

Unknown parameters are ignored and unknown values mean the default, so that an address pasted today shows something
forever. `query` is the one way to write a choice: equal choices are one address and one stored response.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

THEMES = ("light", "dark", "auto")
WORDS = {"on": True, "1": True, "yes": True, "true": True, "off": False, "0": False, "no": False, "false": False}
SEAT = re.compile(r"[a-z0-9_-]{1,60}")  # a slug, as long as one can be
SWITCHES = ("table", "header", "source")

# What each kind of embed can show or leave out; the rest of the parameters mean nothing there.
MEANT = {
    "national": ("theme", "highlight", *SWITCHES),
    "province": ("theme", "highlight", *SWITCHES),
    "candidate": ("theme", "highlight", *SWITCHES),
    "seat": ("theme", *SWITCHES),
    "table": ("theme", "highlight", "header", "source"),
    "scoreboard": ("theme",),
}


@dataclass(frozen=True)
class Options:
    """Theme (light, dark or the reader's own), slug of the seat to mark, and which parts are shown.

    The status line is no part that could be left out.
    """

    theme: str = "light"
    highlight: str = ""
    table: bool = True
    header: bool = True
    source: bool = True

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Options:
        """The options that query parameters ask for. Never raises: what is not understood is the default."""
        theme = str(query.get("theme", "")).strip().lower()
        seat = str(query.get("highlight", "")).strip().lower()
        return cls(
            theme=theme if theme in THEMES else cls.theme,
            highlight=seat if SEAT.fullmatch(seat) else "",
            **{name: switch(query.get(name, "")) for name in SWITCHES},
        )

    def meant(self, kind: str, seats: Collection[str] | None = None) -> Options:
        """What of these options means something to that kind of embed and, where given, to these seats (slugs)."""
        kept = {name: getattr(self, name) for name in MEANT[kind]}
        if seats is not None and kept.get("highlight", "") not in seats:
            kept["highlight"] = ""
        return Options(**kept)

    def but(self, **changes) -> Options:
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """“?theme=dark&table=off”, in the order of the fields; only what is not the default, so often empty."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        told = {name: value for name, value in chosen.items() if value != getattr(Options, name)}
        written = {name: "off" if value is False else value for name, value in told.items()}
        return f"?{urlencode(written)}" if written else ""


DEFAULT = Options()


def switch(value: object) -> bool:
    """On unless it is switched off."""
    return WORDS.get(str(value).strip().lower(), True)
