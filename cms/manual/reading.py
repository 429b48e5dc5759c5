"""The manual: a text in Markdown, read once in a process, and shown in the admin with its contents."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TEXT = Path(__file__).parent / "guide" / "zh_Hans.md"
PICTURES = "../static/"
"""How the text names its pictures, so that whoever reads it as a file sees them as well."""
_NO_LETTER = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Heading:
    """`level` 2 is a chapter, 3 a section of it; `anchor` is what an address names it by."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Manual:
    title: str
    headings: tuple[Heading, ...]
    html: SafeString

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset(each.anchor for each in self.headings)


@cache
def manual() -> Manual:
    return read(TEXT.read_text(encoding="utf-8"))


def read(text: str) -> Manual:
    """Headings get anchors by the rule by which code hosts give them: the text's own links say it so."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens, headings, title, seen = parser.parse(text), [], "", Counter[str]()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words, level = tokens[place + 1].content, int(token.tag[1:])
            if level == 1:
                title = words
                continue
            heading = Heading(level, words, _anchor(words, seen))
            headings.append(heading)
            token.attrSet("id", heading.anchor)
        elif token.type == "inline":
            _place_pictures(token)
    body = tokens[3:] if title else tokens
    # made from a text of this package by a parser that passes no HTML on
    return Manual(title, tuple(headings), mark_safe(parser.renderer.render(body, parser.options, {})))  # noqa: S308


def _anchor(words: str, seen: "Counter[str]") -> str:
    anchor = _NO_LETTER.sub("", words.lower()).strip().replace(" ", "-")
    seen[anchor] += 1
    return anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor] - 1}"


def _place_pictures(line: Token) -> None:
    for each in line.children or ():
        if each.type == "image":
            source = str(each.attrGet("src"))
            each.attrSet("src", static(source.removeprefix(PICTURES)) if source.startswith(PICTURES) else source)
            each.attrSet("loading", "lazy")
