"""`manage.py vault verify [--json]`: every file of the vault read anew, and whether what the rows name is there."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.files import vault
from cms.files.models import Derivative, Document, Image


def named_by_rows() -> set[str]:
    """Digests that images, documents and public renditions name."""
    digests: set[str] = set()
    for model in (Image, Document, Derivative):
        digests.update(model._base_manager.exclude(sha256="").values_list("sha256", flat=True))
    return digests


class Command(BaseCommand):
    help = "Verify the vault: names every altered, missing and foreign file. Ends with 1 when there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        expected = named_by_rows()
        problems = list(vault.current().verify(expected))
        if options["json"]:
            found = [{"kind": problem.kind, "name": problem.name} for problem in problems]
            self.stdout.write(json.dumps({"named": len(expected), "problems": found}))
        else:
            for problem in problems:
                self.stdout.write(f"{problem.kind}\t{problem.name}")
            self.stdout.write(f"{len(expected)} files named by the database, {len(problems)} problems")
        if problems:
            raise CommandError("the vault is not as it should be", returncode=1)
