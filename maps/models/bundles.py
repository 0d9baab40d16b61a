"""What is made of shapes ahead of its readers: bundles as they are served, and the scripts of zoomable maps."""

import hashlib
from collections.abc import Iterable

import brotli
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elections.models import Election
from maps.geometry import geojson
from maps.geometry.fields import BytesField
from maps.models.shapes import Boundary, Level

HASH_LENGTH = 20  # hexadecimal digits: 80 bits, far beyond any chance collision among a site's bundles
BROTLI_QUALITY = {"web": 11, "close": 10}  # 11 takes three times as long for a close-up bundle and saves 1 %


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
