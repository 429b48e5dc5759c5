"""`manage.py search rebuild|reconcile|status|query`: the index of the public search."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from cms.publication import clock
from search import indexing
from search import query as queries
from search.views import synonyms


class Command(BaseCommand):
    help = "Builds, compares and asks the index of the public search."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("rebuild", help="index everything anew")
        actions.add_parser("reconcile", help="compare with the publications and repair")
        actions.add_parser("status", help="say what differs").add_argument("--json", action="store_true")
        ask = actions.add_parser("query", help="ask as the public would")
        ask.add_argument("text")
        ask.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(**options)

    def _rebuild(self, **options: Any) -> None:
        self.stdout.write(_("%(count)d publications indexed.") % {"count": indexing.rebuild()})

    def _reconcile(self, **options: Any) -> None:
        self._difference(indexing.reconcile(), as_json=False)

    def _status(self, **options: Any) -> None:
        self._difference(indexing.difference(), as_json=options["json"])

    def _difference(self, found: indexing.Difference, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"missing": found.missing, "extra": found.extra}))
            return
        told = {"missing": len(found.missing), "extra": len(found.extra)}
        self.stdout.write(_("%(missing)d missing, %(extra)d too many.") % told)

    def _query(self, **options: Any) -> None:
        query = queries.from_request({"q": options["text"]}, synonyms())
        result = indexing.engine().search(query, clock.now())
        if options["json"]:
            hits = [{"number": hit.number, "item": hit.item, "title": hit.title} for hit in result.hits]
            self.stdout.write(json.dumps({"total": result.total, "hits": hits}, ensure_ascii=False))
            return
        self.stdout.write(str(result.total))
        for hit in result.hits:
            self.stdout.write(f"{hit.number}\t{hit.title}")
