"""`manage.py publication verify|rebuild|reconcile`: is the record whole, do the lists agree with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from cms.publication import projections, verify


class Command(BaseCommand):
    help = "Compares publications with their seals, the ledger and the witness; derives the lists anew."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("verify", help="say what is not as it was approved").add_argument(
            "--json", action="store_true"
        )
        actions.add_parser("rebuild", help="derive the lists anew from the publications")
        actions.add_parser("reconcile", help="tell the witness of rows that it missed")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(**options)

    def _verify(self, **options: Any) -> None:
        found = list(verify.findings())
        for line in verify.told(found, as_json=options["json"]):
            self.stdout.write(line)
        if found:
            raise CommandError(_("%(count)d findings: something is not as it was approved.") % {"count": len(found)})
        if not options["json"]:
            self.stdout.write(_("Everything is as it was approved."))

    def _rebuild(self, **options: Any) -> None:
        with transaction.atomic():
            count = projections.rebuild()
        self.stdout.write(_("%(count)d entries derived anew.") % {"count": count})

    def _reconcile(self, **options: Any) -> None:
        self.stdout.write(_("%(count)d rows told to the witness.") % {"count": verify.reconcile()})
