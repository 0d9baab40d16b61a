"""The newsroom's desk: plain admin pages by which anything can be corrected by hand."""

from . import audit, contests, counts, elections, people, places, users, withdrawals

__all__ = ["audit", "contests", "counts", "elections", "people", "places", "users", "withdrawals"]
