"""`manage.py search evaluate`: what it is told, and what it tells."""

import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ..indexing import Progress
from . import figures, files, running
from .files import BrokenFile

__all__ = ["BrokenFile", "add_arguments", "evaluate", "table"]
LABELS = {"ndcg@10": "nDCG@10", "mrr": "MRR", "recall@50": "recall@50", "recall@100": "recall@100"}


def add_arguments(parser: ArgumentParser, engines: Sequence[str]) -> None:
    parser.add_argument("--corpus", type=Path, help="JSON lines, gzip allowed; without: what the public finds")
    parser.add_argument("--judgements", type=Path, required=True, help="JSON lines: query, relevant {id: grade}, type")
    parser.add_argument("--engine", choices=engines, default="embedded")
    parser.add_argument("--without-words", action="store_true", help="without everyday words and synonyms")
    parser.add_argument("--json", action="store_true")


def evaluate(options: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The figures. Raises BrokenFile, LookupError and Unavailable."""
    with _ended_in_order(), running.vocabulary(people=not options["without_words"]):
        if options["corpus"] is None:
            judged = files.judgements(options["judgements"], running.on_view())
            answers = running.ask(running.live(options["engine"]), judged)
            return _figures(options, answers)
        corpus = files.corpus(options["corpus"])
        judged = files.judgements(options["judgements"], {document.id for document in corpus})
        start = time.perf_counter()
        with running.corpus(options["engine"], corpus, progress) as (engine, names):
            built = time.perf_counter() - start
            answers = running.ask(engine, judged, names.__getitem__)
    return {**_figures(options, answers), "documents": len(corpus), "indexed_in_s": round(built, 1)}


def _figures(options: dict[str, Any], answers: list[figures.Answer]) -> dict[str, Any]:
    return {**figures.as_json(options["engine"], answers), "words": not options["without_words"]}


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Who is told to end takes the scratch index away first."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(signal.SIGTERM, _end)
    except ValueError:  # not the main thread: nobody sends it signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _frame: Any) -> None:
    raise SystemExit(128 + number)


def table(facts: dict[str, Any]) -> str:
    """The same for people: a line for each kind of question, then the worst."""
    rows = [(_("all"), facts), *facts["by_type"].items()]
    head = f"{'':<16}{_('questions'):>10}" + "".join(f"{label:>12}" for label in LABELS.values())
    lines = [f"{facts['engine']}:", head]
    for name, each in rows:
        lines.append(f"{name:<16}{each['queries']:>10}" + "".join(f"{each[figure]:>12.4f}" for figure in LABELS))
    lines += ["", _("The worst questions:")]
    lines += [f"{each['ndcg@10']:.4f}  {each['query']}  →  {' '.join(each['top'][:5])}" for each in facts["worst"]]
    return "\n".join(lines)
