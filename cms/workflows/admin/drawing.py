"""A chain as a picture: an SVG without scripts and without styles of its own, readable aloud by its title and text.

Colours stand as attributes, for where no style sheet is; the admin's own override them by the classes, light and dark.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

LETTER, HEAD = 13, 14
"""Sizes of the words, of what is said of a step and of its name."""
LINE, RADIUS, MARGIN = 19, 11, 4
STATES = {
    "done": pgettext_lazy("state of a step", "done"),
    "current": pgettext_lazy("state of a step", "now"),
    "later": pgettext_lazy("state of a step", "later"),
    "skipped": pgettext_lazy("state of a step", "not needed"),
    "void": pgettext_lazy("state of a step", "void"),
    "returned": pgettext_lazy("state of a step", "returned here"),
}
COLOURS = {
    "done": "#1b7340",
    "current": "#0b5cad",
    "later": "#6b6b6b",
    "skipped": "#8a8a8a",
    "void": "#8a8a8a",
    "returned": "#b3261e",
}
ENDED = ("return", "decline")
"""Kinds of decisions with which a seat of the chain ends a round."""
SIGNS = {
    "done": "M-5 0 L-1.5 4 L5.5 -4",
    "void": "M-5 0 L-1.5 4 L5.5 -4",
    "returned": "M5 -4 V0 Q5 4 1 4 H-5 M-2 1 L-5 4 L-2 7",
    "skipped": "M-4.5 0 H4.5",
}
"""Lines within the circle of a step, so that no state is told by a colour alone."""


@dataclass(frozen=True)
class DrawnStep:
    """A step: `state` as in `STATES`, its name, and what is said of it; `returns` what came back from here before."""

    number: int
    state: str
    label: str
    lines: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        said = "；".join([str(STATES[self.state]), *self.lines, *self.returns])
        return _("%(number)s. %(label)s: %(said)s") % {"number": self.number, "label": self.label, "said": said}


def chart(title: str, steps: Sequence[DrawnStep], *, name: str, columns: int = 1, width: int = 340) -> SafeString:
    """The whole chain, `columns` steps in a row, each `width` wide; `name` tells its ids from another picture's."""
    beside = columns == 1
    room = width - (2 * RADIUS + 18 if beside else 20)
    cells = [_wrapped(step, room) for step in steps]
    rows = [range(at, min(at + columns, len(steps))) for at in range(0, len(steps), columns)]
    heights = [_height(max(len(cells[place]) for place in row), beside) for row in rows]
    tops = [MARGIN + sum(heights[:row]) for row in range(len(rows))]
    points = [
        (MARGIN + RADIUS + (place - row[0]) * width, tops[number] + RADIUS)
        for number, row in enumerate(rows)
        for place in row
    ]
    ways = format_html_join("", "{}", ((each,) for each in _ways(points, steps, width)))
    drawn = format_html_join("", "{}", ((_step(*each, beside),) for each in zip(steps, cells, points, strict=True)))
    size = (MARGIN * 2 + width * min(columns, max(1, len(steps))), MARGIN * 2 + sum(heights))
    return _svg(title, steps, name, size, ways + drawn)


def strip(title: str, steps: Sequence[DrawnStep], *, name: str) -> SafeString:
    """The same as a row of circles, for lists."""
    gap = 2 * RADIUS + 10
    points = [(MARGIN + RADIUS + place * gap, MARGIN + RADIUS) for place in range(len(steps))]
    ways = format_html_join("", "{}", ((each,) for each in _ways(points, steps, gap)))
    drawn = format_html_join("", "{}", ((_circle(step, x, y),) for step, (x, y) in zip(steps, points, strict=True)))
    size = (gap * len(steps) - 10 + 2 * MARGIN, 2 * (RADIUS + MARGIN))
    return _svg(title, steps, name, size, ways + drawn, "strip")


def _svg(
    title: str, steps: Sequence[DrawnStep], name: str, size: tuple[int, int], inner: SafeString, kind: str = "chart"
) -> SafeString:
    said = " ".join(step.in_words for step in steps)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="cases-drawing cases-drawing--{}" role="img" '
        'font-family="Noto Sans CJK SC, sans-serif" '
        'aria-labelledby="{}-title {}-text" viewBox="0 0 {} {}" width="{}" height="{}" font-size="{}">'
        '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>{}</svg>',
        kind, name, name, *size, *size, LETTER, name, title, name, said, inner,
    )  # fmt: skip


def _height(lines: int, beside: bool) -> int:
    words = lines * LINE + 16
    return max(words, 2 * RADIUS + 14) if beside else 2 * RADIUS + 8 + words


def _ways(points: Sequence[tuple[int, int]], steps: Sequence[DrawnStep], width: int) -> Iterator[SafeString]:
    """From each step to the next: to the right or down; from the end of a row to the beginning of the next one."""
    for place, ((x, y), (next_x, next_y)) in enumerate(pairwise(points)):
        if next_x == x:
            path = f"M{x} {y + RADIUS} V{next_y - RADIUS}"
        elif next_y == y:
            path = f"M{x + RADIUS} {y} H{next_x - RADIUS}"
        else:
            edge, above = x + width - RADIUS - 8, next_y - RADIUS - 8
            path = f"M{x + RADIUS} {y} H{edge} V{above} H{next_x} V{next_y - RADIUS}"
        walked = steps[place].state == "done" and steps[place + 1].state in ("done", "current")
        yield format_html(
            '<path class="cases-way{}" d="{}" fill="none" stroke="{}" stroke-width="2"/>',
            " cases-way--walked" if walked else "", path, COLOURS["done" if walked else "later"],
        )  # fmt: skip


def _circle(step: DrawnStep, x: int, y: int) -> SafeString:
    colour = COLOURS[step.state]
    filled = step.state in ("done", "current", "returned")
    dashes = ' stroke-dasharray="3 3"' if step.state in ("skipped", "void") else ""
    sign = _sign(step, filled)
    return format_html(
        '<g class="cases-node cases-node--{}" transform="translate({} {})">'
        '<circle r="{}" fill="{}" stroke="{}" stroke-width="2"{}/>{}</g>',
        step.state, x, y, RADIUS, colour if filled else "#ffffff", colour, SafeString(dashes), sign,
    )  # fmt: skip


def _sign(step: DrawnStep, filled: bool) -> SafeString:
    colour = "#ffffff" if filled else COLOURS[step.state]
    if step.state in SIGNS:
        path = '<path class="cases-sign" d="{}" fill="none" stroke="{}" stroke-width="2"/>'
        return format_html(path, SIGNS[step.state], colour)
    words = '<text class="cases-number" y="4" text-anchor="middle" font-size="12" fill="{}">{}</text>'
    return format_html(words, colour, step.number)


def _step(step: DrawnStep, lines: list[tuple[str, str]], point: tuple[int, int], beside: bool) -> SafeString:
    x, y = point
    left, top = (x + RADIUS + 10, y + 5) if beside else (x - RADIUS, y + RADIUS + 20)
    said = format_html_join(
        "",
        '<text class="cases-{}" x="{}" y="{}" font-size="{}" fill="{}"{}>{}</text>',
        (
            (kind, left, top + LINE * place, HEAD if kind == "name" else LETTER, _colour(kind, step),
             SafeString(' font-weight="bold"' if kind == "name" else ""), words)
            for place, (kind, words) in enumerate(lines)
        ),
    )  # fmt: skip
    return _circle(step, x, y) + said


def _colour(kind: str, step: DrawnStep) -> str:
    if kind == "back":
        return COLOURS["returned"]
    return COLOURS["skipped"] if step.state == "skipped" else "#262626"


def _wrapped(step: DrawnStep, room: int) -> list[tuple[str, str]]:
    """(kind, words) of each line that is written: the name, what is said, what came back."""
    said = [("name", step.label), *(("said", each) for each in step.lines), *(("back", each) for each in step.returns)]
    return [(kind, line) for kind, words in said for line in _broken(words, room, HEAD if kind == "name" else LETTER)]


def _broken(words: str, room: int, size: int) -> Iterator[str]:
    """Lines that fit; Chinese breaks anywhere, other words where they end as long as one fits."""
    line, wide = "", 0.0
    for piece in _pieces(words):
        broad = _breadth(piece) * size
        if line and wide + broad > room:
            yield line.rstrip()
            line, wide = "", 0.0
            piece = piece.lstrip()
        while _breadth(piece) * size > room:
            cut = max(1, int(len(piece) * room / (_breadth(piece) * size)))
            yield piece[:cut]
            piece = piece[cut:]
        line, wide = line + piece, wide + _breadth(piece) * size
    if line:
        yield line.rstrip()


def _pieces(words: str) -> Iterator[str]:
    word = ""
    for letter in words:
        if _is_broad(letter):
            yield from filter(None, (word, letter))
            word = ""
        elif letter.isspace():
            yield word + letter
            word = ""
        else:
            word += letter
    if word:
        yield word


def _is_broad(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _breadth(words: Iterable[str]) -> float:
    return sum(1.0 if _is_broad(letter) else 0.58 for letter in words)
