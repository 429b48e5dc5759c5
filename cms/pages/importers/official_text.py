"""Reads an official document as it stands in a text file saved from a web page.

Such a file has lines of the site's own at its head and tail, the title, labelled header lines (发文单位, 文号, dates),
the addressees, a body numbered 一、 (一) 1. (1) or by chapters and articles, and the date. Nothing of the document is
lost or reworded: the text that was read is put together again and compared with the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cms.numbering import document_numbers
from cms.pages.base import dates

_NUMERAL = "[〇零一二三四五六七八九十百]+"
_HEADERS = {
    "发文单位": "organ",
    "发文机关": "organ",
    "制定机关": "organ",
    "文号": "number",
    "发文字号": "number",
    "成文日期": "created_on",
    "发布日期": "published_on",
    "印发日期": "published_on",
    "执行日期": "executed_on",
    "实施日期": "executed_on",
    "施行日期": "executed_on",
    "生效日期": "effective_on",
}
_HEADER = re.compile(r"([\u4e00-\u9fff\s]{2,12})[:\uff1a](.*)")
_SITE_LINE = re.compile(
    r"[>›»]|^(首页|当前位置|您的位置|您现在的位置)|立即咨询|^(打印|关闭|分享|返回顶部|上一篇|下一篇)"
)
_DATE_LINE = re.compile(rf"(?:{_NUMERAL}|\d{{4}})年(?:{_NUMERAL}|\d{{1,2}})月(?:{_NUMERAL}|\d{{1,2}})日")
_ANNEX = re.compile(r"附件?\s*\d*\s*[:\uff1a]|附件\s*\d*$")
_PART = re.compile(rf"({_NUMERAL}、|第{_NUMERAL}[编章])\s*(.*)")
_CLAUSES = (
    ("section", re.compile(rf"(第{_NUMERAL}节)\s*(.*)")),
    ("article", re.compile(rf"(第{_NUMERAL}条)\s*(.*)")),
    ("bracket", re.compile(rf"([(\uff08]{_NUMERAL}[)\uff09])\s*(.*)")),
    ("item", re.compile(r"(\d{1,3}[.\uff0e、])(?!\d)\s*(.*)")),
    ("subitem", re.compile(r"([(\uff08]\d{1,3}[)\uff09])\s*(.*)")),
)
_ENDS_A_SENTENCE = tuple("。;:,.!?\uff1b\uff1a\uff0c\uff01\uff1f")
_LONGEST_TITLE = 60
_CHINESE = "[\u4e00-\u9fff《》“”]"
_HALF_WIDTH = re.compile(rf"(?<={_CHINESE}|[)\uff09])[,;:?!]")
_BRACKET = re.compile(r"[()]")
_FULL_WIDTH = str.maketrans(",;:?!()", "\uff0c\uff1b\uff1a\uff1f\uff01\uff08\uff09")


class OfficialTextError(ValueError):
    """The file is not a document that can be read; says what is wrong and in which line."""


@dataclass(frozen=True)
class Clause:
    level: str
    number: str = ""
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class Part:
    """A numbered part, or (without number) what stands before the first one."""

    number: str = ""
    title: str = ""
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class OfficialText:
    """What was read. Dates that the file does not give, or fills with 1900-1-1, are None."""

    title: str
    issuing_organ: str
    document_number: str
    created_on: date | None
    published_on: date | None
    executed_on: date | None
    effective_on: date | None
    addressees: str
    parts: tuple[Part, ...]
    left_out: tuple[str, ...] = field(default=())

    def body(self) -> list[dict[str, Any]]:
        """The body as a StreamField stores it."""
        return [_block(part) for part in self.parts]

    def summary(self) -> str:
        """A plain account of the contents, made of the titles of the parts."""
        titles = [part.title for part in self.parts if part.title]
        return f"《{self.title}》全文。主要内容：{'、'.join(titles)}。" if titles else f"《{self.title}》全文。"


@dataclass
class _Open:
    """A clause that may still get text."""

    level: str
    number: str
    title: str
    lines: list[str]

    def closed(self) -> Clause:
        return Clause(self.level, self.number, self.title, "\n".join(self.lines))


def chinese_punctuation(text: str) -> str:
    """Commas, colons, semicolons and brackets of half width that stand in Chinese text, at their full width.

    Old web pages lost them; whoever imports such a page decides whether to put them back.
    """
    text = _HALF_WIDTH.sub(lambda match: match.group().translate(_FULL_WIDTH), text)
    return "\n".join(_chinese_brackets(line) for line in text.split("\n"))


def _chinese_brackets(line: str) -> str:
    """Pairs of brackets that touch a Chinese character on any side become wide; (2006) after an organ's name too."""
    marks, opened = list(line), []
    for found in _BRACKET.finditer(line):
        place = found.start()
        if found.group() == "(":
            opened.append(place)
        elif opened:
            start = opened.pop()
            around = line[max(0, start - 1) : start] + line[start + 1 : start + 2] + line[place - 1 : place + 2]
            if re.search(_CHINESE, around):
                marks[start], marks[place] = "\uff08", "\uff09"
    return "".join(marks)


def read(text: str) -> OfficialText:
    """The document in a text file. Raises OfficialTextError."""
    rows = _rows(text)
    headers, first, last = _headers(rows)
    title, left_at_head = _title(rows[:first])
    body, created_on, left_at_tail = _without_tail(rows[last + 1 :])
    addressees, body = _addressees(body)
    if not body:
        raise OfficialTextError(_("The file has no text after its header lines."))
    parts = tuple(_parts(body))
    _compare(parts, body)
    given = {name: _date(headers, name) for name in ("created_on", "published_on", "executed_on", "effective_on")}
    return OfficialText(
        title=title,
        issuing_organ=headers["organ"][1],
        document_number=headers["number"][1],
        created_on=created_on or given["created_on"] or given["published_on"],
        published_on=given["published_on"],
        executed_on=given["executed_on"],
        effective_on=given["effective_on"],
        addressees=addressees,
        parts=parts,
        left_out=(*left_at_head, *left_at_tail),
    )


def parts(text: str) -> tuple[Part, ...]:
    """The parts of a text that has no header lines."""
    return tuple(_parts(_rows(text)))


def key_of(document: OfficialText) -> str:
    """By which it is known whatever the spelling of its number; "" where the number is none."""
    return document_numbers.canonical(document.document_number) or ""


def _rows(text: str) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    lines = [line.strip("\ufeff").strip() for line in text.splitlines()]
    return [(number, line) for number, line in enumerate(lines, start=1) if line]


def _headers(rows: list[tuple[int, str]]) -> tuple[dict[str, tuple[int, str]], int, int]:
    """Header values with their line, and the positions of the first and the last header line."""
    found: dict[str, tuple[int, str]] = {}
    places: list[int] = []
    for place, (number, line) in enumerate(rows):
        match = _HEADER.fullmatch(line)
        name = _HEADERS.get(re.sub(r"\s", "", match.group(1))) if match else None
        if match and name and (not places or place - places[-1] <= 2):
            found.setdefault(name, (number, match.group(2).strip()))
            places.append(place)
    for name, label in (("organ", "发文单位"), ("number", "文号")):
        if not found.get(name, (0, ""))[1]:
            raise OfficialTextError(_("The file has no header line “%(label)s”.") % {"label": label})
    return found, places[0], places[-1]


def _title(rows: list[tuple[int, str]]) -> tuple[str, list[str]]:
    title = [line for _number, line in rows if not _SITE_LINE.search(line)]
    if not title:
        raise OfficialTextError(_("There is no title above the header lines."))
    return "".join(title), [line for _number, line in rows if _SITE_LINE.search(line)]


def _date(headers: dict[str, tuple[int, str]], name: str) -> date | None:
    number, text = headers.get(name, (0, ""))
    try:
        return dates.read(text)
    except ValueError as error:
        raise OfficialTextError(
            _("Line %(line)d: “%(text)s” is not a date.") % {"line": number, "text": text}
        ) from error


def _without_tail(rows: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], date | None, list[str]]:
    """The body without the date line and the site's lines after it; an annex after the date stays."""
    dated = [place for place, (_number, line) in enumerate(rows) if _DATE_LINE.fullmatch(re.sub(r"\s", "", line))]
    end = dated[-1] if dated else len(rows)
    created_on = dates.read(re.sub(r"\s", "", rows[end][1])) if dated else None
    after = rows[end + 1 :]
    annex = next((place for place, (_number, line) in enumerate(after) if _ANNEX.match(line)), len(after))
    tail = after[:annex]
    body = [*rows[:end], *after[annex:]]
    while body and _SITE_LINE.search(body[-1][1]):
        tail.insert(0, body.pop())
    return body, created_on, [line for _number, line in tail]


def _addressees(rows: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    if rows and rows[0][1].endswith((":", "\uff1a")) and not _PART.match(rows[0][1]):
        return rows[0][1], rows[1:]
    return "", rows


def _parts(rows: list[tuple[int, str]]) -> Iterator[Part]:
    number, title, clauses = "", "", _Clauses()
    for _line, text in rows:
        match = _PART.fullmatch(text)
        if match is None:
            clauses.take(text)
            continue
        if number or clauses.found:
            yield Part(number, title, clauses.closed())
        number, words = match.groups()
        title, clauses = (words, _Clauses()) if _is_title(words) else ("", _Clauses())
        if words and not title:
            clauses.take(words)
    yield Part(number, title, clauses.closed())


class _Clauses:
    """The clauses of one part, as its lines come."""

    def __init__(self) -> None:
        self.found: list[_Open] = []
        self.in_article = False

    def take(self, line: str) -> None:
        for kind, pattern in _CLAUSES:
            match = pattern.fullmatch(line)
            if match:
                self._begin(kind, *match.groups())
                return
        last = self.found[-1] if self.found else None
        if last is not None and (last.level == "article" or last.title):
            last.lines.append(line)
        else:
            self.found.append(_Open("paragraph", "", "", [line]))

    def _begin(self, kind: str, number: str, words: str) -> None:
        self.in_article = kind == "article" or (self.in_article and kind != "section")
        level = kind
        if kind == "bracket":
            level = "item" if self.in_article else "section"
        elif kind == "item" and self.in_article:
            level = "subitem"
        titled = kind != "article" and _is_title(words)
        self.found.append(_Open(level, number, words if titled else "", [] if titled or not words else [words]))

    def closed(self) -> tuple[Clause, ...]:
        return tuple(clause.closed() for clause in self.found)


def _is_title(words: str) -> bool:
    return bool(words) and len(words) <= _LONGEST_TITLE and not words.endswith(_ENDS_A_SENTENCE)


def _compare(parts: tuple[Part, ...], rows: list[tuple[int, str]]) -> None:
    """Every character of the body is in the parts, in order; spaces between a number and its text do not count."""
    read_again = "".join(
        part.number + part.title + "".join(clause.number + clause.title + clause.text for clause in part.clauses)
        for part in parts
    )
    if re.sub(r"\s", "", read_again) != re.sub(r"\s", "", "".join(line for _number, line in rows)):
        raise OfficialTextError(_("The text that was read differs from the file; nothing is imported."))


def _block(part: Part) -> dict[str, Any]:
    clauses = [
        {"level": each.level, "number": each.number, "title": each.title, "text": each.text} for each in part.clauses
    ]
    if part.number:
        return {"type": "part", "value": {"number": part.number, "title": part.title, "clauses": clauses}}
    return {"type": "clauses", "value": clauses}
