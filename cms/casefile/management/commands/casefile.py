"""`manage.py casefile verify|export|show|print`: the record, checked, copied, read and printed."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.casefile import building, printing, verification
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import stamp
from cms.publication import verify


class Command(BaseCommand):
    help = "Verifies the record of cases and publications, copies the ledger, shows and prints case files."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("verify", help="name everything that is altered, missing or inserted")
        check.add_argument("--json", action="store_true")
        export = actions.add_parser("export", help="copy the ledger; `python cms/casefile/offline.py FILE` checks it")
        export.add_argument("file", type=Path)
        show = actions.add_parser("show", help="a case file in words")
        show.add_argument("case", type=int)
        show.add_argument("--json", action="store_true")
        printed = actions.add_parser("print", help="a case file as PDF")
        printed.add_argument("case", type=int)
        printed.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(**options)

    def _verify(self, **options: Any) -> None:
        found = list(verification.findings())
        for line in verify.lines(found, as_json=options["json"]):
            self.stdout.write(line)
        if found:
            raise CommandError(_("%(count)d findings: something is not as it was decided.") % {"count": len(found)})
        if not options["json"]:
            self.stdout.write(
                _("%(count)d entries: everything is as it was decided and published.")
                % {"count": LedgerEntry.objects.count()}
            )

    def _export(self, **options: Any) -> None:
        count, head = 0, ""
        with options["file"].open("w", encoding="utf-8") as lines:
            for entry in LedgerEntry.objects.order_by("number").iterator(2000):
                facts = {
                    "number": entry.number,
                    "kind": entry.kind,
                    "subject": entry.subject,
                    "digest": entry.digest,
                    "previous": entry.previous,
                    "entry_digest": entry.entry_digest,
                    "at": stamp(entry.at),
                }
                lines.write(json.dumps(facts, ensure_ascii=False) + "\n")
                count, head = entry.number, entry.entry_digest
        self.stdout.write(_("%(count)d entries; head %(count)d:%(head)s") % {"count": count, "head": head})

    def _file(self, number: int) -> building.CaseFile:
        try:
            return building.of_case(number)
        except LookupError as error:
            raise CommandError(_("Nothing is on record of case %(number)d.") % {"number": number}) from error

    def _show(self, **options: Any) -> None:
        file = self._file(options["case"])
        if options["json"]:
            facts = {**vars(file), "entries": [vars(entry) for entry in file.entries]}
            self.stdout.write(json.dumps(facts, ensure_ascii=False, default=str))
            return
        self.stdout.write(f"{file.title}: {file.action} · {file.channel} · {file.procedure_class} {file.clause}")
        for entry in file.entries:
            words = " ".join(filter(None, (entry.seat, entry.holder, entry.comment, *entry.evidence)))
            self.stdout.write(f"{entry.number:>6} {stamp(entry.at)} {entry.label} {entry.clause} {words}")

    def _print(self, **options: Any) -> None:
        options["file"].write_bytes(printing.pdf(self._file(options["case"])))
        self.stdout.write(str(options["file"]))
