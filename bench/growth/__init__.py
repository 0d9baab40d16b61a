"""How cost grows with the number of seats."""

from bench.growth.suite import measure

__all__ = ["measure"]
