"""The answers that a process holds: bounded in bytes, the least recently used goes first."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from urllib.parse import parse_qsl, urlencode

from maps.web.front.asking import Kept
from maps.web.front.entry import Entry

PATHS = 20_000  # of which the parameters are remembered
ALIASES = 5_000  # ways to write a query that mean an answer which has another name
LONGEST = 300  # characters of an alias: a longer one is asked of Django each time
FIELDS = 1000  # in a query; of more Django reads none


class Shelf:
    """Entries by name: the path, and what allow-listed parameters in one order come to. Never Host or a header."""

    def __init__(self, limit: int) -> None:
        """`limit` is in bytes of bodies, in all their encodings."""
        self.limit = limit
        self.size = 0
        self.entries: OrderedDict[str, Entry] = OrderedDict()
        self.parameters: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self.aliases: OrderedDict[str, tuple[str, str]] = OrderedDict()  # name and tag: a seat may come to be there
        self.lock = Lock()

    def find(self, path: str, query: str) -> Entry | None:
        name, tag = self.name(path, query) if query else (path, None)
        with self.lock:
            entry = self.entries.get(name)
            if entry is None or (tag and entry.tag != tag):
                return None
            self.entries.move_to_end(name)
        return entry

    def name(self, path: str, query: str) -> tuple[str | None, str | None]:
        """What an answer is kept under, and the tag it must have if the name is an alias; None if there is none yet."""
        known = self.parameters.get(path)
        written = None if known is None else chosen(query, known)
        if written is None:
            return None, None
        own = f"{path}?{written}" if written else path
        return self.aliases.get(own, (own, None))

    def keep(self, path: str, query: str, kept: Kept, entry: Entry) -> None:
        if entry.size > self.limit // 4 or len(query) > FIELDS * 10:
            return
        written = chosen(query, kept.parameters)
        if written is None:
            return
        name = f"{path}?{written}" if written else path
        with self.lock:
            remember(self.parameters, path, kept.parameters, PATHS)
            if kept.told is not None and written:
                own, name = name, path + kept.told
                if len(own) <= LONGEST:
                    remember(self.aliases, own, (name, entry.tag), ALIASES)
            self.put(name, entry)

    def held(self, path: str, kept: Kept, tag: str) -> Entry | None:
        """What is there already of an answer that many queries mean."""
        entry = self.entries.get(path + kept.told) if kept.told is not None else None
        return entry if entry and entry.tag == tag else None

    def put(self, name: str, entry: Entry) -> None:
        entry.name = name
        gone = self.entries.pop(name, None)
        self.size += entry.size - (gone.size if gone else 0)
        self.entries[name] = entry
        while self.size > self.limit:
            _, oldest = self.entries.popitem(last=False)
            self.size -= oldest.size


def chosen(query: str, known: tuple[str, ...]) -> str | None:
    """The query's last values of the known parameters, in one order; None if it cannot be read."""
    if not query:
        return ""
    try:
        values = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=FIELDS))
    except ValueError:
        return None
    return urlencode([(name, values[name]) for name in sorted(known) if name in values])


def remember(table: OrderedDict, key, value, most: int) -> None:
    table[key] = value
    table.move_to_end(key)
    if len(table) > most:
        table.popitem(last=False)
