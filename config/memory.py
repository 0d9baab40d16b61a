"""How often Python looks for garbage: rendering makes many objects at once that all live on, and few circles."""

import gc

# New objects, looks at those, looks at what outlived them. Python's own 700, 10, 10 take a third of the time of a large
# election's page.
THRESHOLDS = (20_000, 100, 50)


def settle() -> None:
    """To be called once everything is loaded: what is there stays, and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
