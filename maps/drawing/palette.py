"""Colours by slot, and whether two of them can be told apart. No Django.

Markup names slots (`slot-1`, `party-2`, `step-3`), never colours: `static/css/map.css` turns a slot into a colour, for
light and dark. The values live here; a test compares the two, so that what is checked is what readers see.

Distances are Euclidean in OKLab × 100 (B. Ottosson, 2020), where about 2 is just noticeable side by side. Colour-blind
sight is simulated by the matrices of Machado, Oliveira and Fernandes (IEEE TVCG 15, 2009) at full severity, and
contrast is WCAG 2's ratio, which also says what is left in a grey print.
"""

import itertools
import math
from dataclasses import dataclass

THEMES = ("light", "dark")
BLOC_SLOTS, PARTY_SLOTS, STEPS = 6, 6, 5

GROUND = {
    "paper": ("#fbfaf7", "#171614"),
    "ink": ("#1d1c1a", "#eceae4"),
    "soft": ("#6a665e", "#a19c92"),
    "line": ("#dedad2", "#36342f"),
    "land": ("#eeebe4", "#2b2925"),
    "land-far": ("#f5f3ee", "#211f1c"),
    "border": ("#a9a499", "#68645b"),
    "district": ("#fbfaf7", "#171614"),
}
# The first slot of a pair is for light ground, the second for dark.
SLOTS = {
    "slot-1": ("#0a5f5b", "#2a9d94"),
    "slot-2": ("#d9772b", "#f0a565"),
    "slot-3": ("#6b5b95", "#a293d6"),
    "slot-4": ("#5f8fe0", "#3558c4"),
    "slot-5": ("#65281a", "#bb7833"),
    "slot-6": ("#c2c32f", "#e6ee6a"),
    "slot-ind": ("#de93c4", "#b92f63"),
    "slot-other": ("#8b8983", "#c4c1ba"),
    "slot-none": ("#ffffff", "#171614"),
    "party-1": ("#2348c4", "#4a69d8"),
    "party-2": ("#ecb94f", "#f5d87c"),
    "party-3": ("#27822f", "#4fb531"),
    "party-4": ("#3aa6e6", "#c2e9f7"),
    "party-5": ("#3a1d42", "#7a4590"),
    "party-6": ("#74422a", "#a8452c"),
    "party-ind": ("#b8418a", "#d9678a"),
    "party-other": ("#a8a398", "#b6b3af"),
    "step-1": ("#d3d9de", "#3b434a"),
    "step-2": ("#a9b4bd", "#58656f"),
    "step-3": ("#7d8c98", "#7d8c98"),
    "step-4": ("#536472", "#a9b7c2"),
    "step-5": ("#2a3a48", "#dbe4ea"),
}
# The colour of words and numerals that stand for a bloc, where its own is too pale to be read on paper.
WORDS = {
    "slot-2": ("#a84b12", "#f0a565"),
    "slot-4": ("#2f5bb4", "#8ea6f2"),
    "slot-5": ("#65281a", "#d39a5c"),
    "slot-6": ("#67680c", "#e6ee6a"),
    "slot-ind": ("#9c3a7c", "#ee86ab"),
    "slot-other": ("#6a665e", "#c4c1ba"),
    "slot-none": ("#6a665e", "#a19c92"),
}
LIGHT_TEXT, DARK_TEXT = "#ffffff", "#1d1c1a"

MIN_DISTANCE = 8.0  # OKLab × 100, for every kind of sight; four times what is just noticeable
MIN_GREY = 1.5  # contrast ratio of the first two blocs, the pair that most maps are made of
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two colours can be told apart: `distance` (OKLab × 100) in the `sight` that parts them least."""

    distance: float
    sight: str
    contrast: float

    @property
    def distinct(self) -> bool:
        """True if everybody can tell them apart in colour."""
        return self.distance >= MIN_DISTANCE

    @property
    def grey_safe(self) -> bool:
        """True if they differ enough in lightness for a grey print."""
        return self.contrast >= MIN_GREY


@dataclass(frozen=True, slots=True)
class Failure:
    """A pair of slots that fails on one ground, and how."""

    first: str
    second: str
    theme: str
    verdict: Verdict


def compare(first: str, second: str) -> Verdict:
    """Judge two colours ("#rrggbb"). Raises ValueError for anything else."""
    a, b = _linear(first), _linear(second)
    distances = {sight: _distance(_seen(a, matrix), _seen(b, matrix)) for sight, matrix in SIGHTS.items()}
    sight = min(distances, key=distances.get)
    return Verdict(distances[sight], sight, contrast(first, second))


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(_linear(first)), _luminance(_linear(second))))
    return (high + 0.05) / (low + 0.05)


def on(colour: str) -> str:
    """The text colour that reads better on this one."""
    return max((LIGHT_TEXT, DARK_TEXT), key=lambda text: contrast(text, colour))


def word(slot: str) -> tuple[str, str]:
    """The colours, on light and dark paper, of words that stand for a slot."""
    return WORDS.get(slot, SLOTS[slot])


def properties(theme: str) -> dict[str, str]:
    """Every custom property of `map.css` for a theme, without the two dashes."""
    at = THEMES.index(theme)
    found = {name: pair[at] for name, pair in (GROUND | SLOTS).items()}
    found |= {f"{slot}-on": on(pair[at]) for slot, pair in SLOTS.items()}
    return found | {f"{slot}-word": word(slot)[at] for slot in SLOTS if slot.startswith("slot-")}


def failures(slots, colours=SLOTS) -> list[Failure]:
    """Every pair of these slots that cannot be told apart, on light or dark ground; [] if all is well.

    `colours` maps a slot to its pair (light, dark): pass a newsroom's own to have them judged. The pair slot-1 and
    slot-2 must differ in grey too.
    """
    found = []
    for first, second in itertools.combinations(sorted(set(slots)), 2):
        for number, theme in enumerate(THEMES):
            verdict = compare(colours[first][number], colours[second][number])
            leading_pair = (first, second) == ("slot-1", "slot-2")
            if not verdict.distinct or (leading_pair and not verdict.grey_safe):
                found.append(Failure(first, second, theme, verdict))
    return found


def bloc_slot(number: int | str) -> str:
    """The slot of a bloc's number, "ind" or "other". Numbers beyond the palette share the colour of the others."""
    known = number in ("ind", "other") or (isinstance(number, int) and 1 <= number <= BLOC_SLOTS)
    return f"slot-{number}" if known else "slot-other"


def _linear(colour: str) -> tuple[float, ...]:
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"A colour is written #rrggbb, not “{colour}”.")
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def _luminance(rgb) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _seen(rgb, matrix) -> tuple[float, ...]:
    return tuple(max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True))) for row in matrix)


def _distance(a, b) -> float:
    return 100 * math.dist(_oklab(a), _oklab(b))


def _oklab(rgb) -> tuple[float, float, float]:
    r, g, b = rgb
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )
