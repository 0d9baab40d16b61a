"""What is made of shapes ahead of its readers: bundles as they are served, and the scripts of zoomable maps."""

import gzip
import hashlib
from collections.abc import Iterable

import brotli
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elections.models import Election
from maps.geometry import geojson
from maps.geometry.fields import BytesField
from maps.models.shapes import Backdrop, Boundary, Level

HASH_LENGTH = 20  # hexadecimal digits: 80 bits, far beyond any chance collision among a site's bundles
BROTLI_QUALITY, GZIP_LEVEL = 11, 9


class ImmutableError(TypeError):
    """A bundle was to be changed or deleted; its address is published and must answer the same bytes for ever."""


class BundleQuerySet(models.QuerySet):
    def delete(self):
        raise ImmutableError("Shape bundles are never deleted: their addresses are published.")

    def update(self, **kwargs):
        raise ImmutableError("Shape bundles never change: their addresses are published.")


class ShapeBundle(models.Model):
    """Shapes alone as a GeoJSON FeatureCollection, named by the hash of its bytes: written once, never changed.

    `pack` adds the same bytes compressed as far as they go. It takes seconds, so it is no part of making a bundle:
    call it outside a transaction. Until then the bundle is served as it is.
    """

    hash = models.CharField(_("hash"), max_length=64, unique=True)
    level = models.CharField(_("level"), max_length=5, choices=Level.choices)
    body = BytesField(_("GeoJSON"))
    brotli = BytesField(_("GeoJSON, brotli"), null=True, editable=False)
    gzip = BytesField(_("GeoJSON, gzip"), null=True, editable=False)
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

        Pass boundaries with `select_related("constituency")` and `as_text(level)`.
        """
        ordered = sorted(boundaries, key=lambda boundary: boundary.constituency.code)
        box = geojson.around(boundary.bounds[level] for boundary in ordered)
        return cls.holding(geojson.collection_json([row.feature_json(level) for row in ordered], box), level)

    @classmethod
    def holding(cls, text: str, level: str) -> "ShapeBundle":
        """Get or make the bundle of this FeatureCollection."""
        body = text.encode("utf-8")
        digest = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
        return cls.objects.get_or_create(hash=digest, defaults={"level": level, "body": body})[0]

    @classmethod
    def unpacked(cls) -> models.QuerySet:
        return cls.objects.filter(models.Q(brotli=None) | models.Q(gzip=None))

    def pack(self, save: bool = True) -> None:
        """Compress the bytes, unless that was done; the same bytes give the same. Takes seconds for a country."""
        if self.brotli is None:
            self.brotli = brotli.compress(self.body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        if self.gzip is None:
            self.gzip = gzip.compress(self.body, compresslevel=GZIP_LEVEL, mtime=0)
        if save:
            # Past the manager, which lets no bundle change: what readers unpack stays the same.
            models.QuerySet(type(self)).filter(pk=self.pk).update(brotli=self.brotli, gzip=self.gzip)


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
            bundle = ShapeBundle.of(boundaries.select_related("constituency").as_text(level), level)
            key = {"delimitation": delimitation, "assembly": assembly, "level": level}
            cls.objects.update_or_create(**key, defaults={"bundle": bundle})
            bundles.append(bundle)
        return bundles


def renew_backdrop(backdrop: Backdrop) -> ShapeBundle:
    """Make the bundle of a backdrop's national outlines as they are, and point to it."""
    text = geojson.collection_json(backdrop.features_json(), None)
    backdrop.bundle = ShapeBundle.holding(text, Level.WEB)
    backdrop.save(update_fields=["bundle"])
    return backdrop.bundle


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
