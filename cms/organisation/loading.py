"""Loads a chart into the database: everything that is missing is set up, all of it or nothing.

Loading again changes nothing: what stands in the database was perhaps entered since, and what was ended stays ended.
`update=True` brings names, kinds, categories, roles and the like back to what the file says, but no tenure.
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from cms.organisation import words
from cms.organisation.chart import BadChart, Chart, PostEntry, UnitEntry, UserEntry
from cms.organisation.models import LeadingGroupMember, Office, Portfolio, Post, Tenure, Unit


@dataclass
class Report:
    """What loading did: number of new rows by kind, and the entries that differ from the file or were changed."""

    created: dict[str, int] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Permissions of plugins that are not installed."""

    def count(self, row: models.Model) -> None:
        name = str(row._meta.verbose_name_plural)
        self.created[name] = self.created.get(name, 0) + 1


@transaction.atomic
def load(chart: Chart, *, update: bool = False, password: str | None = None) -> Report:
    """Raises BadChart naming the entry; then nothing is written. New users get `password`, or none that works."""
    return _Loader(chart, update, password).run()


class _Loader:
    def __init__(self, chart: Chart, update: bool, password: str | None) -> None:
        self.chart, self.update = chart, update
        # One digest for all: a common password is known to be common, and slow hashing would be paid a hundred times.
        self.password = make_password(password)
        self.report = Report()
        self.roles: dict[str, Group] = {}
        self.users: dict[str, Any] = {}
        self.units: dict[str, Unit] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.offices: dict[tuple[str, str], Office] = {}

    def run(self) -> Report:
        self._roles()
        for user in self.chart.users:
            self.users[user.username] = self._user(user)
        for unit in self.chart.units:
            self._unit(unit)
            self._offices(unit)
            self._posts(unit)
        for unit in self.chart.units:
            for post in unit.posts:
                self._held(unit, post)
            self._leading_group(unit)
        return self.report

    # One row

    def _row(self, row: models.Model, lookup: dict[str, Any], values: dict[str, Any], entry: str) -> Any:
        """The row with this key: made if missing, else left alone or, with `update`, brought to these values."""
        existing = type(row)._default_manager.filter(**lookup).first()
        differing = [name for name, value in values.items() if existing and getattr(existing, name) != value]
        if existing is not None and not (differing and self.update):
            if differing:
                self.report.kept.append(f"{entry} ({', '.join(differing)})")
            return existing
        row = existing or row
        for name, value in {**({} if existing else lookup), **values}.items():
            setattr(row, name, value)
        self._save(row, entry)
        if existing is None:
            self.report.count(row)
        else:
            self.report.changed.append(f"{entry} ({', '.join(differing)})")
        return row

    def _save(self, row: models.Model, entry: str) -> None:
        try:
            row.full_clean()
        except ValidationError as error:
            raise BadChart(entry, words.sentences(dict.fromkeys(error.messages))) from error
        row.save()

    def _known(self, table: dict[Any, Any], key: Any, entry: str, word: str) -> Any:
        if key not in table:
            raise BadChart(entry, _("The file has no such entry: %(word)s") % {"word": word})
        return table[key]

    # Roles and users

    def _roles(self) -> None:
        known = {
            f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")
        }
        for role in self.chart.roles:
            entry = f"roles[{role.name}]"
            names = [name for name in role.permissions if not self._left_out(name, entry)]
            wanted = [self._known(known, name, entry, name) for name in names]
            group, new = Group.objects.get_or_create(name=role.name)
            self.roles[role.name] = group
            if new:
                self.report.count(group)
            elif set(group.permissions.all()) == set(wanted):
                continue
            elif not self.update:
                self.report.kept.append(f"{entry} (permissions)")
                continue
            else:
                self.report.changed.append(f"{entry} (permissions)")
            group.permissions.set(wanted)

    def _left_out(self, permission: str, entry: str) -> bool:
        """Whether a permission is of a plugin that this site does not have: the role goes without, and that is told."""
        label = permission.partition(".")[0]
        if not label.startswith("disclosure_") or label in apps.app_configs:
            return False
        self.report.left_out.append(f"{entry}: {permission}")
        return True

    def _user(self, entry: UserEntry) -> Any:
        model: Any = get_user_model()
        wanted = {"last_name": entry.family_name, "first_name": entry.given_name, "email": entry.email}
        values = {name: value for name, value in wanted.items() if _has_field(model, name)}
        name = values.pop(model.USERNAME_FIELD, "") or entry.username  # some log in with their address
        flags = {each: entry.superuser for each in ("is_superuser", "is_staff") if _has_field(model, each)}
        user = model(password=self.password, **flags)
        return self._row(user, {model.USERNAME_FIELD: name}, values, f"users[{entry.username}]")

    # Units, offices, posts

    def _unit(self, unit: UnitEntry) -> None:
        entry = f"units[{unit.identifier}]"
        parent = self._known(self.units, unit.parent, f"{entry}.parent", unit.parent) if unit.parent else None
        values = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "code": unit.code}
        row = self._row(Unit(), {"identifier": unit.identifier}, {**values, "parent": parent}, entry)
        self.units[unit.identifier] = row

    def _offices(self, unit: UnitEntry) -> None:
        for order, office in enumerate(unit.offices, start=1):
            values: dict[str, Any] = {"name": office.name, "kind": office.kind, "duties": office.duties}
            values |= {"duty_phone": office.duty_phone, "sort_order": order}
            lookup = {"unit": self.units[unit.identifier], "identifier": office.identifier}
            entry = f"units[{unit.identifier}].offices[{office.identifier}]"
            self.offices[unit.identifier, office.identifier] = self._row(Office(), lookup, values, entry)

    def _posts(self, unit: UnitEntry) -> None:
        """Two rounds: a body may stand before the post that records for it."""
        for post in unit.posts:
            entry = f"units[{unit.identifier}].posts[{post.identifier}]"
            office = self._office(unit, post.office, f"{entry}.office") if post.office else None
            values: dict[str, Any] = {"name": post.name, "kind": post.kind, "office": office}
            values |= {"is_chief": post.chief, "categories": post.categories}
            lookup = {"unit": self.units[unit.identifier], "identifier": post.identifier}
            row = self._row(Post(), lookup, values, entry)
            self.posts[unit.identifier, post.identifier] = row
            self._post_roles(row, post, entry)
        for post in unit.posts:
            self._secretary(unit, post)

    def _office(self, unit: UnitEntry, identifier: str, entry: str) -> Office:
        return self._known(self.offices, (unit.identifier, identifier), entry, identifier)

    def _post_roles(self, row: Post, post: PostEntry, entry: str) -> None:
        wanted = {self._known(self.roles, name, f"{entry}.roles", name) for name in post.roles}
        present = set(row.roles.all())
        if wanted and (not present or self.update):
            row.roles.set(wanted)

    def _secretary(self, unit: UnitEntry, post: PostEntry) -> None:
        if not post.secretary:
            return
        entry = f"units[{unit.identifier}].posts[{post.identifier}].secretary"
        secretary = self._known(self.posts, (unit.identifier, post.secretary), entry, post.secretary)
        row = self.posts[unit.identifier, post.identifier]
        if row.secretary_id is None or (self.update and row.secretary_id != secretary.pk):
            row.secretary = secretary
            self._save(row, entry)

    # Who holds what: only what the database has never had, so that nothing that was ended comes back

    def _held(self, unit: UnitEntry, post: PostEntry) -> None:
        entry = f"units[{unit.identifier}].posts[{post.identifier}]"
        row = self.posts[unit.identifier, post.identifier]
        for username in post.holders:
            user = self._known(self.users, username, f"{entry}.holders", username)
            self._once(Tenure(), {"post": row, "user": user}, {}, f"{entry}.holders[{username}]")
        for identifier in post.in_charge_of:
            place = f"{entry}.in_charge_of[{identifier}]"
            office = self._office(unit, identifier, place)
            self._once(Portfolio(), {"post": row, "office": office}, {}, place)

    def _leading_group(self, unit: UnitEntry) -> None:
        for member in unit.leading_group:
            entry = f"units[{unit.identifier}].leading_group[{member.user}]"
            user = self._known(self.users, member.user, entry, member.user)
            lookup = {"unit": self.units[unit.identifier], "user": user}
            self._once(LeadingGroupMember(), lookup, {"role": member.role}, entry)

    def _once(self, row: models.Model, lookup: dict[str, Any], values: dict[str, Any], entry: str) -> None:
        if type(row)._default_manager.filter(**lookup).exists():
            return
        for name, value in {**lookup, **values, "starts_at": self.chart.since}.items():
            setattr(row, name, value)
        self._save(row, entry)
        self.report.count(row)


def _has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
