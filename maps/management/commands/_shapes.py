"""What both import commands share: their options, the progress bar, and one sentence instead of a traceback."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from maps.management.commands.warm import in_numbers
from maps.web import explore


class ShapesCommand(BaseCommand):
    """A command that hands its options to an engine and writes the report that comes back."""

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FILE", help="shapefile (also zipped), GeoPackage or GeoJSON")
        parser.add_argument("--code-field", required=True, help="the field with the codes")
        parser.add_argument("--name-field", default="", help="the field with the English names")
        parser.add_argument("--name-ur-field", default="", help="the field with the Urdu names")
        parser.add_argument("--province-field", default="", help="the field with the provinces")
        parser.add_argument("--layer", default="", help="the layer, if the file has several")
        parser.add_argument("--crs", default="", help="the coordinate system, if the file does not say (EPSG:4326)")
        parser.add_argument("--encoding", default="", help="the encoding of texts, if the file does not say (cp1252)")
        parser.add_argument("--where", default="", metavar="FIELD=VALUE", help="only the rows that have this value")
        parser.add_argument("--authority", default="", help="who drew the boundaries")
        parser.add_argument("--source", default="", help="where the file is from, as pages should name it")
        parser.add_argument("--source-url", default="", help="the address of the source (https://…)")
        parser.add_argument("--licence", default="", help="what others may do with it")
        parser.add_argument("--approximate", action="store_true", help="the shapes are approximate; maps will say so")
        parser.add_argument("--tolerance-web", type=float, help="simplification of the national outline, in degrees")
        parser.add_argument("--tolerance-close", type=float, help="simplification of the close-up outline, in degrees")
        parser.add_argument("--sliver-km", type=float, default=0.3, help="gaps up to this mean width are closed (0.3)")
        parser.add_argument("--strict", action="store_true", help="refuse a file that would need repair")
        parser.add_argument("--dry-run", action="store_true", help="do everything, say everything, write nothing")

    def run(self, engine, options_class, given: dict) -> None:
        """Call the engine with the options it knows, showing its steps on a terminal."""
        from maps.importing.errors import ImportRefused
        from maps.importing.preparing import STEPS

        options = options_class(**{name: given[name] for name in options_class.__dataclass_fields__ if name in given})
        with tqdm(total=len(STEPS), unit="step", leave=False, disable=None) as bar:
            try:
                report = engine(options, lambda step: _advance(bar, step))
            except ImportRefused as error:
                raise CommandError(str(error)) from error
        self.stdout.write("\n".join(report.lines()))
        if not options.dry_run:
            self.warm()

    def warm(self) -> None:
        """Make the scripts of zoomable maps that the new shapes ask for."""
        wanting, there = explore.warm()
        if wanting:
            self.stdout.write(in_numbers(wanting, there))


def _advance(bar: tqdm, step: str) -> None:
    bar.set_description(step)
    bar.update()
