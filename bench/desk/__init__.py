"""How many wrong entries the desk catches, and how many right ones it questions: `make bench ARGS=desk`."""

from bench.desk.trial import measure

__all__ = ["measure"]
