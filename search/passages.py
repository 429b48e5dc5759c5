"""The pieces of a document that are found, scored and shown by themselves: an article of a law, a paragraph, a page of
an attachment.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Literal

import orjson

Kind = Literal["text", "article", "attachment"]
SEPARATOR = "\x1e"
"""Between the passages of one text; no text has it."""
LONGEST = 400
"""Characters of a passage of plain lines; an article is one passage whatever its length."""
MOST = 4000
"""Passages of one document; the rest of a longer one is its last passage."""
_ARTICLE = re.compile(
    r"^(第[〇零一二三四五六七八九十百千0-9]{1,7}条(?:之[一二三四五六七八九十]{1,2})?)(?=[\s　、：:【（(]|$)"
)


@dataclass(frozen=True)
class Passage:
    """`place` is what people call it (第五条, 第3页, the name of a sheet, or ""); `anchor` a fragment on the document's
    page, or the address of the attachment it stands in.
    """

    kind: Kind
    place: str
    anchor: str
    text: str


def of_text(text: str) -> Iterator[Passage]:
    """A plain text cut at its articles, what has none at its lines, short lines together."""
    place, lines, size = "", list[str](), 0
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped:
            continue
        article = _ARTICLE.match(stripped)
        if article or (not place and lines and size + len(stripped) > LONGEST):
            yield from _made(place, lines)
            place, lines, size = (article.group(1) if article else ""), [], 0
        lines.append(stripped)
        size += len(stripped)
    yield from _made(place, lines)


def _made(place: str, lines: list[str]) -> Iterator[Passage]:
    if lines:
        yield Passage("article" if place else "text", place, "", "\n".join(lines))


def bounded(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """At most MOST, without what separates them and without empty ones."""
    clean = [
        Passage(each.kind, each.place, each.anchor, each.text.replace(SEPARATOR, " "))
        for each in passages
        if each.text.strip()
    ]
    if len(clean) <= MOST:
        return tuple(clean)
    rest = clean[MOST - 1 :]
    whole = Passage(rest[0].kind, rest[0].place, rest[0].anchor, "\n".join(each.text for each in rest))
    return (*clean[: MOST - 1], whole)


def written(passages: Iterable[Passage]) -> str:
    """As an index keeps them."""
    return orjson.dumps([astuple(each) for each in passages]).decode()


def read(text: str) -> tuple[Passage, ...]:
    """What `written` wrote."""
    return tuple(Passage(*each) for each in orjson.loads(text)) if text else ()


def one(text: str, place: int) -> Passage | None:
    """The one at this place of what `written` wrote, None where there is none."""
    found = orjson.loads(text) if text and place >= 0 else []
    return Passage(*found[place]) if 0 <= place < len(found) else None
