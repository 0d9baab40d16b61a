"""The shapes of constituencies, and what maps are drawn on."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elections.models.fields import english, urdu
from maps.geometry import geojson
from maps.geometry.areas import area_km2
from maps.geometry.fields import ShapeField
from maps.geometry.repair import label_point

HEAVY = {"full", "web", "close", "web_json", "close_json"}


class Level(models.TextChoices):
    WEB = "web", _("national outline")
    CLOSE = "close", _("close-up outline")


class OutlineQuerySet(models.QuerySet):
    def at_level(self, level: str):
        """Rows with the outline of one level only; the other columns of shapes load when they are touched."""
        return self._without(HEAVY - {level, f"{level}_json"})

    def as_text(self, level: str):
        """Rows with the GeoJSON of one level and no shape at all."""
        return self._without(HEAVY - {f"{level}_json"})

    def _without(self, columns: set[str]):
        return self.defer(*sorted(columns & {field.name for field in self.model._meta.fields}))


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
    """The two outlines of a shape, each also as a GeoJSON geometry ready to be spliced, and the place of its label.

    `bounds` are west, south, east, north in degrees by level: what asks for them needs no shape.
    """

    web = ShapeField(_("national outline"), null=False, blank=False)
    close = ShapeField(_("close-up outline"), null=False, blank=False)
    web_json = models.TextField(_("national outline as GeoJSON"), editable=False)
    close_json = models.TextField(_("close-up outline as GeoJSON"), editable=False)
    bounds = models.JSONField(_("bounding boxes by level"), default=dict, editable=False)
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
        self.bounds = {level: geojson.bounds(self.outline(level), geojson.DECIMALS[level]) for level in Level.values}
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
    bundle = models.ForeignKey(
        "maps.ShapeBundle", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("bundle")
    )

    class Meta:
        verbose_name = _("backdrop")
        verbose_name_plural = _("backdrops")
        ordering = ["kind"]
        constraints = [*Provenance.Meta.constraints]

    def __str__(self):
        return self.name

    def features_json(self) -> list[str]:
        """Every shape's national outline as a GeoJSON feature."""
        shapes = self.shapes.as_text(Level.WEB)
        return [shape.feature_json(self.approximate) for shape in shapes]


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

    def feature_json(self, approximate: bool) -> str:
        """The national outline as a GeoJSON feature; `approximate` is the backdrop's."""
        names = {"name": self.name, "name_ur": self.name_ur, "disputed": self.disputed, "approximate": approximate}
        return geojson.feature_json(self.code, names, self.web_json)
