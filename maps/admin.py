"""Plain admin pages for what is said about shapes. The shapes themselves come from the importers alone."""

from django.contrib import admin
from django.db import transaction

from elections.admin.base import PublicAdmin
from maps.models import Backdrop, BackdropShape, Boundary, CurrentBundle, ShapeBundle, renew_backdrop

SHAPES = ("full", "web", "close")


class ImportedAdmin(PublicAdmin):
    """Words can be corrected here; rows are made and removed by importing."""

    exclude = SHAPES

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*self.heavy())

    def heavy(self) -> list[str]:
        return sorted({*SHAPES, "web_json", "close_json"} & {field.name for field in self.model._meta.fields})


@admin.register(Boundary)
class BoundaryAdmin(ImportedAdmin):
    list_display = ("constituency", "approximate", "authority", "licence", "imported_at")
    list_filter = ("approximate", "constituency__assembly", "constituency__delimitation")
    list_select_related = ("constituency",)
    search_fields = ("constituency__code", "constituency__name")
    readonly_fields = ("constituency", "label_lon", "label_lat", "area_km2", "imported_at")

    def save_model(self, request, obj, form, change):
        """The shapes that are served say “approximate” themselves: a change of it makes new bundles."""
        super().save_model(request, obj, form, change)
        if "approximate" in form.changed_data:
            pack_later(*CurrentBundle.renew(obj.constituency.delimitation, obj.constituency.assembly))


@admin.register(Backdrop)
class BackdropAdmin(ImportedAdmin):
    list_display = ("name", "kind", "approximate", "authority", "licence", "imported_at")
    readonly_fields = ("kind", "imported_at")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        pack_later(renew_backdrop(obj))


@admin.register(BackdropShape)
class BackdropShapeAdmin(ImportedAdmin):
    list_display = ("name", "name_ur", "code", "backdrop", "disputed")
    list_filter = ("backdrop", "disputed")
    list_select_related = ("backdrop",)
    search_fields = ("code", "name", "name_ur")
    readonly_fields = ("backdrop", "code", "label_lon", "label_lat")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        pack_later(renew_backdrop(obj.backdrop))


def pack_later(*bundles: ShapeBundle) -> None:
    """Compress them once this transaction is over; `manage.py warm` makes up for what fails."""
    for bundle in bundles:
        transaction.on_commit(bundle.pack, robust=True)
