"""Pictures made ahead of their readers, by `manage.py draw_pictures`."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maps.geometry.fields import BytesField


class DrawnPicture(models.Model):
    """The PNG of one card or map, the last that was made. `key` names the drawing it was made of.

    It may show what is no longer public: serve it only if its key is that of the drawing as it is now.
    """

    path = models.CharField(_("address"), max_length=500, unique=True)
    key = models.CharField(_("key"), max_length=64)
    png = BytesField(_("picture"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("drawn picture")
        verbose_name_plural = _("drawn pictures")
        ordering = ["path"]

    def __str__(self):
        return self.path

    @classmethod
    def found(cls, path: str, key: str) -> bytes | None:
        """The picture with this address; None if there is none or it was made of another drawing."""
        png = cls.objects.filter(path=path, key=key).values_list("png", flat=True).first()
        return None if png is None else bytes(png)

    @classmethod
    def keep(cls, path: str, key: str, png: bytes) -> None:
        """Store a picture in the place of the one before."""
        cls.objects.update_or_create(path=path, defaults={"key": key, "png": png, "made_at": timezone.now()})
