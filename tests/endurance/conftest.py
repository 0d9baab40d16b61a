"""A site of its own: a new SQLite file, or a new database on the PostgreSQL that the tests use."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import psycopg
import pytest
from django.conf import settings

from tests.endurance.machine import Machine

POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]


@contextmanager
def new_database() -> Iterator[dict[str, str]]:
    """What to find it by on PostgreSQL: host, port, dbname, user and, where there is one, the password."""
    main = settings.DATABASES["default"]
    place = {name: str(main[name.upper()]) for name in ("host", "port", "user", "password") if main[name.upper()]}
    with psycopg.connect(dbname="postgres", autocommit=True, **place) as connection:
        connection.execute("DROP DATABASE IF EXISTS halqa_endurance WITH (FORCE)")
        connection.execute("CREATE DATABASE halqa_endurance")
        try:
            yield {**place, "dbname": "halqa_endurance"}
        finally:
            connection.execute("DROP DATABASE halqa_endurance WITH (FORCE)")


def url_of(place: dict[str, str], port: int | None = None) -> str:
    """As DATABASE_URL; another port than the database's own leads to it by a wire."""
    return "postgres://{user}:{password}@{host}:{port}/{dbname}".format(
        **{"password": "", **place, "port": port or place["port"]}
    )


@pytest.fixture
def machine(tmp_path):
    """Migrated and not started."""
    with new_database() if POSTGRES else nullcontext({}) as place:
        machine = Machine(tmp_path, **({"DATABASE_URL": url_of(place)} if place else {}))
        machine.place = place
        machine.manage("from django.core.management import call_command; call_command('migrate', verbosity=0)")
        yield machine
        machine.kill()
