"""Keeps the indices in step with the publications: by message, from nothing, and by comparing."""

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cms.outbox import services as outbox
from cms.publication import attachments
from cms.publication.current import WEB
from cms.publication.models import ListingEntry

from . import comparing, documents, learning, lexicon, pending
from .comparing import Difference
from .documents import Document
from .engine_contract import Engine, Unavailable
from .engines import elastic, indexed
from .engines.elastic import ElasticsearchEngine
from .engines.embedded import EmbeddedEngine
from .models import SearchEntry
from .resilient import ResilientEngine

log = logging.getLogger("disclosure_search")
Progress = Callable[[int, int], None]
REPAIRED_AT_ONCE = 2000
"""By the service, which has other work as well; the rest in its next round."""
KEPT_AFTER = datetime.timedelta(days=1)


def engine(name: str = "") -> Any:
    """The engine of this site, or the one of a name. Raises LookupError for one that is not configured."""
    if name == "embedded" or (not name and not elastic.configured()):
        return EmbeddedEngine()
    if not elastic.configured():
        raise LookupError("ELASTICSEARCH_URL is not set")
    if name == "elasticsearch":
        return ElasticsearchEngine()
    if name:
        raise LookupError(f"there is no engine {name}; there are embedded, elasticsearch")
    return ResilientEngine(ElasticsearchEngine(), EmbeddedEngine())


def changed(payload: dict[str, Any]) -> None:
    """Consumer of `publication.changed` for the embedded index: brings one item up to date. May be called twice."""
    if payload["channel"] == WEB:
        update(payload["item"])


def changed_elsewhere(payload: dict[str, Any]) -> None:
    """The same for Elasticsearch, with an outbox of its own: what it misses is delivered when it is back."""
    if payload["channel"] != WEB or not elastic.configured():
        return
    target = ElasticsearchEngine()
    target.index(documents.of_numbers(comparing.expected(payload["item"])))
    target.close_windows(payload["item"])


def attachment_read(payload: dict[str, Any]) -> None:
    """Consumer of `attachment.read` for the embedded index: what shows the file is made anew. May be called twice."""
    showing = attachments.showing(payload["sha256"], WEB)
    EmbeddedEngine().index(documents.of_numbers(showing, afresh=True))


def attachment_read_elsewhere(payload: dict[str, Any]) -> None:
    """The same for Elasticsearch."""
    showing = attachments.showing(payload["sha256"], WEB) if elastic.configured() else []
    if showing:
        ElasticsearchEngine().index(documents.of_numbers(showing, afresh=True))


def update(item: str) -> None:
    """Index what of an item is or will be on view, and forget the rest."""
    wanted = comparing.expected(item)
    known = set(SearchEntry.objects.filter(item=item).values_list("number", flat=True))
    target: Engine = EmbeddedEngine()
    target.remove(known - wanted)
    target.index(documents.of_numbers(wanted - known))


def difference(name: str = "", *, thoroughly: bool = True, most: int | None = None) -> Difference:
    """Of the named engine; without a name of the one that should answer. Raises Unavailable.

    `thoroughly` reads every entry of the embedded index and checks its seal; `most` is enough of each kind.
    """
    if name == "elasticsearch" or (not name and elastic.configured()):
        return comparing.of_elasticsearch(ElasticsearchEngine(), most=most)
    found = comparing.of_embedded(thoroughly=thoroughly)
    return found if most is None else found.some(most)


def reconcile(name: str = "", *, repair: bool = True) -> Difference:
    """Compare, and repair what differs; returns what did. Raises Unavailable."""
    found = difference(name)
    if repair:
        _mend(name, found)
    return found


def _mend(name: str, found: Difference, most: int | None = None) -> None:
    if not found:
        return
    log.warning("the index %s differed: %s", name, {key: len(value) for key, value in found.as_json().items()})
    if name == "elasticsearch" or (not name and elastic.configured()):
        target = ElasticsearchEngine()
        if target.current_index() is None:
            rebuild_elsewhere(most=most)
        else:
            _repair(target, found)
    else:
        _repair_embedded(found)


def _repair_embedded(found: Difference) -> None:
    target = EmbeddedEngine()
    target.remove(found.extra)
    target.index(documents.of_numbers({*found.missing, *found.stale}, afresh=True))


def _repair(target: ElasticsearchEngine, found: Difference, into: str = "") -> None:
    target.index(documents.of_numbers({*found.missing, *found.stale}), into=into)
    newest = ListingEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    target.remove(found.extra, version=newest)


def rebuild(progress: Progress = lambda done, total: None, *, afresh: bool = False) -> int:
    """Index everything anew in the database, beside what answers, and switch in one step. What changes meanwhile is
    written to both. An interrupted one is taken up again, unless `afresh`, which also renders every form again.

    Returns how many publications answer now.
    """
    target, wanted = EmbeddedEngine(), comparing.expected()
    lacking = wanted - target.begin(afresh=afresh)
    have = len(wanted) - len(lacking)
    progress(have, len(wanted))
    target.refill(_with_progress(documents.of_numbers(lacking, afresh=afresh), len(wanted), progress, have))
    target.refill(documents.of_numbers(comparing.expected() - wanted))
    count = target.switch(comparing.expected)
    lexicon.recount()
    return count


def _with_progress(made: Iterable[Document], total: int, progress: Progress, have: int = 0) -> Iterator[Document]:
    for done, document in enumerate(made, start=have + 1):
        yield document
        if done % documents.BATCH == 0 or done == total:
            progress(done, total)


def rebuild_elsewhere(
    progress: Progress = lambda done, total: None, *, afresh: bool = False, most: int | None = None
) -> int:
    """Build an index beside the one that answers, then switch in one step. An interrupted one is taken up again,
    unless `afresh`, which also renders every form again.

    What changes meanwhile is written to both. At `most` so many documents at a time: it is switched when it is whole.
    Returns how many documents answer now, 0 before the switch. Raises Unavailable.
    """
    target = ElasticsearchEngine()
    begun = target.building_index()
    if begun is not None and afresh:
        target.drop(begun)
        begun = None
    building = begun or target.create(target.building_alias)
    target.fit(building)
    known = set(target.windows(building)) if begun else set()
    wanted = comparing.expected()
    lacking = sorted(wanted - known)
    missing = lacking[:most]
    have = len(wanted) - len(lacking)
    progress(have, len(wanted))
    made = _with_progress(documents.of_numbers(missing, afresh=afresh), len(wanted), progress, have)
    target.index(made, into=target.building_alias, refresh=False)
    if len(missing) < len(lacking):
        return 0
    found = comparing.of_elasticsearch(target, building)
    if found:
        _repair(target, found, target.building_alias)
    target.switch()
    return target.count()


def run(now: datetime.datetime) -> dict[str, Any]:
    """The service's job: compare each index and repair it, so that it is right again after any loss, or new code."""
    learning.settle()
    at_home = difference("embedded", thoroughly=False, most=REPAIRED_AT_ONCE)
    _mend("embedded", at_home)
    if not elastic.configured():
        return {key: len(value) for key, value in at_home.as_json().items() if value}
    try:
        found = difference("elasticsearch", most=REPAIRED_AT_ONCE)
        _mend("elasticsearch", found, REPAIRED_AT_ONCE)
        pruned = _prune(ElasticsearchEngine(), now)
    except Unavailable as error:
        return {"unavailable": str(error)[:200]}
    again = outbox.deliver_all_again(consumer=pending.CONSUMER, at=now)  # given up while the server was away
    return {**{key: len(value) for key, value in found.as_json().items()}, "pruned": pruned, "again": again}


def _prune(target: ElasticsearchEngine, now: datetime.datetime) -> int:
    """Documents that ended long ago: no late write can bring them back any more."""
    name = target.current_index()
    if name is None:
        return 0
    ended = target.windows(name, indexed.over(now - KEPT_AFTER))
    over = [(number, window.version) for number, window in ended.items()]
    target.delete(over)
    return len(over)
