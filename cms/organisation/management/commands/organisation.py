"""organisation load FILE: sets it up from a TOML file. check: what is missing in it. example: prints such a file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.organisation import chart, coverage, loading
from cms.organisation.seats import Directory


class Command(BaseCommand):
    help = "Load the organisation from a TOML file, or check it for seats that nobody can fill."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="Set up what the file has and the database has not.")
        load.add_argument("file", type=Path)
        load.add_argument("--update", action="store_true", help="Also bring names, kinds and roles to the file's.")
        load.add_argument("--password", help="Common password of new users.")
        load.add_argument(
            "--password-env",
            default="DEMO_PASSWORD",
            metavar="NAME",
            help="Environment variable that holds it (default DEMO_PASSWORD); without one new users cannot log in.",
        )
        actions.add_parser("example", help="Print a whole chart to begin one's own from.")
        actions.add_parser("check", help="List vacant seats and offices in nobody's charge; fails if there are any.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "load":
            self._load(options)
        elif options["action"] == "example":
            self.stdout.write(chart.EXAMPLE.read_text(encoding="utf-8"), ending="")
        else:
            self._check()

    def _load(self, options: dict[str, Any]) -> None:
        password = options["password"] or os.environ.get(options["password_env"]) or None
        try:
            report = loading.load(chart.read(options["file"]), update=options["update"], password=password)
        except chart.BadChart as error:
            raise CommandError(_("Nothing was loaded. %(error)s") % {"error": error}) from error
        for name, number in report.created.items():
            self.stdout.write(f"+ {number} {name}")
        for entry in report.changed:
            self.stdout.write(_("changed: %(entry)s") % {"entry": entry})
        for entry in report.left_out:
            self.stdout.write(_("left out, for its plugin is not installed: %(entry)s") % {"entry": entry})
        for entry in report.kept:
            self.stdout.write(_("kept, though the file says otherwise: %(entry)s") % {"entry": entry})
        if not (report.created or report.changed):
            self.stdout.write(_("Nothing to do: everything is there."))
        if report.created and password is None:
            self.stdout.write(_("No password was given: new users cannot log in before they get one."))

    def _check(self) -> None:
        found = coverage.find(Directory.at())
        for gap in found:
            self.stdout.write(f"{gap.unit} {gap.subject}: {gap.words}")
        if found:
            raise CommandError(_("%(number)d gaps in the organisation.") % {"number": len(found)})
        self.stdout.write(_("Every seat is held and every office is in somebody's charge."))
