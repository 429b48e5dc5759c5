"""`manage.py extract [--missing] [--again] [--json]`: the text of the attachments of what is on view."""

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.extraction import services
from cms.extraction.formats.found import READ
from cms.files import vault
from cms.publication import attachments


class Command(BaseCommand):
    help = "Lists what is read of the attachments on view; --missing reads what is not read yet by this version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="read what this version has not read yet")
        parser.add_argument("--again", action="store_true", help="read again what could not be read to its end")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = attachments.on_view()
        found = services.kept(wanted)
        due = [digest for digest in wanted if _is_due(found.get(digest), options)]
        if options["missing"] or options["again"]:
            for done, digest in enumerate(due, start=1):
                state = self._read(digest, again=options["again"])
                self.stderr.write(f"{done}/{len(due)} {digest[:12]} {state}")
            found = services.kept(wanted)
        states = Counter(row.state for row in found.values())
        facts = {
            "attachments": len(wanted),
            "read": states.pop(READ, 0),
            "not_read": len(wanted) - len(found),
            **states,
        }
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        else:
            self.stdout.write("\n".join(f"{name}: {number}" for name, number in facts.items()))

    def _read(self, digest: str, *, again: bool) -> str:
        """One that fails keeps no other from it."""
        try:
            row = services.read(digest, again=again)
        except (vault.VaultError, OSError) as error:
            return f"{type(error).__name__}"
        return row.state if row is not None else "waits"


def _is_due(row: Any, options: dict[str, Any]) -> bool:
    if row is None or row.version != services.extractor():
        return True
    return bool(options["again"]) and row.state in services.PASSING
