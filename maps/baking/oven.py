"""The bake: what is public, at one moment, into files; and again when it has moved on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from django.conf import settings

from maps.baking import at_once, contents, rewriting
from maps.baking.asking import Answer, Asker, Moment, unremarked
from maps.baking.crew import each
from maps.baking.errors import BakeRefused
from maps.baking.folder import Folder, alone_in, write
from maps.baking.manifest import NAME, Manifest
from maps.baking.tree import Tree, file_of

AGAIN = 3  # bakes in a row while what is public moves on
STAYS = "static/"  # pages in caches ask for the style sheets of yesterday
CSS_FILE = rewriting.CSS_LINK

Told = Callable[[str, Iterable, int], Iterable]  # (what is done, things, how many) → the same things


@dataclass(frozen=True)
class Order:
    """What to bake: into which folder, which elections (all by default), and where the copy will be found.

    `at_once`: `out` is a link that leads to one version or the next, whole.
    """

    out: Path
    slugs: tuple[str, ...] = ()
    base: str = ""
    force: bool = False
    dry_run: bool = False
    processes: int = 1
    at_once: bool = False


@dataclass
class Report:
    """What came of it, in numbers. `moved` if something became public since; `withdrawn` is taken off the site."""

    elections: dict[str, str] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    files: int = 0
    written: int = 0
    removed: int = 0
    wanting: int = 0
    rendered: int = 0
    moved: bool = False


@dataclass(frozen=True)
class Page:
    """One address as it was asked for: the file it becomes, or where it leads."""

    address: str
    status: int
    file: str = ""
    leads_to: str = ""
    mentions: frozenset[str] = frozenset()


@dataclass
class Oven:
    order: Order
    told: Told = lambda what, things, number: things

    def bake(self) -> Report:
        """Bring the folder up to what is public. What moves on meanwhile is baked next, a few times at most.

        Raises BakeRefused, with the folder as it was.
        """
        contents.refuse_without_static_files()
        if self.order.at_once and not self.order.dry_run:
            with at_once.beside(self.order.out) as folder:
                return Oven(replace(self.order, out=folder, at_once=False), self.told).bake()
        Manifest.of(self.order.out, self.order.force)
        if self.order.dry_run:
            with TemporaryDirectory() as staging:
                return self.once(Path(staging))
        self.order.out.mkdir(parents=True, exist_ok=True)
        for _ in range(AGAIN):
            claim(self.order.out, self.order.force)
            with alone_in(self.order.out) as staging:
                report = self.once(staging)
            if not report.moved:
                break
        return report

    def once(self, staging: Path) -> Report:
        """One tree of one moment, unless the folder holds it already."""
        former = Manifest.of(self.order.out, self.order.force)
        moment = Moment.now()
        new = self.wanted(moment, former)
        if is_current(former, new) and former.is_there(self.order.out):
            return Report(new.elections, new.withdrawn, files=len(former.files), wanting=former.wanting)
        with unremarked():
            return Batch(self, moment, tuple(new.elections), staging, former, new).baked()

    def wanted(self, moment: Moment, former: Manifest) -> Manifest:
        """What is known of a tree before it is made. Raises BakeRefused for elections that cannot be in it."""
        asked, held = self.order.slugs, {*former.elections, *former.withdrawn}
        withdrawn = contents.taken_off(moment, asked, held)
        slugs = contents.chosen(moment, asked, withdrawn)
        states = {slug: str(moment.states[slug]) for slug in slugs}
        name = contents.name_of(moment, slugs, self.order.base)
        return Manifest(name, states, withdrawn, pictures=contents.pictures())

    def elections(self) -> tuple[str, ...]:
        """Those that a bake would take now."""
        former = Manifest.of(self.order.out, self.order.force)
        return tuple(self.wanted(Moment.now(), former).elections)

    def is_current(self) -> bool:
        """Whether the folder holds what is public, as far as its manifest knows."""
        moment = Moment.now()
        former = Manifest.of(self.order.out, self.order.force)
        return former.whole and is_current(former, self.wanted(moment, former))


def claim(out: Path, force: bool) -> None:
    """Leave a manifest in a new folder, so that a bake that is killed does not make it look like somebody else's."""
    if not (out / NAME).exists():
        Manifest.of(out, force).write(out)


def is_current(former: Manifest, new: Manifest) -> bool:
    return former.name == new.name and (not former.wanting or former.pictures == new.pictures)


@dataclass
class Batch:
    """The making of one tree."""

    oven: Oven
    moment: Moment
    slugs: tuple[str, ...]
    staging: Path
    former: Manifest
    new: Manifest
    pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self):
        order = self.oven.order
        self.asker = Asker(self.moment)
        self.tree = Tree(settings.SITE_URL, order.base)
        self.folder = Folder(order.out, self.staging, self.former.files)

    def baked(self) -> Report:
        self.ask()
        fresh = self.finish()
        order = self.oven.order
        gone = [path for path in self.former.files if path not in self.new.files]
        stays = {path: self.former.files[path] for path in gone if path.startswith(STAYS)}
        gone = [path for path in gone if path not in stays]
        self.new.files |= {path: name for path, name in stays.items() if (order.out / path).is_file()}
        if not order.dry_run:
            self.switch(fresh, gone)
        counts = len(self.new.files), len(fresh), len(gone), self.new.wanting, len(self.pages)
        report = Report(self.new.elections, self.new.withdrawn, *counts)
        report.moved = self.moment.moved()
        return report

    def ask(self) -> None:
        """Ask for everything that is wanted, and for what that needs."""
        wanted = contents.addresses(self.moment, self.slugs)
        if self.slugs and not contents.is_everything(self.moment, self.slugs):
            self.take_all(Page(f"{home}/", 302, "", f"{home}/elections/{self.slugs[0]}/") for home in ("", "/ur"))
        while wanted:
            done = each(self.asked, wanted, self.oven.order.processes)
            self.take_all(self.oven.told("Pages", done, len(wanted)))
            mentioned = set().union(*(page.mentions for page in self.pages.values()))
            wanted = sorted(mentioned - set(self.pages))

    def asked(self, address: str) -> Page:
        """Ask the site for an address and lay the answer down; what it is like goes into the tree."""
        answer = self.asker.ask(address)
        if address in contents.NOT_FOUND:
            answer = Answer(address, 200, answer.kind, answer.body)
        if answer.status == 200:
            file = file_of(address, answer.kind)
            write(self.staging / "raw" / file, answer.body)
            return Page(address, 200, file, mentions=frozenset(mentions(address, answer)))
        if answer.status >= 500 and not address.endswith(".png"):
            raise BakeRefused(f"The site answers {answer.status} at {address}; the log says why. Nothing was changed.")
        return Page(address, answer.status, leads_to=answer.leads_to)

    def take_all(self, pages: Iterable[Page]) -> None:
        for page in pages:
            self.pages[page.address] = page
            if page.file and page.address not in contents.NOT_FOUND:
                self.tree.files[page.address] = page.file
            elif page.leads_to:
                self.tree.onward[page.address] = page.leads_to
            self.new.wanting += page.status >= 500

    def finish(self) -> set[str]:
        """Write the addresses anew and pack; returns the paths that are to be put in place."""
        pages = [page for page in self.pages.values() if page.file or is_sign(page, self.tree)]
        fresh = set()
        done = each(self.finished, pages, self.oven.order.processes)
        for put in self.oven.told("Files", done, len(pages)):
            self.new.files |= put.hashes
            fresh |= set(put.fresh)
        return fresh

    def finished(self, page: Page):
        if not page.file:
            here = file_of(page.address)
            return self.folder.put(here, rewriting.leading(here, self.tree.file(page.address)))
        raw = (self.staging / "raw" / page.file).read_bytes()
        return self.folder.put(page.file, rewriting.rewritten(raw, page.address, page.file, self.tree))

    def switch(self, fresh: set[str], gone: list[str]) -> None:
        """Put the tree in place. While it is, the manifest knows what is of both, so that no file is ever orphaned."""
        if not self.moment.holds():
            raise BakeRefused(
                "An election was frozen or taken off the site meanwhile: nothing was changed. Bake again."
            )
        out, former, new = self.oven.order.out, self.former, self.new
        both = {"elections": former.elections | new.elections, "files": former.files | new.files}
        Manifest(**vars(former) | both | {"whole": False}).write(out)
        self.folder.place(fresh)
        self.folder.remove(gone)
        new.whole = True
        new.write(out)


def mentions(address: str, answer: Answer) -> set[str]:
    if answer.kind == "text/html":
        return contents.mentioned(answer.body)
    if answer.kind == "text/css":
        found = CSS_FILE.findall(answer.body.decode())
        return {urljoin(address, link) for _opens, link in found if not link.startswith(("data:", "http", "#"))}
    return set()


def is_sign(page: Page, tree: Tree) -> bool:
    """Whether an address only leads on and is a page: then a page there says where to."""
    return bool(page.leads_to) and page.address.endswith("/") and tree.file(page.address) is not None


def processors() -> int:
    return len(os.sched_getaffinity(0))
