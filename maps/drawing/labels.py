"""Where the pills go: next to their seats, never over each other, a seat, a dot or a box. Pure, deterministic.

Each tag tries places on rings around its anchor. Tags with the fewest free places choose first, then all improve their
place in turn until nobody can; this is done from a few starting orders and the cheapest outcome counts. A tag that
still collides is dropped: no pill is better than one that hides another.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

Box = tuple[float, float, float, float]
MOST_PLACES = 200  # kept per tag, the cheapest
RINGS = (6, 8, 11, 15, 20, 26, 33, 41, 50, 60, 72, 86, 102, 120, 140)
ANGLES = 40
GAP = 1.0  # between two boxes
ASIDE = 3.0  # left and right of a box to what it may not cover; above and below the target leaves room
# A leader over another seat seems to belong to that seat: dearer than any length, cheaper than a collision.
CONFLICT, CROSSES_SEAT, UPRIGHT = 1000.0, 600.0, 4.0
STARTS, SWEEPS, POLISH, TRIED, CHAIN = 6, 30, 5, 24, 6
PUSH = 0.2  # how much of a collision counts while a chain of tags gives way


@dataclass(frozen=True, slots=True)
class Tag:
    """A pill to place: its anchor, its size, how far from the anchor it starts, and where it may lie (all in units)."""

    key: int
    x: float
    y: float
    width: float
    height: float
    clear: float
    region: Box


@dataclass(frozen=True, slots=True)
class Solid:
    """Ground that no pill may cover. A leader may cross it only if `soft`, unless it is its `owner`'s."""

    shape: object
    owner: int | None = None
    soft: bool = False


@dataclass(frozen=True, eq=False)
class Pool:
    """The free places of one tag: centres (n, 2) and what each costs."""

    tag: Tag
    centres: np.ndarray
    costs: np.ndarray


def place(tags: Sequence[Tag], solids: Sequence[Solid]) -> dict[int, tuple[float, float]]:
    """Centres by key for every tag that has a place without collision; the others are left out."""
    pools = [pool for pool in (_pool(tag, solids) for tag in tags) if len(pool.centres)]
    if not pools:
        return {}
    table = Table(pools)
    order = sorted(range(len(pools)), key=lambda i: (len(pools[i].centres), pools[i].tag.key))
    starts = (order[turn:] + order[:turn] for turn in range(min(STARTS, len(order))))
    best = min((_polish(table, _settle(table, start)) for start in starts), key=table.total)
    kept = _without_conflicts(table, best)
    return {pools[i].tag.key: tuple(pools[i].centres[best[i]].round(1).tolist()) for i in sorted(kept)}


class Table:
    """The pools, and for each two of them which of their places collide: (places of one, places of the other)."""

    def __init__(self, pools: Sequence[Pool]):
        self.pools = pools
        self._hits: dict[tuple[int, int], np.ndarray] = {}
        for i, j in itertools.combinations(range(len(pools)), 2):
            hits = _collisions(pools[i], pools[j])
            self._hits[i, j], self._hits[j, i] = hits, hits.T

    def weigh(self, chosen: Mapping[int, int], i: int, weights: np.ndarray) -> np.ndarray:
        """What each place of a pool costs against the places the others have chosen."""
        costs = self.pools[i].costs.copy()
        for j, at in chosen.items():
            if j != i:
                costs += CONFLICT * weights[i, j] * self._hits[i, j][:, at]
        return costs

    def hits(self, chosen: Mapping[int, int], i: int) -> list[int]:
        """The others that a pool's chosen place collides with."""
        return [j for j, at in chosen.items() if j != i and self._hits[i, j][chosen[i], at]]

    def total(self, chosen: Mapping[int, int]) -> float:
        return sum(self.pools[i].costs[at] + CONFLICT * len(self.hits(chosen, i)) for i, at in chosen.items())


def _pool(tag: Tag, solids: Sequence[Solid]) -> Pool:
    centres, costs = _rings(tag)
    half = np.array([tag.width, tag.height]) / 2
    left, top, right, bottom = tag.region
    inside = np.all((centres - half >= (left, top)) & (centres + half <= (right, bottom)), axis=1)
    centres, costs = centres[inside], costs[inside]
    if not len(solids) or not len(centres):
        return Pool(tag, centres, costs)
    tree = shapely.STRtree([solid.shape for solid in solids])
    low, high = centres - half, centres + half
    boxes = shapely.box(low[:, 0] - ASIDE, low[:, 1], high[:, 0] + ASIDE, high[:, 1])
    covered = tree.query(boxes, predicate="intersects")[0]
    free = np.ones(len(centres), dtype=bool)
    free[covered] = False
    costs = costs + _crossings(tag, centres, tree, solids)
    free &= costs < CONFLICT
    cheapest = np.argsort(costs[free], kind="stable")[:MOST_PLACES]
    return Pool(tag, centres[free][cheapest], costs[free][cheapest])


def _rings(tag: Tag) -> tuple[np.ndarray, np.ndarray]:
    """Centres on all rings and their costs: the length of the leader, and a little for places above and below."""
    turns = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    way = np.column_stack([np.cos(turns), np.sin(turns)])
    reach = (np.array([tag.width, tag.height]) / 2 / np.maximum(abs(way), 1e-9)).min(axis=1)
    gaps = np.array(RINGS) + tag.clear
    distance = (gaps[:, None] + reach[None, :]).ravel()
    ways = np.tile(way, (len(gaps), 1))
    centres = np.array([tag.x, tag.y]) + ways * distance[:, None]
    costs = np.repeat(np.array(RINGS, dtype=float), ANGLES) + UPRIGHT * abs(ways[:, 1])
    return centres, costs


def _crossings(tag: Tag, centres: np.ndarray, tree, solids: Sequence[Solid]) -> np.ndarray:
    start = np.broadcast_to([tag.x, tag.y], centres.shape)
    leaders = shapely.linestrings(np.stack([start, centres], axis=1))
    extra = np.zeros(len(centres))
    for place_at, solid in tree.query(leaders, predicate="intersects").T.tolist():
        if solids[solid].owner != tag.key or solids[solid].owner is None:
            extra[place_at] += CROSSES_SEAT if solids[solid].soft else CONFLICT
    return extra


def _settle(table: Table, order: Sequence[int]) -> dict[int, int]:
    """The place of each pool, best as far as anybody can do better alone."""
    chosen: dict[int, int] = {}
    # A collision that lasts gets dearer each round for both sides, until one of them gives way to a worse place.
    weights = np.ones((len(order), len(order)))
    best: dict[int, int] = {}
    for _sweep in range(SWEEPS):
        before = dict(chosen)
        for i in order:
            chosen[i] = int(np.argmin(table.weigh(chosen, i, weights)))
        if not best or table.total(chosen) < table.total(best):
            best = dict(chosen)
        if chosen == before and table.total(best) < CONFLICT:
            break
        for i in chosen:
            weights[i, table.hits(chosen, i)] += 1
    return best


def _polish(table: Table, chosen: dict[int, int]) -> dict[int, int]:
    """Let a tag push others from a cheaper place, if all together gain by it; repeat until nobody can."""
    for _round in range(POLISH):
        before = table.total(chosen)
        for i in list(chosen):
            cheaper = np.flatnonzero(table.pools[i].costs < table.pools[i].costs[chosen[i]])
            cheaper = cheaper[:: len(cheaper) // TRIED + 1]
            chosen = min((chosen, *(_push(table, chosen, i, int(at)) for at in cheaper)), key=table.total)
        if table.total(chosen) >= before:
            break
    return chosen


def _push(table: Table, chosen: dict[int, int], i: int, at: int) -> dict[int, int]:
    """Move a tag; whom it meets goes to the next best place, may push others in turn, but none that has moved."""
    moved = chosen | {i: at}
    weights = np.full((len(table.pools), len(table.pools)), PUSH)
    weights[:, i] = 1
    queue = table.hits(moved, i)
    for _step in range(CHAIN):
        if not queue:
            break
        j = queue.pop(0)
        moved[j] = int(np.argmin(table.weigh(moved, j, weights)))
        weights[:, j] = 1
        queue = [k for k in dict.fromkeys([*queue, *table.hits(moved, j)]) if weights[0, k] < 1]
    return moved


def _collisions(one: Pool, other: Pool) -> np.ndarray:
    """Whether pills or leaders of two pools collide, for each place of one and each of the other."""
    mine, theirs = one.centres[:, None, :], other.centres[None, :, :]
    half, size = (np.array([pool.tag.width, pool.tag.height]) / 2 for pool in (one, other))
    start, end = (np.array([pool.tag.x, pool.tag.y]) for pool in (one, other))
    boxes = np.all(abs(mine - theirs) < half + size + GAP, axis=2)
    over = _hits_box(start, mine, theirs, size) | _hits_box(end, theirs, mine, half)
    return boxes | over | _cross(start, mine, end, theirs)


def _hits_box(start, end, centre, half) -> np.ndarray:
    """Whether the segment start–end touches the box around `centre` (slab method; arrays broadcast)."""
    enter, leave = -np.inf, np.inf
    for axis in (0, 1):
        way = end[..., axis] - start[..., axis]
        way = np.where(abs(way) < 1e-9, 1e-9, way)
        middle = (centre[..., axis] - start[..., axis]) / way
        reach = abs(half[..., axis] / way)
        enter, leave = np.maximum(enter, middle - reach), np.minimum(leave, middle + reach)
    return (enter <= leave) & (leave >= 0) & (enter <= 1)


def _cross(a, b, c, d) -> np.ndarray:
    """Whether the segments a–b and c–d cross (arrays broadcast)."""

    def side(p, q, r):
        one, two = q - p, r - p
        return np.sign(one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0])

    return (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)


def _without_conflicts(table: Table, chosen: Mapping[int, int]) -> set[int]:
    """Drop the pill with most collisions until none is left."""
    kept = dict(chosen)
    while True:
        counts = {i: len(table.hits(kept, i)) for i in kept}
        worst = max(kept, key=lambda i: (counts[i], i), default=None)
        if worst is None or not counts[worst]:
            return set(kept)
        del kept[worst]


def apart(points: Sequence[tuple[float, float]], distance: float, rounds: int = 60) -> list[tuple[float, float]]:
    """Move dots that overlap apart, each as little as it takes, until all are `distance` from each other."""
    spots = [list(point) for point in points]
    for _round in range(rounds):
        moved = False
        for a, b in itertools.combinations(range(len(spots)), 2):
            dx, dy = spots[b][0] - spots[a][0], spots[b][1] - spots[a][1]
            length = (dx * dx + dy * dy) ** 0.5
            if length >= distance - 0.05:
                continue
            if length < 1e-6:  # two dots on one spot part sideways
                dx, dy, length = 1.0, 0.0, 1.0
                push = distance / 2
            else:
                push = (distance - length) / 2
            for spot, sign in ((spots[a], -1), (spots[b], 1)):
                spot[0] += sign * push * dx / length
                spot[1] += sign * push * dy / length
            moved = True
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in spots]
