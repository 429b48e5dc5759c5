"""tsvector over tokens, in the `simple` configuration: tokens are not words of a language."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText

from .. import analysis
from . import segmented

CONFIG = "simple"


class SegmentedIndex(PostgresIndex):
    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        super().add_items(model, [segmented.Row(each) for each in objs])


class _Apart(Func):
    """A column's Chinese characters one by one: what is searched by field is not in the index, and is cut here."""

    function = "regexp_replace"
    output_field = TextField()

    def __init__(self, column: str) -> None:
        super().__init__(Cast(F(column), TextField()), Value("([\u3400-\u9fff])"), Value(" \\1 "), Value("g"))


def _characters(text: str) -> list[str]:
    """Words, and the characters of Chinese, as such a column is cut."""
    return [token for run in analysis.runs(text) for token in (run if analysis.is_han(run) else [run])]


class _Compiler:
    LAST_TERM_IS_PREFIX: bool
    fields: Any
    search_fields: Any

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        if isinstance(query, PlainText):
            found = list(analysis.runs(query.query_string))
            parts = [self._raw(run, last=place == len(found) - 1) for place, run in enumerate(found)]
            raw = (" & " if query.operator == "and" else " | ").join(parts)
        elif isinstance(query, Phrase):
            raw = self._raw(query.query_string, last=False)
        else:
            return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]  # mixed into compilers only
        if invert and raw:
            raw = f"!({raw})"
        return SearchQuery(raw, search_type="raw", config=config)

    def _raw(self, text: str, *, last: bool) -> str:
        """A phrase in the language of tsquery; tokens are letters and digits only, so there is nothing to escape."""
        phrase = analysis.phrase(text)
        tokens = phrase.split() if self.fields is None else _characters(text)
        prefix = ":*" if analysis.is_open(phrase) or (last and self.LAST_TERM_IS_PREFIX) else ""
        quoted = " <-> ".join(f"'{token}'" for token in tokens)
        return f"({quoted}{prefix})" if tokens else ""

    def get_fields_vectors(self, search_query: Any) -> list[tuple[SearchVector, float]]:
        return [
            (SearchVector(_Apart(name), config=search_query.config), getattr(field, "boost", None) or 1.0)
            for name, field in self.search_fields.items()
        ]


class SegmentedCompiler(_Compiler, PostgresSearchQueryCompiler):
    pass


class SegmentedAutocompleteCompiler(_Compiler, PostgresAutocompleteQueryCompiler):
    pass


class SegmentedPostgresBackend(PostgresSearchBackend):
    index_class = SegmentedIndex
    query_compiler_class = SegmentedCompiler
    autocomplete_query_compiler_class = SegmentedAutocompleteCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": CONFIG, **params})
