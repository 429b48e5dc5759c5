"""What the backends share: values that are indexed as tokens, and the terms of a question."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.encoding import force_str
from modelsearch.index import AutocompleteField, RelatedFields, SearchField

from .. import analysis


def text(value: Any) -> str:
    """The words of a field's value, however it is nested; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return "\n".join(text(each) for each in value)
    return force_str(value)


def tokens(field: Any, value: Any) -> str:
    """What is indexed of a field: its tokens, and behind a title's its pinyin."""
    make = analysis.title_tokens if field.field_name == "title" else analysis.tokens
    return make(text(value))


def terms(question: str) -> list[str]:
    """The terms of a question, each as the tokens that follow each other in the index: a term for each run of Chinese
    and each word or number, so that the brackets of a document number do not matter. Punctuation alone is none."""
    return [analysis.phrase(run) for run in analysis.runs(question)]


class Row:
    """An object as modelsearch's indexers see it: its search fields give tokens."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.pk = row.pk

    def get_search_fields(self) -> list[Any]:
        return list(_segmented(self.row.get_search_fields()))


class _Tokens:
    """In front of a field's class: the same field, its value cut. The row may be wrapped or not."""

    def __init__(self, field: Any) -> None:
        self.__dict__.update(field.__dict__)
        self.field = field

    def get_value(self, row: Any) -> str:
        return tokens(self.field, self.field.get_value(getattr(row, "row", row)))


class _SearchField(_Tokens, SearchField):
    pass


class _AutocompleteField(_Tokens, AutocompleteField):
    pass


class _RelatedFields(RelatedFields):
    def __init__(self, field: RelatedFields) -> None:
        super().__init__(field.field_name, list(_segmented(field.fields)))

    def get_value(self, row: Any) -> Any:
        return super().get_value(getattr(row, "row", row))


def _segmented(fields: Iterable[Any]) -> Iterator[Any]:
    for field in fields:
        if isinstance(field, RelatedFields):
            yield _RelatedFields(field)
        elif isinstance(field, AutocompleteField):
            yield _AutocompleteField(field)
        elif isinstance(field, SearchField):
            yield _SearchField(field)
        else:
            yield field
