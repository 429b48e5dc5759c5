"""Reads an organisation chart from TOML: who is there, which units, offices and posts, who holds what.

The shape of the file is described in docs/plugins/organisation.md. Reading checks keys and types and names the
entry that is wrong; what the entries mean together is checked by `loading`, with the rules of the models.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from django.utils import timezone
from django.utils.translation import gettext as _

EXAMPLE = Path(__file__).parent / "examples" / "organisation.toml"
"""The bureau of the source document, with invented people: what a site begins its own chart from."""


class BadChart(Exception):
    """The file cannot be loaded; `entry` names the place, such as units[municipal].posts[legal]."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"{entry}: {reason}")
        self.entry, self.reason = entry, reason


@dataclass(frozen=True)
class RoleEntry:
    name: str
    permissions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class UserEntry:
    username: str
    family_name: str
    given_name: str
    email: str = ""
    superuser: bool = False


@dataclass(frozen=True)
class OfficeEntry:
    identifier: str
    name: str
    kind: str = "functional"
    duties: str = ""
    duty_phone: str = ""


@dataclass(frozen=True)
class PostEntry:
    identifier: str
    name: str
    kind: str = "member"
    office: str = ""
    chief: bool = False
    categories: list[str] = field(default_factory=list)
    secretary: str = ""
    roles: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    in_charge_of: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MemberEntry:
    user: str
    role: str = "member"


@dataclass(frozen=True)
class UnitEntry:
    identifier: str
    name: str
    kind: str
    code: str
    short_name: str = ""
    parent: str = ""
    offices: list[OfficeEntry] = field(default_factory=list)
    posts: list[PostEntry] = field(default_factory=list)
    leading_group: list[MemberEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    since: datetime
    roles: list[RoleEntry]
    users: list[UserEntry]
    units: list[UnitEntry]


Entry = TypeVar("Entry")
_NESTED: dict[str, type] = {"offices": OfficeEntry, "posts": PostEntry, "leading_group": MemberEntry}


def read(path: Path) -> Chart:
    """The chart in this file. Raises BadChart naming the file or the entry."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadChart(str(path), _("The file cannot be read.")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadChart(str(path), str(error)) from error
    return parse(data)


def parse(data: Mapping[str, Any]) -> Chart:
    unknown = set(data) - {"since", "roles", "users", "units"}
    if unknown:
        raise BadChart("file", _("There is no such key: %(keys)s") % {"keys": ", ".join(sorted(unknown))})
    return Chart(
        since=_since(data.get("since")),
        roles=_entries(RoleEntry, data.get("roles", []), "roles"),
        users=_entries(UserEntry, data.get("users", []), "users"),
        units=_entries(UnitEntry, data.get("units", []), "units"),
    )


def _since(value: object) -> datetime:
    """When tenures and portfolios of the file begin: a date or a time; now if not given."""
    if value is None:
        return timezone.now()
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    if isinstance(value, date):
        return timezone.make_aware(datetime.combine(value, time()))
    raise BadChart("since", _("Give a date."))


def _entries(kind: type[Entry], rows: object, place: str) -> list[Entry]:
    if not isinstance(rows, list):
        raise BadChart(place, _("Give a list of entries."))
    entries, seen = [], set()
    for number, row in enumerate(rows, start=1):
        where = f"{place}[{_key(row) or number}]"
        if not isinstance(row, Mapping):
            raise BadChart(where, _("Give an entry with keys and values."))
        if _key(row) in seen:
            raise BadChart(where, _("This entry stands twice in the file."))
        seen.add(_key(row))
        entries.append(_entry(kind, row, where))
    return entries


def _key(row: object) -> str:
    if not isinstance(row, Mapping):
        return ""
    return str(next((row[key] for key in ("identifier", "username", "user", "name") if key in row), ""))


def _entry(kind: type[Entry], row: Mapping[str, Any], where: str) -> Entry:
    hints = get_type_hints(kind)
    unknown = set(row) - set(hints)
    if unknown:
        raise BadChart(where, _("There is no such key: %(keys)s") % {"keys": ", ".join(sorted(unknown))})
    values: dict[str, Any] = {}
    for declared in fields(kind):  # type: ignore[arg-type]  # every entry class above is a dataclass
        name = declared.name
        if name not in row:
            if declared.default is MISSING and declared.default_factory is MISSING:
                raise BadChart(where, _("This key is missing: %(key)s") % {"key": name})
        elif name in _NESTED:
            values[name] = _entries(_NESTED[name], row[name], f"{where}.{name}")
        else:
            values[name] = _checked(row[name], hints[name], f"{where}.{name}")
    return kind(**values)


def _checked(value: object, hint: Any, where: str) -> object:
    if get_origin(hint) is list:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        raise BadChart(where, _("Give a list of words."))
    if not isinstance(value, hint):
        raise BadChart(where, _("Give true or false.") if hint is bool else _("Give a word."))
    return value
