"""How commands that copy many rows say how far they are."""

import sys

from tqdm import tqdm


def progress(stream, verbosity: int):
    """A function that passes rows on and shows on a terminal how many of `total` went by, if it takes long."""

    def passed(rows, label: str, total: int):
        shown = None if verbosity and sys.stderr.isatty() else True
        return tqdm(rows, label, total, leave=False, delay=1, file=stream, disable=shown)

    return passed
