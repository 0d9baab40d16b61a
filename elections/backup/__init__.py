"""The whole record in one file that SQLite and PostgreSQL both give and take.

A backup is a ZIP archive: `manifest.json` and a file of JSON lines for each table, of one consistent moment. It holds
no SQL, so that a site moves from one kind of database to the other by backup and restore. A backup of an older Halqa
is restored into tables as they were then, and migrated forward.
"""

from elections.backup.archive import BackupError, Manifest, verified
from elections.backup.restoring import accounts_in, check_restorable, elections_in, restore
from elections.backup.saving import save, weigh
from elections.backup.thinning import name_at, thin

__all__ = [
    "BackupError",
    "Manifest",
    "accounts_in",
    "check_restorable",
    "elections_in",
    "name_at",
    "restore",
    "save",
    "thin",
    "verified",
    "weigh",
]
