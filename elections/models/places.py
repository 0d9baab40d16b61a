"""Where people vote: assemblies, provinces, districts, delimitations and their constituencies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import SlugKey, UnchangingSlug, english, figure, further_sources, prose, source_key, urdu


class Source(models.Model):
    """Where a figure or fact was published. Public pages name it and link to it."""

    key = SlugKey(_("key"))
    publisher = english(_("publisher"))
    publisher_ur = urdu(_("publisher in Urdu"))
    title = english(_("title"), max_length=300, blank=True, default="")
    url = models.URLField(_("address"), max_length=1000)
    published = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="source_url_is_web",
                violation_error_message=_("The address has to begin with http:// or https://."),
            )
        ]

    def __str__(self):
        return f"{self.publisher}, {self.published}" if self.published else self.publisher


class Assembly(UnchangingSlug):
    """A body with seats; `size` and `majority` in seats."""

    slug = SlugKey(_("slug"))
    abbreviation = english(_("abbreviation"), max_length=12)
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    size = figure(_("seats in all"))
    majority = figure(_("seats for a majority"))
    source = source_key()
    further_sources = further_sources()

    class Meta:
        verbose_name = _("assembly")
        verbose_name_plural = _("assemblies")
        ordering = ["abbreviation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size=None) | Q(majority=None) | Q(majority__lte=models.F("size")),
                name="assembly_majority_within_size",
                violation_error_message=_("A majority cannot be larger than the assembly."),
            )
        ]

    def __str__(self):
        return self.name


class Province(UnchangingSlug):
    slug = SlugKey(_("slug"))
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    short = english(_("short name"), max_length=40, blank=True, default="")
    short_ur = urdu(_("short name in Urdu"), max_length=40)

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["name"]

    def __str__(self):
        return self.name


class District(UnchangingSlug):
    province = models.ForeignKey(Province, models.PROTECT, related_name="districts", verbose_name=_("province"))
    slug = SlugKey(_("slug"))
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Delimitation(UnchangingSlug):
    """One dated, legal set of constituencies. Equal codes of two delimitations are different seats."""

    slug = SlugKey(_("slug"))
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    date = models.DateField(_("date"), null=True, blank=True)
    source = source_key()
    further_sources = further_sources()

    class Meta:
        verbose_name = _("delimitation")
        verbose_name_plural = _("delimitations")
        ordering = ["slug"]

    def __str__(self):
        return self.name


class Constituency(UnchangingSlug):
    """An electoral district of one delimitation and assembly. Lists hold one entry per line."""

    delimitation = models.ForeignKey(
        Delimitation, models.PROTECT, related_name="constituencies", verbose_name=_("delimitation")
    )
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="constituencies", verbose_name=_("assembly"))
    district = models.ForeignKey(District, models.PROTECT, related_name="constituencies", verbose_name=_("district"))
    code = english(_("code"), max_length=20)
    code_ur = urdu(_("code in Urdu"), max_length=40)
    slug = SlugKey(_("slug"), unique=False, max_length=20)
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    towns = prose(_("towns"))
    towns_ur = prose(_("towns in Urdu"))
    aliases = prose(_("other spellings"))

    class Meta:
        verbose_name = _("constituency")
        verbose_name_plural = _("constituencies")
        ordering = ["delimitation", "code"]
        constraints = [
            models.UniqueConstraint(fields=["delimitation", "code"], name="constituency_code_unique"),
            models.UniqueConstraint(fields=["delimitation", "slug"], name="constituency_slug_unique"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"
