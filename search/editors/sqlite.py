"""FTS5 over tokens."""

from collections.abc import Iterable
from functools import reduce
from typing import Any

from modelsearch.backends.database.sqlite.query import Lexeme, SearchQueryExpression
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText

from .. import analysis
from . import segmented

NOTHING = "\N{EMPTY SET}"
"""A question of punctuation alone finds nothing: FTS5 does not take an empty one."""


class SegmentedIndex(SQLiteIndex):
    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        super().add_items(model, [segmented.Row(each) for each in objs])


class _Compiler:
    """A term is a phrase of tokens; FTS5 takes a quoted one, with a star when its last token is a prefix."""

    LAST_TERM_IS_PREFIX: bool

    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if isinstance(query, PlainText):
            found = segmented.terms(query.query_string) or [NOTHING]
            last = len(found) - 1
            lexemes = [
                Lexeme(term, prefix=analysis.is_open(term) or (self.LAST_TERM_IS_PREFIX and place == last))
                for place, term in enumerate(found)
            ]
            every = query.operator.lower() == "and"
            joined = reduce(lambda one, other: one & other if every else one | other, lexemes)
            return SearchQueryExpression(joined, config=config)
        if isinstance(query, Phrase):
            return SearchQueryExpression(analysis.phrase(query.query_string) or NOTHING)
        return super().build_search_query_content(query, config=config)  # type: ignore[misc]  # mixed into compilers only


class SegmentedCompiler(_Compiler, SQLiteSearchQueryCompiler):
    pass


class SegmentedAutocompleteCompiler(_Compiler, SQLiteAutocompleteQueryCompiler):
    pass


class SegmentedSQLiteBackend(SQLiteSearchBackend):
    index_class = SegmentedIndex
    query_compiler_class = SegmentedCompiler
    autocomplete_query_compiler_class = SegmentedAutocompleteCompiler
