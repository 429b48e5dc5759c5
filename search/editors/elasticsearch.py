"""Elasticsearch over tokens: the index cuts at spaces only, and a term is a phrase."""

from copy import deepcopy
from typing import Any

from modelsearch.backends.elasticsearch9 import (
    Elasticsearch9AutocompleteQueryCompiler,
    Elasticsearch9Mapping,
    Elasticsearch9SearchBackend,
    Elasticsearch9SearchQueryCompiler,
)
from modelsearch.index import AutocompleteField, RelatedFields, SearchField
from modelsearch.utils import deep_update

from .. import analysis
from . import segmented

ANALYSIS: dict[str, Any] = {
    "analyzer": {
        "default": {"type": "custom", "tokenizer": "whitespace", "filter": ["lowercase"]},
        "tokens": {"type": "custom", "tokenizer": "whitespace", "filter": ["lowercase"]},
        "edgengram_analyzer": {"type": "custom", "tokenizer": "whitespace", "filter": ["lowercase", "edgengram"]},
    }
}


class SegmentedMapping(Elasticsearch9Mapping):
    edgengram_analyzer_config = {"analyzer": "edgengram_analyzer", "search_analyzer": "tokens"}

    def _get_document_field_data(self, field: Any, obj: Any) -> tuple[str, Any, list[Any]]:
        name, value, edges = super()._get_document_field_data(field, obj)
        if isinstance(field, SearchField | AutocompleteField) and not isinstance(field, RelatedFields):
            value = segmented.tokens(field, value)
            edges = [value] if edges else []
        return name, value, edges


class _Compiler:
    DEFAULT_OPERATOR = "and"  # as in the databases: an editor's second word narrows the first
    mapping_class = SegmentedMapping
    matching: str

    def _compile_plaintext_query(self, query: Any, fields: list[Any], boost: float = 1.0) -> dict[str, Any]:
        found = segmented.terms(query.query_string)
        if not found:
            return {"match_none": {}}
        each = [self._term(term, fields, boost) for term in found]
        return {"bool": {"must": each} if query.operator == "and" else {"should": each, "minimum_should_match": 1}}

    def _compile_phrase_query(self, query: Any, fields: list[Any]) -> dict[str, Any]:
        return self._term(analysis.phrase(query.query_string), fields, 1.0)

    def _term(self, term: str, fields: list[Any], boost: float) -> dict[str, Any]:
        kind = "phrase_prefix" if analysis.is_open(term) else self.matching
        asked: dict[str, Any] = {"query": term, "type": kind, "fields": [each.field_name_with_boost for each in fields]}
        if kind == "best_fields":
            asked["operator"] = "and"
        return {"multi_match": {**asked, "boost": boost}}


class SegmentedCompiler(_Compiler, Elasticsearch9SearchQueryCompiler):
    matching = "phrase"


class SegmentedAutocompleteCompiler(_Compiler, Elasticsearch9AutocompleteQueryCompiler):
    matching = "best_fields"
    """The beginnings of a token stand at the token's own place, all of them: there is no phrase, but all of them."""


class SegmentedElasticsearchBackend(Elasticsearch9SearchBackend):
    mapping_class = SegmentedMapping
    query_compiler_class = SegmentedCompiler
    autocomplete_query_compiler_class = SegmentedAutocompleteCompiler
    settings = deep_update(
        deepcopy(Elasticsearch9SearchBackend.settings),
        {"settings": {"analysis": ANALYSIS, "index": {"auto_expand_replicas": "0-1"}}},
    )


SearchBackend = SegmentedElasticsearchBackend
