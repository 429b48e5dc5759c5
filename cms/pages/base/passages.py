"""What a page shows, in the pieces in which people find it: an article, a field under its label, a row of a table.

Each says what it is called and where it stands on the page (the `id` of the public template), so that whoever finds it
gets there. Labels stand in the text itself, as they do on the page: people ask for them.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.text import capfirst

from cms.pages.base import plain_text
from cms.pages.base.outline import Entry, Piece

BODY = "body"
BETWEEN = "，"
"""Between the cells of a row."""


class Passage(NamedTuple):
    """`kind` is article or text; `place` is what people call it, `anchor` an id on the page; "" for none."""

    kind: str
    place: str
    anchor: str
    text: str


def of_page(page: Any, aside: Iterable[str] = ()) -> Iterator[Passage]:
    """In the order of the declared schema; fields without an anchor of their own, a line each, stand together."""
    return (each for each in _all(page, aside) if each.text)


def _all(page: Any, aside: Iterable[str]) -> Iterator[Passage]:
    anchors: dict[str, str] = {"disclosure_attachments": "attachments", **getattr(page, "search_anchors", {})}
    names = [name for name in page.disclosure_schema.fields if name not in aside]
    plain = [name for name in names if name not in anchors and name != BODY]
    yield Passage("text", "", "", plain_text.joined(line for name in plain for line in _field(page, name)))
    for name in names:
        if name in anchors:
            yield _labelled(page, name, anchors[name], _field(page, name))
    for relation, fields in page.disclosure_schema.children.items():
        yield _labelled(page, relation, anchors.get(relation, ""), _rows(page, relation, fields))
    if BODY in names:
        yield from _body(page)


def text(page: Any, aside: Iterable[str] = ()) -> str:
    """All of it as one text."""
    return plain_text.joined(each.text for each in of_page(page, aside))


def label_of(page: Any, name: str) -> str:
    """What people call a field, or the rows of a child relation, in the language of the moment. A type may say in its
    `search_labels` under which other words people ask for one.
    """
    named = getattr(page, "search_labels", {})
    if name in named:
        return str(named[name])
    field = page._meta.get_field(name)
    called = field.related_model._meta.verbose_name_plural if field.one_to_many else field.verbose_name
    return str(capfirst(str(called)))


def _labelled(page: Any, name: str, anchor: str, lines: Iterable[str]) -> Passage:
    return Passage("text", label_of(page, name) if anchor else "", anchor, plain_text.joined(lines))


def _field(page: Any, name: str) -> Iterator[str]:
    """The lines of a field, the first of them after its label."""
    lines = plain_text.joined(plain_text.words_of(page, [name])).splitlines()
    if lines:
        yield f"{label_of(page, name)}：{lines[0]}"
        yield from lines[1:]


def _rows(page: Any, relation: str, fields: Iterable[str]) -> Iterator[str]:
    """A line for each row, after what the rows are called."""
    label = label_of(page, relation)
    for row in getattr(page, relation).all():
        cells = plain_text.joined(plain_text.words_of(row, fields)).splitlines()
        if cells:
            yield f"{label}：{BETWEEN.join([*(each.rstrip('。；，') for each in cells[:-1]), cells[-1]])}"


def _body(page: Any) -> Iterator[Passage]:
    for piece in page.outline.pieces:
        if piece.kind in ("part", "clauses"):
            yield from _clauses(piece)
        elif piece.kind == "heading":
            yield Passage("text", piece.title, piece.anchor, piece.title)
        else:
            found = piece.block.block.get_searchable_content(piece.block.value)
            yield Passage("text", "", "", plain_text.joined(plain_text.plain(str(each)) for each in found))


def _clauses(piece: Piece) -> Iterator[Passage]:
    """An article with what stands below it is one; before the first of them, what a heading stands above."""
    kind, place, anchor = "text", _beside(piece.number, piece.title), piece.anchor
    lines = [place] if place else []
    for entry in piece.entries:
        if entry.level in ("article", "section"):
            yield from _passage(kind, place, anchor, lines)
            kind = "article" if entry.level == "article" else "text"
            place = entry.number if kind == "article" else _beside(entry.number, entry.title)
            anchor, lines = entry.anchor, []
        lines.append(_clause(entry))
    yield from _passage(kind, place, anchor, lines)


def _passage(kind: str, place: str, anchor: str, lines: list[str]) -> Iterator[Passage]:
    said = plain_text.joined(lines)
    if said:
        yield Passage(kind, place, anchor, said)


def _clause(entry: Entry) -> str:
    """As it is printed: an article has a space behind its number."""
    said = f"{entry.title}{' ' if entry.title and entry.text else ''}{entry.text}"
    return f"{entry.number} {said}" if entry.level == "article" else _beside(entry.number, said)


def _beside(number: str, words: str) -> str:
    """A number before what it numbers, as printed; letters and digits of the two stay words of their own."""
    runs_on = number[-1:].isascii() and number[-1:].isalnum() and words[:1].isascii() and words[:1].isalnum()
    return f"{number} {words}" if runs_on else f"{number}{words}"
