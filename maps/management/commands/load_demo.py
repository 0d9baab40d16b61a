"""The demo: three by-elections of 2022 with their approximate boundaries. Safe to run again; migrates nothing."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from elections.desk.accounts import open_account
from elections.desk.board import elections_on
from elections.desk.rehearsals import rehearse
from elections.importing import ImportRefused, import_folder
from elections.models import Election
from elections.roles import CHIEF, ENTRY, make_roles

FIXTURES = settings.BASE_DIR / "fixtures"
# A count needs one person, a call two: who puts it forward and a chief.
ACCOUNTS = {
    "demo-editor": (ENTRY, "enters and publishes counts, puts calls forward"),
    "demo-chief": (CHIEF, "also confirms and publishes calls, and freezes"),
}
DELIMITATION = "2018"
NIGHT = "by-2022-10-16"
ASSEMBLIES = ("na", "pp")
BACKDROPS = {"provinces": ("Provinces", "صوبے"), "districts": ("Districts", "اضلاع")}
PROVENANCE = {
    "approximate": True,
    "authority": "Halqa",
    "source": "Drawn from the districts of @svg-maps/pakistan.districts 2.0.0",
    "source_url": "https://www.npmjs.com/package/@svg-maps/pakistan.districts",
    "licence": "Public domain (Unlicense)",
}


class Command(BaseCommand):
    help = "Load the demo elections and boundaries from fixtures/. Run migrate first; running it again is safe."

    def add_arguments(self, parser):
        parser.add_argument(
            "--with-editor",
            action="store_true",
            help=f"make the accounts {', '.join(ACCOUNTS)} and print new passwords",
        )
        parser.add_argument("--force", action="store_true", help="make the account on a public site (HTTPS) too")

    def handle(self, *, with_editor, force, verbosity, **options):
        if with_editor and settings.HTTPS and not force:
            raise CommandError(
                "This is a public site (HTTPS is on), where the demo's account does not belong (--force makes it)."
            )
        quiet = {"stdout": self.stdout, "stderr": self.stderr, "verbosity": verbosity}
        self.say(self.load_elections())
        for assembly in ASSEMBLIES:
            self.load_seats(assembly, quiet)
        for kind in BACKDROPS:
            self.load_backdrop(kind, quiet)
        if with_editor:
            make_roles()
            self.say("Sign in at /admin/ as")
            for name, (role, does) in ACCOUNTS.items():
                self.say(f"  {name:<12} with the password {open_account(name, role)}  ({role}: {does})")
            self.say(f"where the night of {NIGHT} is rehearsed: /admin/desk/{rehearsal()}/")

    def load_elections(self) -> str:
        """Import the CSV files; the last line of the report, which adds it up."""
        try:
            report = import_folder(FIXTURES)
        except ImportRefused as refused:
            raise CommandError(f"The demo's files have faults; nothing was written.\n{refused}") from refused
        return f"{FIXTURES.name}/: {report.lines()[-1]}."

    def load_seats(self, assembly: str, quiet: dict) -> None:
        call_command(
            "import_boundaries",
            FIXTURES / "boundaries" / "seats.geojson",
            code_field="code",
            where=f"assembly={assembly}",
            delimitation=DELIMITATION,
            assembly=assembly,
            **PROVENANCE,
            **quiet,
        )

    def load_backdrop(self, kind: str, quiet: dict) -> None:
        title, title_ur = BACKDROPS[kind]
        call_command(
            "import_backdrop",
            FIXTURES / "boundaries" / f"{kind}.geojson",
            code_field="code",
            name_field="name",
            name_ur_field="name_ur",
            province_field="province",
            disputed_field="disputed",
            kind=kind,
            title=title,
            title_ur=title_ur,
            **PROVENANCE,
            **quiet,
        )

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)


def rehearsal() -> str:
    """The slug of a rehearsal that is on: the one there is, or a new one whose results have been free for an hour."""
    now = timezone.now()
    there = next((election for election in elections_on(now) if election.rehearsal), None)
    if there:
        return there.slug
    return rehearse(Election.objects.get(slug=NIGHT), f"rehearsal-{now:%Y-%m-%d}", now - timedelta(hours=2)).slug
