"""A baked folder for browsers: few pages of a small night, and the next count baked over them."""

from pathlib import Path

from tests import site


def act(database: Path, act: str, *arguments: str) -> None:
    """Run a function of this module inside that site."""
    call = f"from tests.browser.bakery import {act}; {act}(*{arguments!r})"
    site.manage(database, "shell", "--verbosity=0", "-c", call)


def bake_a_night(out: str) -> None:
    from tests.maps.night import Night

    Night(seats=1).shapes()
    bake_few(out)


def count_and_bake(out: str) -> None:
    """The candidate in front now has 7,654 votes."""
    from elections import models

    contest = models.Contest.objects.get()
    last = contest.counts.get()
    count = models.Count(contest=contest, form=last.form, source=last.source)
    count.votes = {line.candidacy_id: 7654 if line.votes == 60 else line.votes for line in last.lines.all()}
    count.record(models.Count.last_number(contest))
    count.publish()
    bake_few(out)


def bake_few(out: str) -> None:
    from maps.baking import Order, Oven, contents

    page = "/elections/night/seats/pp-1/"
    contents.addresses = lambda *about: [page, f"/ur{page}", f"/embed{page}", "/api/v1/elections/night/results.json"]
    Oven(Order(Path(out))).bake()
