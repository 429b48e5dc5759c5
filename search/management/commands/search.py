"""`manage.py search rebuild|reconcile|status|query|evaluate`: the index of the public search."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, reset_queries
from django.utils.translation import gettext as _

from cms.publication import adopting, clock

from ... import formats, indexing, pending, shipping, showing, suggesting, word_files
from ... import query as queries
from ...engine_contract import Unavailable
from ...engines import elastic, tokens
from ...evaluation import reporting, scratch
from ...resilient import breaker
from ...views import synonyms

ENGINES = ("embedded", "elasticsearch")


class Command(BaseCommand):
    help = "Builds, compares and asks the index of the public search."
    _tenth = 0

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        rebuild = actions.add_parser("rebuild", help="build anew beside what answers, then switch")
        rebuild.add_argument("--engine", choices=ENGINES, default="")
        rebuild.add_argument("--afresh", action="store_true", help="begin anew, and from every form")
        reconcile = actions.add_parser("reconcile", help="compare with the publications")
        reconcile.add_argument("--engine", choices=ENGINES, default="")
        reconcile.add_argument("--repair", action="store_true", help="repair what differs")
        reconcile.add_argument("--json", action="store_true")
        actions.add_parser("words", help="bring the words of the files into the registers")
        actions.add_parser("status", help="which engine answers, what waits").add_argument(
            "--json", action="store_true"
        )
        ask = actions.add_parser("query", help="ask as the public would")
        ask.add_argument("text")
        ask.add_argument("--engine", choices=ENGINES, default="")
        ask.add_argument("--filters", nargs="*", default=[], metavar="NAME=VALUE")
        ask.add_argument("--from", default="", dest="since", metavar="DAY", help="created on this day or later")
        ask.add_argument("--to", default="", dest="until", metavar="DAY", help="created on this day or earlier")
        ask.add_argument("--in-titles", action="store_true", help="look through titles only")
        ask.add_argument("--sort", choices=queries.SORTS, default="relevance")
        ask.add_argument("--page", default="1")
        ask.add_argument("--json", action="store_true")
        reporting.add_arguments(actions.add_parser("evaluate", help="judged questions: how well it finds"), ENGINES)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(**options)
        except Unavailable as error:
            raise CommandError(_("Elasticsearch does not answer: %(error)s") % {"error": str(error)[:300]}) from error
        except (LookupError, reporting.BrokenFile, scratch.NotAllowed) as error:
            if isinstance(error, KeyError | IndexError):  # a fault of ours, which shows its way
                raise
            raise CommandError(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            facts = _("The database cannot be read: run `migrate` first. %(error)s")
            raise CommandError(facts % {"error": error}) from error

    def _rebuild(self, **options: Any) -> None:
        wanted = [options["engine"]] if options["engine"] else ["embedded"]
        if not options["engine"] and elastic.configured():
            wanted.append("elasticsearch")
        for name in wanted:
            if name == "elasticsearch":
                indexing.engine(name)
                count = indexing.rebuild_elsewhere(self._progress, afresh=options["afresh"])
            else:
                count = indexing.rebuild(self._progress, afresh=options["afresh"])
            self.stdout.write(_("%(engine)s: %(count)d publications indexed.") % {"engine": name, "count": count})

    def _progress(self, done: int, total: int) -> None:
        """A bar for somebody who watches; a line every tenth for a log."""
        reset_queries()  # with DEBUG on, Django keeps every statement, whole texts among them
        filled, tenth = 40 * done // max(1, total), 10 * done // max(1, total)
        if self.stderr.isatty():
            self.stderr.write(f"\r{'█' * filled:<40} {done}/{total}", ending="" if done < total else "\n")
        elif done == total or tenth > self._tenth:
            self.stderr.write(f"{done}/{total}")
        self._tenth = tenth % 10

    def _reconcile(self, **options: Any) -> None:
        found = indexing.reconcile(options["engine"], repair=options["repair"])
        if options["json"]:
            self.stdout.write(json.dumps({**found.as_json(), "repaired": bool(found) and options["repair"]}))
            if found and not options["repair"]:
                raise CommandError(_("The index differs from the publications."))
            return
        for name, numbers in found.as_json().items():
            for number in numbers:
                self.stdout.write(f"{name} {number}")
        facts = {"missing": len(found.missing), "stale": len(found.stale), "extra": len(found.extra)}
        line = _("%(missing)d missing, %(stale)d stale, %(extra)d too many.") % facts
        if found and not options["repair"]:
            raise CommandError(line)
        self.stdout.write(line)

    def _words(self, **options: Any) -> None:
        try:
            facts = shipping.bring()
        except word_files.Unreadable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Words: %(came)d came, %(followed)d followed the files, %(went)d went.") % facts)

    def _status(self, **options: Any) -> None:
        facts: dict[str, Any] = {"engine": "elasticsearch" if elastic.configured() else "embedded"}
        if elastic.configured():
            waiting = pending.items()
            facts |= {"pending": None if waiting is None else len(waiting), "breaker": breaker.is_open}
            try:
                target = indexing.engine("elasticsearch")
                current = target.current_index()
                facts |= {"available": True, **target.health(), "index": current}
                facts["building"] = target.building_index()
                facts["documents"] = target.count(current) if current else 0
                facts |= indexing.difference("elasticsearch").as_json()
            except Unavailable as error:
                facts |= {"available": False, "error": str(error)[:200]}
        facts["embedded_building"] = tokens.is_building()
        facts["embedded"] = indexing.difference("embedded", thoroughly=False).as_json()
        older = adopting.survey()
        facts["older_database"] = adopting.as_json(older)
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            for name, value in facts.items():
                self.stdout.write(f"{name}: {_counted(value)}")
        if facts.get("available") is False:
            raise CommandError(_("Elasticsearch does not answer: %(error)s") % {"error": facts["error"]})
        if older.is_older:
            raise CommandError(adopting.remedy())

    def _evaluate(self, **options: Any) -> None:
        facts = reporting.evaluate(options, self._progress)
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else reporting.table(facts))

    def _query(self, **options: Any) -> None:
        query = queries.from_request(_values(options), synonyms())
        facts = _answer(query, options["engine"])
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        self.stdout.write(_("%(total)d found by %(engine)s.") % {"total": facts["total"], "engine": facts["engine"]})
        for hit in facts["hits"]:
            self.stdout.write(f"{hit['url']}\t{hit['title']}")
            for snippet in filter(None, map(formats.plain, hit["highlights"])):
                self.stdout.write(f"    {snippet}")
        if facts["suggestion"]:
            self.stdout.write(_("Did you mean: %(text)s") % {"text": facts["suggestion"]})


def _counted(value: Any) -> Any:
    """For people: how many, where there may be thousands; `--json` and `reconcile` name them."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_counted(each)}" for name, each in value.items())
    return len(value) if isinstance(value, list) else value


def _values(options: dict[str, Any]) -> dict[str, str]:
    """What an address would say. Raises CommandError for a filter that there is not."""
    values = {"q": options["text"], "page": options["page"], "sort": options["sort"]}
    values |= {"from": options["since"], "to": options["until"], "in": queries.TITLES if options["in_titles"] else ""}
    for name in ("from", "to"):
        if values[name] and not queries.day(values[name]):
            raise CommandError(_("A day is written 2007-05-30, not %(value)s.") % {"value": values[name]})
    for each in options["filters"]:
        name, equals, value = each.partition("=")
        if not equals or name not in queries.FILTERS:
            raise CommandError(
                _("A filter is NAME=VALUE; names are %(names)s.") % {"names": ", ".join(queries.FILTERS)}
            )
        values[name] = value
    return values


def _answer(query: queries.Query, engine: str) -> dict[str, Any]:
    now = clock.now()
    start = time.perf_counter()
    result = indexing.engine(engine).search(query, now)
    took = round((time.perf_counter() - start) * 1000, 1)
    return {
        "total": result.total,
        "hits": [
            {
                "id": line.hit.item,
                "title": line.link.title,
                "url": line.place_url or line.link.url,
                "category": line.link.facts.get("category", ""),
                "score": round(line.hit.score, 4),
                "highlights": [str(line.snippet)],
            }
            for line in showing.lines(result, query, now)
        ],
        "facets": formats.facets(result),
        "suggestion": suggesting.for_result(query, result, indexing.engine(engine), now),
        "took_ms": took,
        "engine": result.engine,
    }
