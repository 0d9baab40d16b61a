"""What Django raises where the database itself is the trouble, and nobody who asked."""

from django.db import InterfaceError, OperationalError

AWAY = (OperationalError, InterfaceError)  # not there, cut off, locked for too long, its disk full
