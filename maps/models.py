"""Where things are: the shapes of constituencies, what maps are drawn on, and the shapes as they are served."""

import hashlib
from collections.abc import Iterable

import brotli
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elections.models import Election
from elections.models.fields import english, urdu
from maps.geometry import geojson
from maps.geometry.areas import area_km2
from maps.geometry.fields import BytesField, ShapeField
from maps.geometry.repair import label_point

HASH_LENGTH = 20  # hexadecimal digits: 80 bits, far beyond any chance collision among a site's bundles
BROTLI_QUALITY = {"web": 11, "close": 10}  # 11 takes three times as long for a close-up bundle and saves 1 %


class Level(models.TextChoices):
    WEB = "web", _("national outline")
    CLOSE = "close", _("close-up outline")


class OutlineQuerySet(models.QuerySet):
    def at_level(self, level: str):
        """Rows with the outline of one level only; the other columns of shapes load when they are touched."""
        names = {field.name for field in self.model._meta.fields}
        heavy = {"full", "web", "close", "web_json", "close_json"} - {level, f"{level}_json"}
        return self.defer(*sorted(heavy & names))


class Provenance(models.Model):
    """Who says so, and what others may do with it."""

    approximate = models.BooleanField(_("approximate"), default=False)
    authority = models.CharField(_("authority"), max_length=200, blank=True, default="")
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    source_url = models.URLField(_("address of the source"), max_length=1000, blank=True, default="")
    licence = models.CharField(_("licence"), max_length=200, blank=True, default="")
    imported_at = models.DateTimeField(_("imported at"), default=timezone.now)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(source_url="") | Q(source_url__startswith="http://") | Q(source_url__startswith="https://"),
                name="%(class)s_source_url_is_web",
            )
        ]


class Outline(models.Model):
    """The two outlines of a shape, each also as a GeoJSON geometry ready to be spliced, and the place of its label."""

    web = ShapeField(_("national outline"), null=False, blank=False)
    close = ShapeField(_("close-up outline"), null=False, blank=False)
    web_json = models.TextField(_("national outline as GeoJSON"), editable=False)
    close_json = models.TextField(_("close-up outline as GeoJSON"), editable=False)
    label_lon = models.FloatField(_("longitude of the label"))
    label_lat = models.FloatField(_("latitude of the label"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(label_lon__range=(-180, 180), label_lat__range=(-90, 90)), name="%(class)s_label_on_earth"
            )
        ]

    def draw(self, web, close) -> None:
        """Set both outlines and what follows from them; does not save."""
        self.web, self.close = geojson.right_handed(web), geojson.right_handed(close)
        self.web_json = geojson.geometry_json(web, geojson.DECIMALS["web"])
        self.close_json = geojson.geometry_json(close, geojson.DECIMALS["close"])
        self.label_lon, self.label_lat = label_point(web, close)

    def outline(self, level: str):
        """The shape at a level, in degrees."""
        return self.web if level == Level.WEB else self.close

    def outline_json(self, level: str) -> str:
        """The GeoJSON geometry at a level, as text."""
        return self.web_json if level == Level.WEB else self.close_json


class Boundary(Outline, Provenance):
    """The shape of a constituency; `area_km2` is that of the cleaned shape before simplification."""

    constituency = models.OneToOneField(
        "elections.Constituency", models.PROTECT, related_name="boundary", verbose_name=_("constituency")
    )
    full = ShapeField(_("full shape"))
    area_km2 = models.FloatField(_("area in km²"))

    objects = OutlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["constituency__delimitation", "constituency__code"]
        constraints = [
            *Outline.Meta.constraints,
            *Provenance.Meta.constraints,
            models.CheckConstraint(condition=Q(area_km2__gt=0), name="boundary_area_positive"),
        ]

    def __str__(self):
        return str(self.constituency)

    def measure(self, shape, keep: bool) -> None:
        """Set the area from the cleaned shape, and keep that shape itself if asked to; does not save."""
        self.area_km2 = round(float(area_km2(shape)), 3)
        self.full = geojson.right_handed(shape) if keep else None

    def feature_json(self, level: str) -> str:
        """The shape alone as a GeoJSON feature; reads `constituency.code`."""
        code = self.constituency.code
        properties = {"code": code, "approximate": self.approximate}
        return geojson.feature_json(code, properties, self.outline_json(level))


class Backdrop(Provenance):
    """One layer that maps are drawn on. There is one of each kind; importing a kind again replaces its shapes."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        PROVINCES = "provinces", _("provinces")
        DISTRICTS = "districts", _("districts")
        COAST = "coast", _("coast")
        WATER = "water", _("lakes and rivers")
        NEIGHBOURS = "neighbours", _("neighbouring countries")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, unique=True)
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))

    class Meta:
        verbose_name = _("backdrop")
        verbose_name_plural = _("backdrops")
        ordering = ["kind"]
        constraints = [*Provenance.Meta.constraints]

    def __str__(self):
        return self.name


class BackdropShape(Outline):
    """One shape of a backdrop. A disputed one is drawn paler, with a dashed edge, and named in the caption."""

    backdrop = models.ForeignKey(Backdrop, models.PROTECT, related_name="shapes", verbose_name=_("backdrop"))
    code = models.SlugField(_("code"), max_length=80)
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    province = models.SlugField(_("code of the province"), max_length=80, blank=True, default="")
    disputed = models.BooleanField(_("disputed"), default=False)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("shape of a backdrop")
        verbose_name_plural = _("shapes of backdrops")
        ordering = ["backdrop", "code"]
        constraints = [
            *Outline.Meta.constraints,
            models.UniqueConstraint(fields=["backdrop", "code"], name="backdropshape_code_unique"),
        ]

    def __str__(self):
        return self.name


class ImmutableError(TypeError):
    """A bundle was to be changed or deleted; its address is published and must answer the same bytes for ever."""


class BundleQuerySet(models.QuerySet):
    def delete(self):
        raise ImmutableError("Shape bundles are never deleted: their addresses are published.")

    def update(self, **kwargs):
        raise ImmutableError("Shape bundles never change: their addresses are published.")


class ShapeBundle(models.Model):
    """Shapes alone as a GeoJSON FeatureCollection, named by the hash of its bytes: written once, never changed."""

    hash = models.CharField(_("hash"), max_length=64, unique=True)
    level = models.CharField(_("level"), max_length=5, choices=Level.choices)
    body = BytesField(_("GeoJSON"))
    brotli = BytesField(_("GeoJSON, brotli"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("shape bundle")
        verbose_name_plural = _("shape bundles")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.hash} ({self.level})"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ImmutableError("Shape bundles never change: their addresses are published.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ImmutableError("Shape bundles are never deleted: their addresses are published.")

    @classmethod
    def of(cls, boundaries: Iterable[Boundary], level: str) -> "ShapeBundle":
        """Get or make the bundle of these boundaries, ordered by code; equal shapes give the equal bundle.

        Pass boundaries with `select_related("constituency")` and `at_level(level)`.
        """
        ordered = sorted(boundaries, key=lambda boundary: boundary.constituency.code)
        box = geojson.bounds((boundary.outline(level) for boundary in ordered), geojson.DECIMALS[level])
        features = [boundary.feature_json(level) for boundary in ordered]
        body = geojson.collection_json(features, box).encode("utf-8")
        digest = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
        found = cls.objects.filter(hash=digest).first()
        return found or cls.objects.get_or_create(hash=digest, defaults=cls._contents(body, level))[0]

    @staticmethod
    def _contents(body: bytes, level: str) -> dict:
        packed = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY[level])
        return {"level": level, "body": body, "brotli": packed}


class CurrentBundle(models.Model):
    """Which bundle pages name today for one assembly in one delimitation at one level."""

    delimitation = models.ForeignKey(
        "elections.Delimitation", models.PROTECT, related_name="+", verbose_name=_("delimitation")
    )
    assembly = models.ForeignKey("elections.Assembly", models.PROTECT, related_name="+", verbose_name=_("assembly"))
    level = models.CharField(_("level"), max_length=5, choices=Level.choices)
    bundle = models.ForeignKey(ShapeBundle, models.PROTECT, related_name="+", verbose_name=_("bundle"))

    class Meta:
        verbose_name = _("current bundle")
        verbose_name_plural = _("current bundles")
        constraints = [
            models.UniqueConstraint(fields=["delimitation", "assembly", "level"], name="currentbundle_unique")
        ]

    def __str__(self):
        return f"{self.delimitation} {self.assembly} {self.level}"

    @classmethod
    def renew(cls, delimitation, assembly) -> list[ShapeBundle]:
        """Make the bundles of all levels from the boundaries as they are, and point to them."""
        bundles = []
        for level in Level.values:
            boundaries = Boundary.objects.filter(
                constituency__delimitation=delimitation, constituency__assembly=assembly
            )
            bundle = ShapeBundle.of(boundaries.select_related("constituency").at_level(level), level)
            key = {"delimitation": delimitation, "assembly": assembly, "level": level}
            cls.objects.update_or_create(**key, defaults={"bundle": bundle})
            bundles.append(bundle)
        return bundles


class MapScript(models.Model):
    """The script of an election's zoomable map, made ahead of its readers; `key` names all that it was made from."""

    election = models.OneToOneField(
        Election, models.CASCADE, related_name="+", verbose_name=_("election"), primary_key=True
    )
    key = models.CharField(_("key"), max_length=64)
    body = models.TextField(_("script"))

    class Meta:
        verbose_name = _("script of a zoomable map")
        verbose_name_plural = _("scripts of zoomable maps")

    def __str__(self):
        return f"{self.election}"

    @classmethod
    def found(cls, slug: str, key: str) -> str | None:
        """The script of the election with this slug; None if there is none or it was made from something else."""
        return cls.objects.filter(election__slug=slug, key=key).values_list("body", flat=True).first()

    @classmethod
    def keep(cls, slug: str, key: str, body: str) -> None:
        election = Election.objects.get(slug=slug)
        cls.objects.update_or_create(election=election, defaults={"key": key, "body": body})
