"""Rows that are recorded once: figures never change, each stamp is set once, nothing is deleted."""

from django.db import models

STAMPS = {
    "published_at",
    "published_by",
    "published_role",
    "confirmed_by",
    "confirmed_at",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_role",
    "withdrawn_reason",
}
# Beside these nothing says whether the stamp is set: an import publishes and withdraws as nobody.
COMPANIONS = {"published_by", "published_role", "withdrawn_by", "withdrawn_role"}


class AppendOnlyError(Exception):
    """A figure or call was about to be changed, or something recorded to be deleted."""


class RuleError(Exception):
    """A verb was asked for that the election's rules do not allow; the message is for people."""


class NumberTaken(RuleError):
    """Another count or call of the contest got the number first: someone else was at work on it."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values):
        """Set stamps where all of them are still empty; other rows are left alone. Returns how many were set."""
        if not set(values) <= STAMPS:
            raise AppendOnlyError("Figures never change: record a new count or call instead.")
        if any(value in (None, "") for name, value in values.items() if name not in COMPANIONS):
            raise AppendOnlyError("A stamp that was set is never taken off.")
        texts = ("withdrawn_reason", "withdrawn_role", "published_role")
        unset = {name: "" if name in texts else None for name in values}
        return models.QuerySet.update(self.filter(**unset), **values)

    def bulk_create(self, objs, *args, update_conflicts=False, **options):
        if update_conflicts:
            raise AppendOnlyError("Figures never change: record a new count or call instead.")
        return super().bulk_create(objs, *args, **options)

    def delete(self):
        raise AppendOnlyError("Nothing that was recorded is deleted: withdraw it instead.")


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError("Figures never change: record a new count or call instead.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError("Nothing that was recorded is deleted: withdraw it instead.")
