"""`manage.py workdays load|due|list`: notices from a file, a date counted, the years that are known."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.workdays import law, loading
from cms.workdays.arithmetic import Calendar
from cms.workdays.models import CalendarYear


class Command(BaseCommand):
    help = "Working days: the State Council's yearly notices, and counting by them."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="write the notices of a TOML file")
        load.add_argument("file", type=Path, nargs="?", default=loading.NOTICES, help="default: those that we know")
        load.add_argument("--keep", action="store_true", help="leave years alone that are already there")
        due = actions.add_parser("due", help="the n-th working day after a date")
        due.add_argument("date", type=datetime.date.fromisoformat)
        due.add_argument("days", type=int)
        due.add_argument("--json", action="store_true")
        actions.add_parser("list", help="the years that have a notice")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "load":
            self._load(options["file"], options["keep"])
        elif options["action"] == "due":
            self._due(options["date"], options["days"], options["json"])
        else:
            self._list()

    def _load(self, path: Path, keep: bool) -> None:
        try:
            years = loading.write(loading.read(path), keep=keep)
        except loading.Unreadable as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            raise CommandError(_("A day already stands in the notice of another year.")) from error
        self.stdout.write(_("Written: %(years)s") % {"years": ", ".join(map(str, years)) or "—"})

    def _due(self, day: datetime.date, number: int, as_json: bool) -> None:
        due = Calendar.load().add_working_days(day, number)
        if as_json:
            self.stdout.write(json.dumps({"date": due.date.isoformat(), "provisional": due.provisional}))
            return
        note = _(" (provisional: the notice for that year is not out yet)") if due.provisional else ""
        self.stdout.write(f"{due.date.isoformat()}{note}")

    def _list(self) -> None:
        for row in CalendarYear.objects.order_by("year"):
            mark = _(" (provisional)") if row.is_provisional else ""
            self.stdout.write(f"{row.year}{mark} {row.source}")
        last = max(CalendarYear.objects.values_list("year", flat=True), default=timezone.localdate().year - 1)
        for by_law in law.ahead(last):
            days = "、".join(f"{day:%m-%d} {name}" for day, name in by_law.days)
            self.stdout.write(f"{by_law.year}{_(' (provisional)')} {by_law.source} {days}")
