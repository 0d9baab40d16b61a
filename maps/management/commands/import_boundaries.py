"""Load the boundaries of one assembly's constituencies from a file of shapes."""

from maps.management.commands._shapes import ShapesCommand


class Command(ShapesCommand):
    help = "Load the boundaries of constituencies. Repairs what can be repaired and says what it did."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--delimitation", required=True, metavar="SLUG", help="such as 2018")
        parser.add_argument("--assembly", required=True, metavar="SLUG", help="such as na")
        parser.add_argument("--code-prefix", default="", help="put before codes that are bare numbers, such as NA-")
        parser.add_argument("--keep-full", action="store_true", help="also store the shapes before simplification")
        parser.add_argument("--create", action="store_true", help="add constituencies that are not in the database")
        parser.add_argument("--district-field", default="", help="for --create: the field with the districts")
        parser.add_argument("--district", default="", help="for --create: the district of rows that name none")
        parser.add_argument("--province", default="", help="for --create: the province of rows that name none")

    def handle(self, *args, **given):
        # Here, not above: the engine imports geopandas, which must not cost every other command half a second.
        from maps.importing.boundaries import import_boundaries
        from maps.importing.options import BoundaryOptions

        self.run(import_boundaries, BoundaryOptions, given)
