"""Draws the pictures that are wanting, so that the tree has them."""

from __future__ import annotations

from collections import Counter

from maps.baking import contents
from maps.baking.asking import Moment
from maps.web import artworks


def draw(slugs: tuple[str, ...], told) -> Counter:
    """Make the cards and maps of these elections, or of all; returns how many were made, there, failed."""
    chosen = contents.chosen(Moment.now(), slugs)
    jobs = [job for slug in chosen for some in artworks.jobs(slug) for job in some]
    return Counter(job.done()[1] for job in told("Pictures", jobs, len(jobs)))
