"""Where things are, what maps are drawn on, and what is made of both ahead of its readers."""

from .bundles import BundleQuerySet, CurrentBundle, ImmutableError, MapScript, ShapeBundle, renew_backdrop
from .pictures import DrawnPicture
from .shapes import Backdrop, BackdropShape, Boundary, Level, Outline, OutlineQuerySet, Provenance

__all__ = [
    "Backdrop",
    "BackdropShape",
    "Boundary",
    "BundleQuerySet",
    "CurrentBundle",
    "DrawnPicture",
    "ImmutableError",
    "Level",
    "MapScript",
    "Outline",
    "OutlineQuerySet",
    "Provenance",
    "ShapeBundle",
    "renew_backdrop",
]
