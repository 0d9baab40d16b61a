"""The public site as plain files: for object storage, a mirror, a USB stick. `manage.py bake` is its command.

`asking` renders each address by the site's own views, all of one moment; `tree` says which file an address is and how
one file leads to another; `rewriting` writes that into the files; `folder` compares, compresses and puts them in place;
`manifest` remembers what was baked of what; `oven` does it all.
"""

from maps.baking.errors import BakeRefused
from maps.baking.oven import Order, Oven, Report

__all__ = ["BakeRefused", "Order", "Oven", "Report"]
