"""Draws the pictures that are wanting, so that the tree has them."""

from __future__ import annotations

from collections import Counter

from maps.web import artworks


def draw(slugs: tuple[str, ...], told) -> Counter:
    """Make the cards and maps of these elections; returns how many were made, there, failed."""
    jobs = [job for slug in slugs for some in artworks.jobs(slug) for job in some]
    return Counter(job.done()[1] for job in told("Pictures", jobs, len(jobs)))
