"""The engine on Elasticsearch 9: a dedicated public index, fed from publications of the web channel and nothing else.

Text is cut by our own analysis, the same as in the embedded engine, and stored as tokens between spaces, so that it
finds the same with any plugin or none. It names candidates; ranking and what is shown are the same for every engine. A
document is a publication; its version is the number of the newest publication
of its item, so a late write never overwrites a newer one. Every query filters by the publication's first and last
second.
"""

import datetime
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import bulk, scan
from elasticsearch.serializer import OrjsonSerializer

from cms.publication.models import ListingEntry

from .. import finding, pending
from ..documents import Document, batched
from ..engine_contract import Candidates, Result, Unavailable
from ..query import Query
from ..ranking.plans import Plan
from . import indexed, questions

log = logging.getLogger("disclosure_search")
CHUNK = 250
AT_ONCE = 2
ANSWERED = ("errors", "items.*.status", "items.*.error", "items.*._id")
"""Of each document written; the rest of the answer is as long as the question."""
TOLD = (
    "responses.status",
    "responses.error",
    "responses.hits.total",
    "responses.hits.hits._score",
    "responses.hits.hits.fields",
    "responses.aggregations",
)
"""Of what is found; what is shown comes from the site's own tables."""
BUILDING = "building"
ANSWERING = {"refresh_interval": "1s", "translog.durability": "request", "auto_expand_replicas": "0-1"}
"""With a copy on another node where there is one."""
BUILT = {"refresh_interval": "-1", "translog.durability": "async", "number_of_replicas": 0}
"""While an index is built nobody asks it, and what a crash takes is found out before it answers."""
_FITTING: set[str] = set()


@lru_cache(maxsize=4)
def _client(urls: str, options: tuple[tuple[str, Any], ...], seconds: float, retries: int) -> Elasticsearch:
    """`urls` of one node or of several, between commas: where one refuses, the next is asked. Raises ValueError."""
    nodes = urls.replace(",", " ").split()
    for node in nodes:
        if not node.startswith(("http://", "https://")):
            raise ValueError(f"{node.rpartition('@')[2]!r} is no address that begins with http:// or https://")
    return Elasticsearch(
        nodes,
        request_timeout=seconds,
        max_retries=max(retries, len(nodes) - 1),
        retry_on_timeout=False,
        serializer=OrjsonSerializer(),
        **dict(options),
    )


def configured() -> bool:
    return bool(getattr(settings, "ELASTICSEARCH_URL", ""))


class ElasticsearchEngine:
    """See `base.Engine`. Raises Unavailable when the server is away, slow or refuses."""

    name = "elasticsearch"

    def __init__(self, alias: str = "") -> None:
        """On the site's index, or on one behind an alias of its own."""
        facts = settings.ELASTICSEARCH_URL, tuple(sorted(getattr(settings, "ELASTICSEARCH_OPTIONS", {}).items()))
        self.alias: str = alias or getattr(settings, "DISCLOSURE_SEARCH_INDEX", "disclosure-public")
        self.asking = _client(*facts, getattr(settings, "DISCLOSURE_SEARCH_TIMEOUT", 1.5), 0)
        self.writing = _client(*facts, 30.0, 2)

    def patient(self) -> "ElasticsearchEngine":
        """Nobody waits at a page for its answers."""
        self.asking = self.writing
        return self

    @property
    def building_alias(self) -> str:
        return f"{self.alias}-{BUILDING}"

    # Indices

    def current_index(self) -> str | None:
        """The index that answers; None when none was built yet."""
        return next(iter(self._behind(self.alias)), None)

    def building_index(self) -> str | None:
        """The index that a rebuild fills now."""
        return next(iter(self._behind(self.building_alias)), None)

    def _behind(self, *aliases: str) -> dict[str, str]:
        """Index → its alias, of those that have one of these; the oldest first. One request."""
        try:
            found = self.writing.options(ignore_status=404).indices.get_alias(name=list(aliases))
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        facts = {name: each["aliases"] for name, each in found.items() if isinstance(each, dict) and "aliases" in each}
        return {name: alias for name in sorted(facts) for alias in facts[name] if alias in aliases}

    def create(self, alias: str, facts: dict[str, Any] | None = None) -> str:
        """An empty index of today behind an alias, with what is told of it."""
        stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d%H%M%S%f")
        name = f"{self.alias}-{stamp}"
        try:
            self.writing.indices.create(
                index=name,
                settings={"number_of_shards": 1, **(BUILT if alias == self.building_alias else ANSWERING)},
                mappings={**indexed.mapping(), **({"_meta": facts} if facts else {})},
                aliases={alias: {}},
            )
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        return name

    def drop(self, index: str) -> None:
        """An index goes with all its documents. Raises Unavailable."""
        try:
            self.writing.options(ignore_status=404).indices.delete(index=index)
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error

    def _fields(self, index: str) -> dict[str, Any]:
        try:
            found = self.writing.indices.get_mapping(index=index)
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        return dict(found[index]["mappings"]["properties"])

    def switch(self) -> None:
        """What was built answers from now on, in one step; the index before goes."""
        new, old = self.building_index(), self.current_index()
        if new is None:
            raise LookupError("nothing is being built")
        actions: list[dict[str, Any]] = [
            {"remove": {"index": new, "alias": self.building_alias}},
            {"add": {"index": new, "alias": self.alias}},
        ]
        if old is not None:
            actions.append({"remove_index": {"index": old}})
        try:
            self.writing.indices.put_settings(index=new, settings=ANSWERING)
            self.writing.indices.flush(index=new)
            self.writing.indices.refresh(index=new)
            self.writing.indices.update_aliases(actions=actions)
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error

    def _targets(self) -> list[str]:
        """Where a change goes: the alias that answers, and the one that is being built.

        Never an index by its name: it may be gone a moment later, and a server makes a new one for a late write. Before
        the first index is built nothing answers: half of one would be worse than the other engine.
        """
        behind = self._behind(self.alias, self.building_alias)
        for index in behind:
            self.fit(index)
        if not behind:
            self._begin()
        found = {*behind.values()} or {self.building_alias}
        return [alias for alias in (self.alias, self.building_alias) if alias in found]

    def _begin(self) -> None:
        """The first index; of two that two processes began at once the older one stays."""
        self.create(self.building_alias)
        for index in [*self._behind(self.building_alias)][1:]:
            self.drop(index)

    def fit(self, index: str) -> None:
        """An index of an earlier release gets the fields that it lacks. Looked at once in a process."""
        if index in _FITTING:
            return
        fields = self._fields(index)
        more = {name: field for name, field in indexed.added().items() if name not in fields}
        if more:
            try:
                self.writing.indices.put_mapping(index=index, properties=more)
            except (ApiError, TransportError) as error:
                raise Unavailable(str(error)) from error
        _FITTING.add(index)

    # Writing

    def index(self, documents: Iterable[Document], *, into: str = "", refresh: bool = True) -> int:
        """Write documents with the window in which each is on view, `into` one alias or where a change goes; returns
        how many.

        While the server takes two batches in, the next one is made.
        """
        targets = [into] if into else self._targets()
        count = 0
        with ThreadPoolExecutor(AT_ONCE) as sender:
            sending: deque[Future[None]] = deque()
            for batch in batched(documents, CHUNK):
                if len(sending) > AT_ONCE:
                    sending.popleft().result()
                sending.append(sender.submit(self._bulk, _actions_of(batch, targets), refresh))
                count += len(batch)
            for each in sending:
                each.result()
        return count

    def remove(self, numbers: Iterable[int], *, version: int = 0) -> int:
        """Nothing of these is ever on view again: an empty document of a newer version stands in their place."""
        wanted = list(numbers)
        targets = self._targets()
        actions = [
            indexed.action(target, indexed.never(number, max(version, number)))
            for number in wanted
            for target in targets
        ]
        self._bulk(actions, True)
        return len(wanted)

    def delete(self, numbers: list[tuple[int, int]]) -> None:
        """Take documents (number, version) out of the index that answers for good."""
        self._bulk(
            [
                {
                    "_op_type": "delete",
                    "_index": self.alias,
                    "_id": str(number),
                    "version": version,
                    "version_type": "external_gte",
                }
                for number, version in numbers
            ],
            False,
        )

    def close_windows(self, item: str) -> None:
        """After a change of an item: what its documents say of when they are on view."""
        targets = self._targets()
        found = self._of_item(item, targets[0])
        entries = {entry.number: entry for entry in ListingEntry.objects.filter(item=item, channel="web")}
        version = pending.versions([item]).get(item, 0)
        actions = []
        for number, source in found.items():
            entry = entries.get(number)
            start = entry.shown_from.isoformat() if entry else indexed.NEVER
            end = entry.shown_to.isoformat() if entry else indexed.NEVER
            known = {name: source[name] for name in source if name in indexed.mapping()["properties"]}
            changed = {**known, "shown_from": start, "shown_to": end, "version": max(version, number)}
            actions += [indexed.action(target, changed) for target in targets]
        self._bulk(actions, True)

    def _of_item(self, item: str, index: str) -> dict[int, dict[str, Any]]:
        try:
            found = self.writing.search(index=index, query={"term": {"item": item}}, size=1000, source=True)
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        return {int(hit["_source"]["number"]): hit["_source"] for hit in found["hits"]["hits"]}

    def _bulk(self, actions: list[dict[str, Any]], refresh: bool) -> None:
        if not actions:
            return
        try:
            _count, errors = bulk(
                self.writing,
                actions,
                refresh=refresh,
                raise_on_error=False,
                chunk_size=CHUNK,
                max_retries=2,
                filter_path=ANSWERED,
                require_alias=True,
            )
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        refused = [each for each in errors if next(iter(each.values())).get("status") != 409]  # type: ignore[union-attr]  # a list, for stats_only is not asked
        if refused:
            raise Unavailable(f"{len(refused)} documents were refused: {str(refused[0])[:300]}")

    # Reading

    def numbers(self) -> set[int]:
        return {number for number, window in self.windows().items() if window.end != indexed.NEVER}

    def windows(self, index: str = "", among: dict[str, Any] | None = None) -> dict[int, indexed.Window]:
        """By number, of every document or of those that a query finds; one of an earlier release has none."""
        name = index or self.current_index()
        if name is None:
            return {}
        asked = {"_source": False, "stored_fields": "_none_", "docvalue_fields": [indexed.WINDOW]}
        asked["query"] = among or {"match_all": {}}
        try:
            self.writing.indices.refresh(index=name)
            hits = scan(self.writing, index=name, size=10_000, query=asked)
            written = [hit["fields"][indexed.WINDOW][0] for hit in hits if "fields" in hit]
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        return {window.number: window for window in map(indexed.window, written)}

    def sums(self, at: datetime.datetime, index: str = "") -> indexed.Sums:
        """Of what is on view then, or will be. Raises Unavailable."""
        name = index or self.current_index()
        if name is None:
            return {}
        try:
            self.writing.indices.refresh(index=name)
            answer = self.writing.search(index=name, size=0, query=indexed.alive(at), aggs=indexed.sums())
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        return {
            indexed.part_of(int(part["key"])): (int(part["doc_count"]), int(part[indexed.TALLY]["value"]))
            for part in answer["aggregations"]["parts"]["buckets"]
        }

    def count(self, index: str = "") -> int:
        """Documents of an index, or of the one that answers. Raises Unavailable."""
        name = index or self.alias
        try:
            self.writing.indices.refresh(index=name)
            return int(self.writing.count(index=name)["count"])
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error

    def health(self) -> dict[str, Any]:
        """Status and number of nodes. Raises Unavailable."""
        try:
            facts = self.asking.cluster.health()
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        return {"status": facts["status"], "nodes": facts["number_of_nodes"]}

    def candidates(self, plan: Plan, query: Query, at: datetime.datetime) -> Candidates:
        """One round trip."""
        asked = questions.request(plan, query, at, _outgoing())
        if not asked:
            return Candidates()
        return questions.candidates(dict(zip(asked, self._ask(list(asked.values())), strict=True)))

    def beyond(
        self, plan: Plan, query: Query, at: datetime.datetime, ranked: Sequence[int], offset: int, limit: int
    ) -> list[int]:
        """The server pages as far as `questions.FURTHEST`."""
        limit = min(limit, questions.FURTHEST - offset)
        if limit <= 0:
            return []
        asked = questions.beyond(plan, query, at, _outgoing(), ranked, (offset, limit))
        return questions.numbers(self._ask([asked])[0])

    def _ask(self, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers of one request of several searches."""
        searches = [part for body in bodies for part in ({}, body)]
        try:
            answers = self.asking.msearch(index=self.alias, searches=searches, filter_path=TOLD)["responses"]
        except (ApiError, TransportError) as error:
            raise Unavailable(str(error)) from error
        for each in answers:
            if "error" in each:
                raise Unavailable(str(each["error"])[:300])
        return list(answers)

    def search(self, query: Query, at: datetime.datetime) -> Result:
        return finding.search(self, query, at)


def _outgoing() -> list[str]:
    """Items whose change is not delivered yet. Raises Unavailable for too many."""
    found = pending.items()
    if found is None:
        raise Unavailable("too many changes wait for their delivery")
    return found


def _actions_of(batch: list[Document], targets: list[str]) -> list[dict[str, Any]]:
    windows = {each.number: each for each in ListingEntry.objects.filter(number__in=[d.number for d in batch])}
    versions = pending.versions([document.item for document in batch])
    actions = []
    for document in batch:
        window = windows.get(document.number)
        if window is not None:
            source = indexed.source(document, window, versions.get(document.item, document.number))
            actions += [indexed.action(target, source) for target in targets]
    return actions
