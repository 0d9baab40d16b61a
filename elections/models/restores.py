"""What a restored backup leaves behind for elections that come later."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils import timezone


class Restore(models.Model):
    """A backup that was put in the place of all there was. After it versions are given a second time.

    It has a row of its own, because the backup may have held no election that others could have it from.
    """

    generation = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()  # no form has it

    def __str__(self):
        return self.generation

    @classmethod
    def mark(cls, elections: Iterable[models.Model]) -> None:
        """Give new elections the present `generation`: they may have been there before, with the same versions."""
        if new := [election for election in elections if not election.generation]:
            generation = cls.objects.order_by("-pk").values_list("generation", flat=True).first() or ""
            for election in new:
                election.generation = generation


class ElectionQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **options):
        elections = list(objs)
        Restore.mark(elections)
        return super().bulk_create(elections, *args, **options)
