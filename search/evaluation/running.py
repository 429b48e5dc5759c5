"""Asks judged questions as the public would, and says what came."""

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from cms.ledger import derived, keys
from cms.ledger.texts import canonical as written
from cms.ledger.texts import whole_second
from cms.publication import clock
from cms.publication.corpus import CorpusDocument, make
from cms.publication.current import WEB
from cms.publication.models import SHOWN, ListingEntry, Publication
from cms.publication.projections import entry_of
from cms.publication.viewing import FOREVER

from .. import documents, indexing, shipping, words
from .. import query as queries
from ..engine_contract import Engine
from ..engines.elastic import ElasticsearchEngine
from . import leftovers, scratch
from .figures import DEPTH, Answer, Judgement

BATCH = 200
AUTHORITY = "corpus"
"""No case gives the right to these: they exist in scratch tables alone."""
Names = dict[str, str]
"""Key of an item → identifier in the corpus."""


def live(name: str) -> Engine:
    """The engine whose index answers the public. Raises LookupError."""
    found: Engine = indexing.engine(name)
    return found.patient() if isinstance(found, ElasticsearchEngine) else found


def on_view() -> set[str]:
    """Keys of what the public finds now."""
    now = clock.now()
    rows = ListingEntry.objects.on_view(now).filter(channel=WEB, structural=False)
    return set(rows.values_list("item", flat=True))


@contextlib.contextmanager
def vocabulary(*, people: bool = True) -> Iterator[None]:
    """In the block the words of this site are asked, or the shipped ones where its tables are not there yet; without
    `people` no everyday word and no synonym is among them."""
    try:
        with transaction.atomic():
            found = words.current()
    except DatabaseError:
        with scratch.database():
            shipping.bring()
            found = words.current()
    with words.instead(found if people else found.bare()):
        yield


@contextlib.contextmanager
def corpus(
    name: str, found: Sequence[CorpusDocument], progress: indexing.Progress = lambda done, total: None
) -> Iterator[tuple[Engine, Names]]:
    """An engine whose index holds these documents and nothing else, gone after the block. Raises Unavailable."""
    indexing.engine(name)
    with scratch.database():
        names = _publish(found)
        indexing.rebuild(progress)
        with contextlib.ExitStack() as stack:
            target: Engine = indexing.engine("embedded")
            if name == "elasticsearch":
                target = stack.enter_context(_elsewhere(names))
            yield target, names


def _publish(found: Sequence[CorpusDocument]) -> Names:
    """A sealed publication of each, as a chain would leave it."""
    now, ring, names = whole_second(timezone.now()), keys.ring(), {}
    for batch in documents.batched(enumerate(found, start=1), BATCH):
        rows = []
        for number, document in batch:
            form = make(document, number)
            row = Publication(
                number=number,
                item=form.key,
                channel=WEB,
                kind=SHOWN,
                parent=form.data["parent"],
                slug=form.data["slug"],
                title=form.title,
                form=form.text,
                digest=form.digest,
                facts=written(form.facts),
                visible_from=now,
                authority_kind=AUTHORITY,
                authority_ref=str(number),
                published_at=now,
            )
            row.key_id, row.seal = ring.seal(row.seal_text())
            rows.append(row)
            names[row.item] = document.id
        with transaction.atomic(), derived.writing():
            Publication.objects.bulk_create(rows)
            ListingEntry.objects.bulk_create([entry_of(row, now, FOREVER) for row in rows])
    return names


@contextlib.contextmanager
def _elsewhere(names: Names) -> Iterator[Engine]:
    """On the server, in an index that goes however the block ends."""
    live = ElasticsearchEngine()
    leftovers.sweep_indices(live)
    target = ElasticsearchEngine(f"{live.alias}-{leftovers.INDEX}-{uuid.uuid4().hex[:12]}")
    index = target.create(target.alias, leftovers.mark())
    try:
        target.index(documents.of_numbers(range(1, len(names) + 1)), into=target.alias)
        yield target.patient()
    finally:
        target.drop(index)


def ask(engine: Engine, judgements: Sequence[Judgement], name_of: Callable[[str], str | None] = str) -> list[Answer]:
    """The first DEPTH items that each question finds, without what has no name. Raises Unavailable."""
    answers = []
    for judgement in judgements:
        query = replace(queries.from_request({"q": judgement.query}, words.current().synonyms), per_page=DEPTH)
        start = time.perf_counter()
        hits: Sequence[Any] = engine.search(query, clock.now()).hits
        took = (time.perf_counter() - start) * 1000
        items = dict.fromkeys(name for hit in hits if (name := name_of(hit.item)))
        answers.append(Answer(judgement, tuple(items)[:DEPTH], took))
    return answers
