"""What a night costs the readers: answers while counts are published, and how soon a new figure is there."""

from bench.night.suite import measure

__all__ = ["measure"]
