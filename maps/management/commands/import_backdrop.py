"""Load one layer that maps are drawn on (provinces, districts, …) from a file of shapes."""

from maps.management.commands._shapes import ShapesCommand


class Command(ShapesCommand):
    help = "Load a backdrop; one of the same kind is replaced. Repairs what can be repaired and says what it did."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--kind", required=True, help="provinces, districts, country, coast, water or neighbours")
        parser.add_argument("--title", default="", help="what the layer is called")
        parser.add_argument("--title-ur", default="", help="what it is called in Urdu")
        parser.add_argument("--disputed-field", default="", help="the field that marks disputed areas (yes, true, 1)")
        parser.add_argument(
            "--disputed", action="append", default=[], metavar="CODE", help="a disputed area; may be given again"
        )

    def handle(self, *args, **given):
        # Here, not above: the engine imports geopandas, which must not cost every other command half a second.
        from maps.importing.backdrops import import_backdrop
        from maps.importing.options import BackdropOptions

        self.run(import_backdrop, BackdropOptions, given | {"disputed": tuple(given["disputed"])})
