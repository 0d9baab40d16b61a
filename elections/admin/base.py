"""What all admin pages share: versions that move on with every change, slugs that stay, sentences instead of errors."""

import hashlib

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db.models import BinaryField, ProtectedError, URLField
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from elections.models import Election

FURTHER = "further_sources"


class SeenForm(forms.ModelForm):
    """Knows the row as it was when the page was opened, so that nobody overwrites what another saved meanwhile."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = digest_of(self.instance)

    def clean(self):
        cleaned, seen = super().clean(), self.data.get(self.add_prefix("seen"))
        if self.instance.pk and seen and seen != digest_of(type(self.instance)._base_manager.get(pk=self.instance.pk)):
            raise forms.ValidationError(
                _("Someone else has changed this since you opened it. Open it again and enter your change anew.")
            )
        return cleaned


def digest_of(row) -> str:
    """What an editor could have changed of a row, in sixteen hex digits; shapes and the version are no editor's."""
    fields = [f for f in row._meta.concrete_fields if not isinstance(f, BinaryField) and f.editable]
    values = [str(f.value_from_object(row)) for f in fields if f.attname not in row.get_deferred_fields()]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:16]


class PublicAdmin(admin.ModelAdmin):
    """A page for what readers can see: a change to it moves the version of every election on."""

    form = SeenForm

    list_per_page = 50
    formfield_overrides = {URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget}}
    save_on_top = True

    def get_readonly_fields(self, request, obj=None):
        """An address that is published never changes."""
        fields = tuple(super().get_readonly_fields(request, obj))
        names = {field.name for field in self.model._meta.fields}
        return (*fields, *({"slug", "key"} & names)) if obj else fields

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj) or not issubclass(self.form, SeenForm):
            return fieldsets
        if "seen" in flatten_fieldsets(fieldsets):
            return fieldsets
        return [*fieldsets, (None, {"fields": ("seen",), "classes": ("hidden",)})]

    def get_autocomplete_fields(self, request):
        many = any(field.name == FURTHER for field in self.opts.many_to_many)
        return (*super().get_autocomplete_fields(request), *([FURTHER] if many else []))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            Election.bump_all()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        Election.bump_all()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        Election.bump_all()

    def delete_view(self, request, object_id, extra_context=None):
        """Something may have come to depend on the row while the question stood on the screen."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            sentence = _("This is in use elsewhere and was not deleted. Its page of deletion says where.")
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.path)


class PermanentAdmin(PublicAdmin):
    """For what has an address of its own: a URL once published never dies, so nothing here is deleted."""

    def has_delete_permission(self, request, obj=None):
        return False
