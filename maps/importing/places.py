"""New constituencies from the rows of a file, with the districts and provinces they lie in."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from elections.models import Assembly, Constituency, Delimitation, District, Province
from maps.importing import checking
from maps.importing.errors import ImportRefused
from maps.importing.options import BoundaryOptions


@dataclass
class Creator:
    """Makes places within the caller's transaction and keeps the lists for the report."""

    options: BoundaryOptions
    table: object
    delimitation: Delimitation
    assembly: Assembly
    fields: dict[str, str] = field(default_factory=dict)
    created: dict[str, list[str]] = field(default_factory=lambda: {"provinces": [], "districts": [], "seats": []})
    places: dict[tuple, object] = field(default_factory=dict)

    def __post_init__(self):
        options = self.options
        if not (options.province_field or options.province or options.district):
            raise ImportRefused(
                "To create seats --create must know where they lie: give --province-field (and --district-field), or "
                "--province with one name for all, or --district with a district that exists."
            )
        for option in ("name_field", "name_ur_field", "district_field", "province_field"):
            if wanted := getattr(options, option):
                self.fields[option] = checking.field(self.table, wanted, "--" + option.replace("_", "-"))

    def constituency(self, row, code: str) -> Constituency:
        """Make the seat of a row; its name is its code where the file has none."""
        seat = Constituency(
            delimitation=self.delimitation,
            assembly=self.assembly,
            district=self._district(row),
            code=code,
            slug=slugify(code),
            name=self._text(row, "name_field") or code,
            name_ur=self._text(row, "name_ur_field"),
        )
        return self._save(seat, "seats", code, row)

    def _district(self, row) -> District:
        name = self._text(row, "district_field") or self.options.district
        if not (name or self._text(row, "province_field") or self.options.province):
            raise ImportRefused(
                f"Row {row.number} of {self.table.name} names neither district nor province; fill them in."
            )
        if found := self._find(District, name):
            return found
        province = self._province(row, name)
        if found := self._find(District, name or province.name):
            return found
        district = District(province=province, slug=slugify(name or province.name), name=name or province.name)
        return self._save(district, "districts", district.name, row)

    def _province(self, row, district: str) -> Province:
        name = self._text(row, "province_field") or self.options.province
        if not name:
            raise ImportRefused(
                f"Row {row.number} of {self.table.name} lies in the district “{district}”, which is not in the "
                "database; say in which province it lies with --province-field or --province."
            )
        return self._find(Province, name) or self._save(Province(slug=slugify(name), name=name), "provinces", name, row)

    def _find(self, model, name: str):
        key = model, slugify(name)
        if name and key not in self.places:
            named = model.objects.filter(name__iexact=name).order_by("slug").first()
            self.places[key] = model.objects.filter(slug=slugify(name)).first() or named
        return self.places.get(key)

    def _text(self, row, option: str) -> str:
        value = row.values.get(self.fields.get(option, ""))
        return " ".join(str("" if value is None else value).split())

    def _save(self, place, kind: str, name: str, row):
        try:
            place.full_clean()
        except ValidationError as error:
            field_name, words = next(iter(error.message_dict.items()))
            raise ImportRefused(
                f"Row {row.number} of {self.table.name}: “{name}” cannot be created ({field_name}: {words[0]})"
            ) from error
        place.save()
        self.places[type(place), slugify(name)] = place
        self.created[kind].append(name)
        return place
