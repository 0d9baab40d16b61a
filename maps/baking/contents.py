"""What belongs into a tree: which elections, and which of their addresses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import Count, Max

from elections.public import moved
from elections.public.gone import gone
from maps.baking.asking import Moment
from maps.baking.errors import BakeRefused
from maps.drawing.fonts import fonts
from maps.models import DrawnPicture
from maps.web import walk
from maps.web.freshness import build

SERVER = {"search", "builder", "short", "oembed"}  # they answer what somebody typed: the site's own
LISTS = {"home", "archive", "api-elections"}  # about all elections
HEALTH = "/healthz"
NOT_FOUND = ("/404.html", "/ur/404.html")


def chosen(moment: Moment, slugs: tuple[str, ...], withdrawn: Collection[str] = ()) -> tuple[str, ...]:
    """The elections to bake, newest first: all that readers find, or those but for what was `withdrawn`.

    Raises BakeRefused for any other, and if there is neither.
    """
    public = tuple(slug for slug, state in moment.states.items() if not state.rehearsal)
    for slug in slugs:
        if slug not in (*public, *withdrawn):
            raise BakeRefused(why_not(slug, moment, public))
    if not public and not withdrawn:
        raise BakeRefused("There is no public election to bake. Import one first, or `load_demo`.")
    return tuple(slug for slug in public if slug in slugs or not slugs)


def taken_off(moment: Moment, slugs: tuple[str, ...], held: Iterable[str]) -> list[str]:
    """Those of the elections to bake that a folder held, and that were taken off the site since."""
    left = {slug for slug in held if slug not in moment.states and (slug in slugs or not slugs)}
    return sorted(slug for slug in left if gone(moved(slug) or slug))


def why_not(slug: str, moment: Moment, public: tuple[str, ...]) -> str:
    if slug in moment.states:
        return f"{slug} is a rehearsal: nothing in it is real, so it is not baked."
    if new := moved(slug):
        return f"{slug} was renamed: bake {new}."
    if gone(slug):
        return f"{slug} was taken off the site, so it is not baked."
    return f"There is no election “{slug}”. There are: {', '.join(public) or 'none'}."


def is_everything(moment: Moment, slugs: tuple[str, ...]) -> bool:
    return len(slugs) == sum(not state.rehearsal for state in moment.states.values())


def addresses(moment: Moment, slugs: tuple[str, ...]) -> list[str]:
    """What to ask the site for. Cards and static files are not among them: pages tell their addresses.

    Where no election is left, only what is shown in place of a page that is not there.
    """
    if not slugs:
        return sorted(NOT_FOUND)
    patterns = [pattern for pattern in walk.patterns() if pattern.name not in SERVER]
    own = [p for p in patterns if {"election"} <= set(walk.arguments(p)) and "key" not in walk.arguments(p)]
    others = [p for p in patterns if "election" not in walk.arguments(p)]
    if not is_everything(moment, slugs):
        others = [pattern for pattern in others if pattern.name not in LISTS]
    found = walk.addresses(slugs[0], (), others) - {HEALTH}
    for slug in slugs:
        found |= walk.addresses(slug, moment.snapshot(slug).results, own)
    return sorted({*found, *NOT_FOUND})


def mentioned(body: bytes) -> set[str]:
    """The static files and cards that a page or style sheet needs."""
    text = body.decode(errors="replace")
    static, site = re.escape(settings.STATIC_URL), re.escape(settings.SITE_URL)
    found = re.findall(rf'["\'(]({static}[\w./-]+)', text)
    return {*found, *re.findall(rf'"{site}((?:/ur)?/cards/[\w./-]+\.png)"', text)}


def refuse_without_static_files() -> None:
    """Pages cannot be made without the names of their style sheets. Raises BakeRefused."""
    try:
        staticfiles_storage.url("css/site.css")
    except ValueError:
        raise BakeRefused("The static files are not collected. Run `manage.py collectstatic` first.") from None


def name_of(moment: Moment, slugs: tuple[str, ...], base: str) -> str:
    """Names all that a tree is made of, but for pictures: equal names, equal trees."""
    of = moment.states if is_everything(moment, slugs) else slugs
    states = [f"{slug}:{moment.states[slug]}" for slug in of if not moment.states[slug].rehearsal]
    facts = "|".join([build(), base, str(bool(fonts().urdu)), " ".join(slugs), *states])
    return hashlib.sha256(facts.encode()).hexdigest()[:20]


def pictures() -> str:
    """Moves with every picture that is drawn."""
    found = DrawnPicture.objects.aggregate(number=Count("pk"), last=Max("made_at"))
    return f"{found['number']} {found['last']}"
