"""The newsroom's desk: plain admin pages by which anything can be corrected by hand."""

from . import contests, counts, elections, people, places

__all__ = ["contests", "counts", "elections", "people", "places"]
