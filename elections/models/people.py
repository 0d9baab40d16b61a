"""Who stands: parties and human beings."""

from django.utils.translation import gettext_lazy as _

from .fields import SlugKey, UnchangingSlug, english, further_sources, prose, source_key, urdu


class Party(UnchangingSlug):
    """A political party. Independents have none: their candidacies leave it empty."""

    slug = SlugKey(_("slug"))
    short = english(_("short name"), max_length=40)
    short_ur = urdu(_("short name in Urdu"), max_length=80)
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    symbol = english(_("symbol"), max_length=80, blank=True, default="")
    symbol_ur = urdu(_("symbol in Urdu"), max_length=80)
    note = prose(_("note"))
    note_ur = prose(_("note in Urdu"))
    source = source_key()
    further_sources = further_sources()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["short"]

    def __str__(self):
        return self.short


class Person(UnchangingSlug):
    """A human being, who may stand in several contests; `aliases` holds other spellings, one a line."""

    slug = SlugKey(_("slug"))
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    aliases = prose(_("other spellings"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self):
        return self.name
