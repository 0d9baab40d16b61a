"""What Halqa itself hands to writers: snippets and heights, asked from the site's own code."""

import json
from pathlib import Path

from tests import site
from tests.browser.visits import E

KINDS = {
    "national": f"/embed{E}",
    "province": f"/embed{E}provinces/punjab/",
    "seat": f"/embed{E}seats/na-22/",
    "scoreboard": f"/embed{E}scoreboard/",
    "candidate": f"/embed{E}candidates/imran-khan/",
    "table": f"/embed{E}table/",
}
# The same kinds where they have most or least to say.
OTHERS = {
    "national, one assembly": f"/embed{E}na/",
    "national, by party": f"/embed{E}party/",
    "national, by margin": f"/embed{E}margin/",
    "national, without a table": f"/embed{E}?table=off",
    "national, with a seat lit": f"/embed{E}?highlight=na-22",
    "national, bare": f"/embed{E}?table=off&header=off&source=off",
    "province, one assembly": f"/embed{E}provinces/punjab/pp/",
    "province, another election": "/embed/elections/by-2022-07-17/provinces/punjab/",
    "small province": f"/embed{E}provinces/sindh/",
    "seat without figures": f"/embed{E}seats/na-118/",
    "seat postponed": f"/embed{E}seats/na-45/",
    "seat without a header": f"/embed{E}seats/na-22/?header=off",
    "scoreboard of a province": f"/embed{E}provinces/punjab/scoreboard/",
    "scoreboard of an assembly": f"/embed{E}pp/scoreboard/",
    "scoreboard of another election": "/embed/elections/by-2022-07-17/scoreboard/",
    "table of a province": f"/embed{E}provinces/punjab/table/",
    "table of another election": "/embed/elections/by-2022-07-17/table/",
    "candidate without a header": f"/embed{E}candidates/imran-khan/?header=off&source=off",
}
WIDTHS = (320, 360, 640, 1000)  # px


def told(database: Path, address: str, paths: list[str]) -> dict[str, dict]:
    """By path: `src`, `link`, `title`, the two snippets, and the height for each width."""
    code = f"from tests.browser.embeds.frames import tell; tell({paths!r})"
    return json.loads(site.manage(database, "shell", "--verbosity=0", "-c", code, SITE_URL=address).splitlines()[-1])


def tell(paths: list[str]) -> None:
    """Runs inside the site: print what `told` gives, as JSON."""
    from django.utils import timezone

    from maps.web.frames import frame_of

    found = {}
    for path in paths:
        frame = frame_of(path, timezone.now())
        found[path] = {
            "src": frame.src,
            "link": frame.link,
            "title": frame.title,
            "plain": frame.snippet(),
            "scripted": frame.snippet(script=True),
            "heights": {width: frame.height(width) for width in WIDTHS},
        }
    print(json.dumps(found))
