"""Which encodings a client takes, and the bytes in them: the same for the same body."""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli

COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/atom+xml",
    "image/svg+xml",
    "application/javascript",
    "application/vnd.oai.openapi",
)
WORTH_COMPRESSING = 200  # bytes
# A fast level: Django's own middleware pads at random, so that equal answers differ.
ENCODERS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}


def is_compressible(content_type: str) -> bool:
    return content_type.startswith(COMPRESSIBLE)


@lru_cache(maxsize=512)
def best_encoding(header: str) -> str:
    """“br”, “gzip” or “” of what an Accept-Encoding header takes: `br;q=0` is a refusal."""
    accepted = set()
    for item in header.lower().split(","):
        name, _, parameters = item.partition(";")
        if parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(name.strip())
    return next((name for name in ENCODERS if name in accepted), "")


def encodings_of(body: bytes, content_type: str) -> dict[str, bytes]:
    """The body by encoding, “” as it is; alone where packing it is not worth the while."""
    if not is_compressible(content_type) or len(body) < WORTH_COMPRESSING:
        return {"": body}
    return {"": body, **{name: encode(body) for name, encode in ENCODERS.items()}}
