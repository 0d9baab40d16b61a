"""What all admin pages share: versions that move on with every change, slugs that stay, sentences instead of errors."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db.models import ProtectedError, URLField
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from elections.models import Election

FURTHER = "further_sources"


class PublicAdmin(admin.ModelAdmin):
    """A page for what readers can see: a change to it moves the version of every election on."""

    list_per_page = 50
    formfield_overrides = {URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget}}
    save_on_top = True

    def get_readonly_fields(self, request, obj=None):
        """An address that is published never changes."""
        fields = tuple(super().get_readonly_fields(request, obj))
        names = {field.name for field in self.model._meta.fields}
        return (*fields, *({"slug", "key"} & names)) if obj else fields

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
