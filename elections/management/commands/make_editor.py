"""An account of the desk with a role, and for entry perhaps with limits."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from elections.desk.accounts import open_account
from elections.models import Assembly, Province
from elections.roles import ENTRY, ROLES, make_roles


class Command(BaseCommand):
    help = "Make an account of the desk and print its password once. Of an account that exists this is a new start."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--role", choices=ROLES, default=ENTRY)
        parser.add_argument("--province", action="append", default=[], metavar="SLUG", help="only there; repeatable")
        parser.add_argument("--assembly", action="append", default=[], metavar="SLUG", help="only there; repeatable")
        parser.add_argument("--again", action="store_true", help="renew role, limits and password of an account")

    def handle(self, *, name, role, province, assembly, again, **options):
        self.refuse_bad_name(name, again)
        limits = places(Province, province), places(Assembly, assembly)
        make_roles()
        password = open_account(name, role, *limits)
        where = ", ".join(str(place) for kind in limits for place in kind) or "everywhere"
        self.stdout.write(f"{name}: {role}, {where}. Password, shown this once: {password}")

    def refuse_bad_name(self, name: str, again: bool) -> None:
        try:
            User._meta.get_field("username").clean(name, None)
        except ValidationError as error:
            raise CommandError(f"“{name}” cannot be a name: {' '.join(error.messages)}") from error
        found = User.objects.filter(username=name).first()
        if found and not again:
            raise CommandError(f"“{name}” exists already; --again renews its role, limits and password.")
        if found and found.is_superuser:
            raise CommandError(f"“{name}” may do everything, which no role takes away: choose another name.")


def places(model, slugs: list[str]) -> tuple:
    """The places of these slugs, or a CommandError that lists the right ones."""
    found = {place.slug: place for place in model.objects.all()}
    if unknown := [slug for slug in slugs if slug not in found]:
        known = ", ".join(sorted(found)) or "none"
        raise CommandError(f"There is no {model._meta.model_name} “{unknown[0]}”; there are: {known}.")
    return tuple(found[slug] for slug in slugs)
