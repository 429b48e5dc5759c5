"""What went and what came: word by word in a line, line by line in a text, cell by cell in a table."""

import difflib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import rjieba
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

Item = TypeVar("Item")
LONGEST = 4000
"""Of longer lines the words are not compared one by one: that would take its square in time."""
PAIRS = 2500
"""So many likenesses are worked out between two passages that differ; beyond, their items are paired by place."""
MANY = 90_000
"""Of the lengths of two sequences multiplied: beyond, items that occur very often are no landmarks."""
BEGINNING = 600
"""Characters by which the likeness of two items is worked out."""
ALIKE = 0.3
"""From here on two items are one that changed, and not one that went and another that came."""
NEAR = 1
"""Lines that stayed, shown before and after one that changed."""


def aligned(
    before: Sequence[Item], after: Sequence[Item], likeness: Callable[[Item, Item], float], key: Callable[[Item], Any]
) -> list[tuple[Item | None, Item | None]]:
    """Pairs of what was and what is, in order: the same, changed, gone (`(item, None)`) or new (`(None, item)`)."""
    old, new = [_hashable(key(each)) for each in before], [_hashable(key(each)) for each in after]
    found: list[tuple[Any, Any]] = []
    for tag, start, end, first, last in _opcodes(old, new):
        if tag == "equal":
            found.extend(zip(before[start:end], after[first:last], strict=True))
        else:
            found.extend(_paired(before[start:end], after[first:last], likeness))
    return found


def _opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> Sequence[tuple[str, int, int, int, int]]:
    """What is equal and what not. In long sequences what is there all the time is no landmark: looking for the longest
    run among thousands of the same would take minutes."""
    repeats = len(old) * len(new) > MANY
    return difflib.SequenceMatcher(None, old, new, autojunk=repeats).get_opcodes()


def _hashable(value: Any) -> Hashable:
    return value if isinstance(value, str | int | tuple) else repr(value)


def _paired(
    before: Sequence[Item], after: Sequence[Item], likeness: Callable[[Item, Item], float]
) -> list[tuple[Item | None, Item | None]]:
    if len(before) * len(after) > PAIRS:
        return _by_place(before, after)
    alike = [[likeness(one, other) for other in after] for one in before]
    best = [[0.0] * (len(after) + 1) for _each in range(len(before) + 1)]
    for row in range(len(before) - 1, -1, -1):
        for place in range(len(after) - 1, -1, -1):
            both = best[row + 1][place + 1] + alike[row][place] if alike[row][place] >= ALIKE else -1.0
            best[row][place] = max(best[row + 1][place], best[row][place + 1], both)
    return list(_walk(before, after, alike, best))


def _walk(
    before: Sequence[Item], after: Sequence[Item], alike: list[list[float]], best: list[list[float]]
) -> Iterator[tuple[Item | None, Item | None]]:
    row = place = 0
    while row < len(before) and place < len(after):
        both = alike[row][place] >= ALIKE and best[row][place] == best[row + 1][place + 1] + alike[row][place]
        if both:
            yield before[row], after[place]
            row, place = row + 1, place + 1
        elif best[row][place] == best[row + 1][place]:
            yield before[row], None
            row += 1
        else:
            yield None, after[place]
            place += 1
    yield from ((each, None) for each in before[row:])
    yield from ((None, each) for each in after[place:])


def _by_place(before: Sequence[Item], after: Sequence[Item]) -> list[tuple[Item | None, Item | None]]:
    both = min(len(before), len(after))
    pairs: list[tuple[Item | None, Item | None]] = list(zip(before[:both], after[:both], strict=True))
    return [*pairs, *((each, None) for each in before[both:]), *((None, each) for each in after[both:])]


def alike(one: str, other: str) -> float:
    """How much two lines have in common, from 0 to 1, by their pairs of characters."""
    return _share(_pairs(one), _pairs(other))


@lru_cache(maxsize=1024)
def _pairs(text: str) -> Counter[str]:
    """Of a long text those of its beginning."""
    text = text[:BEGINNING]
    return Counter(text[place : place + 2] for place in range(max(1, len(text) - 1)))


def _share(one: Counter[Any], other: Counter[Any]) -> float:
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 1.0


def went(text: str) -> SafeString:
    return format_html("<del>{}</del>", text) if text else SafeString("")


def came(text: str) -> SafeString:
    return format_html("<ins>{}</ins>", text) if text else SafeString("")


def line(before: str, after: str) -> SafeString:
    """Words that went in `<del>`, words that came in `<ins>`; Chinese is cut into words first."""
    if before == after:
        return SafeString(escape(after))
    if max(len(before), len(after)) > LONGEST:
        return went(before) + came(after)
    old, new = list(rjieba.cut(before)), list(rjieba.cut(after))
    parts = []
    for tag, start, end, first, last in _opcodes(old, new):
        gone, new_words = "".join(old[start:end]), "".join(new[first:last])
        parts.append(SafeString(escape(new_words)) if tag == "equal" else went(gone) + came(new_words))
    return mark_safe("".join(parts))  # noqa: S308 - every piece was escaped above


def text(before: str, after: str, *, near: int | None = None) -> SafeString:
    """Line by line; with `near`, so many lines that stayed beside each that changed, and how many are left out."""
    pairs = aligned(_lines(before), _lines(after), alike, str)
    shown = _near([one != other for one, other in pairs], near)
    parts: list[SafeString] = []
    left = 0
    for (one, other), is_shown in zip(pairs, shown, strict=True):
        if not is_shown:
            left += 1
            continue
        parts += [_left_out(left)] if left else []
        left = 0
        parts.append(format_html("<p>{}</p>", line(one or "", other or "")))
    parts += [_left_out(left)] if left else []
    return _joined(parts)


def paragraphs(said: str) -> SafeString:
    """A text of which nothing is compared."""
    return format_html_join("", "<p>{}</p>", ((each,) for each in _lines(said)))


def _lines(said: str) -> list[str]:
    return said.split("\n") if said else []


def _near(changed: list[bool], near: int | None) -> list[bool]:
    if near is None:
        return [True] * len(changed)
    return [any(changed[max(0, place - near) : place + near + 1]) for place in range(len(changed))]


def _left_out(number: int) -> SafeString:
    said = ngettext("%(count)s line is the same", "%(count)s lines are the same", number) % {"count": number}
    return format_html('<p class="cases-same">… {} …</p>', said)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - put together of safe parts


Cells = list[list[str]]


def table(before: Cells, after: Cells, caption: str = "") -> SafeString:
    """A table in which each cell shows what went and what came; rows and columns that are gone or new as a whole."""
    columns = aligned(_turned(before), _turned(after), _cells_alike, tuple)
    places = list(_places(columns))
    rows = []
    for old, new in aligned(before, after, _cells_alike, tuple):
        cells = [_cell(old, new, one, other) for one, other in places]
        state = "came" if old is None else "went" if new is None else "kept" if old == new else "changed"
        row = format_html_join("", "<td>{}</td>", ((each,) for each in cells))
        rows.append(format_html('<tr class="cases-row--{}">{}</tr>', state, row))
    said = format_html("<caption>{}</caption>", caption) if caption else ""
    return format_html('<div class="cases-wide"><table class="cases-table">{}{}</table></div>', said, _joined(rows))


def _turned(rows: Cells) -> Cells:
    width = max(map(len, rows), default=0)
    return [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]


def _places(columns: list[tuple[list[str] | None, list[str] | None]]) -> Iterator[tuple[int | None, int | None]]:
    """Of each column that is shown, which it was and which it is."""
    old = new = 0
    for one, other in columns:
        yield (old if one is not None else None), (new if other is not None else None)
        old, new = old + (one is not None), new + (other is not None)


def _cells_alike(one: list[str], other: list[str]) -> float:
    """By equal cells; and by their first one, which often is what the row or column is about."""
    same = _share(Counter(one), Counter(other))
    return max(same, 0.5) if one and other and one[0] and one[0] == other[0] else same


def _cell(old: list[str] | None, new: list[str] | None, one: int | None, other: int | None) -> SafeString:
    before = old[one] if old is not None and one is not None and one < len(old) else ""
    after = new[other] if new is not None and other is not None and other < len(new) else ""
    return line(before, after)
