"""A model field for shapes: shapely geometry in Python, WKB in the database, always EPSG:4326.

This is the seam for the day PostGIS is wanted: only this module knows how a shape is stored.
"""

import shapely
from django.core.exceptions import ValidationError
from django.db import models
from shapely.geometry.base import BaseGeometry


class ShapeField(models.BinaryField):
    """A nullable shapely geometry (degrees of longitude and latitude), stored as little-endian WKB without an SRID."""

    description = "Shape (WKB, EPSG:4326)"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection) -> BaseGeometry | None:
        # psycopg hands back memoryview where sqlite3 hands back bytes; shapely takes only bytes.
        return None if value is None else shapely.from_wkb(bytes(value))

    def to_python(self, value) -> BaseGeometry | None:
        """Take a geometry, WKB bytes or WKB as hexadecimal text; raise ValidationError for anything else."""
        if value is None or isinstance(value, BaseGeometry):
            return value
        try:
            return shapely.from_wkb(value if isinstance(value, str) else bytes(value))
        except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
            raise ValidationError("A shape must be a geometry or its WKB.", code="invalid") from error

    def get_prep_value(self, value) -> bytes | None:
        shape = self.to_python(value)
        return None if shape is None else shapely.to_wkb(shape, byte_order=1, include_srid=False)

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(value)

    def value_to_string(self, obj) -> str:
        """WKB as hexadecimal text, for dumpdata."""
        value = self.get_prep_value(self.value_from_object(obj))
        return "" if value is None else value.hex()

    def formfield(self, **kwargs):
        """Shapes are imported, never typed into a form."""
        return None


class BytesField(models.BinaryField):
    """Bytes that come back as bytes from every database (psycopg hands back memoryview)."""

    def from_db_value(self, value, expression, connection) -> bytes | None:
        return None if value is None else bytes(value)
