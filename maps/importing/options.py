"""What the person who imports has to say; commands and forms fill these in."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Options:
    """Common to both imports. Field names are those of the file; tolerances are degrees, `sliver_km` is kilometres."""

    path: Path
    code_field: str
    name_field: str = ""
    layer: str = ""
    crs: str = ""
    encoding: str = ""
    where: str = ""  # FIELD=VALUE: only the rows that have it
    authority: str = ""
    source: str = ""
    source_url: str = ""
    licence: str = ""
    approximate: bool = False
    tolerance_web: float | None = None
    tolerance_close: float | None = None
    sliver_km: float = 0.3
    strict: bool = False
    dry_run: bool = False

    def provenance(self) -> dict:
        """The columns of `maps.models.Provenance`."""
        return {name: getattr(self, name) for name in ("approximate", "authority", "source", "source_url", "licence")}


@dataclass(frozen=True, kw_only=True)
class BoundaryOptions(Options):
    """`delimitation` and `assembly` are slugs. The last five are for `create`."""

    delimitation: str
    assembly: str
    code_prefix: str = ""
    keep_full: bool = False
    create: bool = False
    name_ur_field: str = ""
    district_field: str = ""
    province_field: str = ""
    district: str = ""
    province: str = ""


@dataclass(frozen=True, kw_only=True)
class BackdropOptions(Options):
    """`kind` is one of `maps.models.Backdrop.Kind`; `disputed` lists codes beside those marked in `disputed_field`."""

    kind: str
    title: str = ""
    title_ur: str = ""
    name_ur_field: str = ""
    province_field: str = ""
    disputed_field: str = ""
    disputed: tuple[str, ...] = ()
