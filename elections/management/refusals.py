"""What the domain refuses, as a command says it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from elections.models import Election, RuleError


@contextmanager
def of_a_rehearsal(election: str, slug: str) -> Iterator[None]:
    """Around making a rehearsal `slug` of an election. Raises CommandError for a bad name and whatever is refused."""
    try:
        Election._meta.get_field("slug").run_validators(slug)
        yield
    except Election.DoesNotExist:
        raise CommandError(f"There is no election “{election}”.") from None
    except ValidationError as wrong:
        raise CommandError(f"--as: {' '.join(wrong.messages)}") from wrong
    except RuleError as refused:
        raise CommandError(str(refused)) from refused
