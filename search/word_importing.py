"""Words of the people from a file that somebody reads in: all of it or nothing, each row with its entry in the log.

The file is one of the shape of `words.tsv`, or a table (CSV) as the register exports it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.registers import changes

from . import word_files, words
from .word_files import Unreadable, WordLine
from .word_models import PeoplesWord

MOST = 5000
FIELDS = ["targets", "area", "is_active"]
NO = frozenset({"no", "0", "false", "否", "停用", "off"})


@dataclass(frozen=True)
class Row:
    """An entry of a file, and whether it is to be in use."""

    line: WordLine
    is_active: bool = True


@dataclass(frozen=True)
class Taken:
    """How many rows are new, say something else than before, say the same."""

    new: int
    changed: int
    same: int


def read(content: bytes) -> tuple[Row, ...]:
    """Raises Unreadable, with the number of the line."""
    if len(content) > word_files.LARGEST:
        raise Unreadable(_("The file is larger than %(most)d KB.") % {"most": word_files.LARGEST // 1024})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is no text in UTF-8.")) from error
    rows = tuple(Row(line) for line in word_files.word_lines(text)) if "\t" in text else tuple(_table(text))
    if not rows:
        raise Unreadable(_("There is no entry in this file."))
    if len(rows) > MOST:
        raise Unreadable(_("More than %(most)d entries.") % {"most": MOST})
    return rows


def _table(text: str) -> Iterator[Row]:
    places: dict[str, int] = {}
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise Unreadable(_("The file cannot be read: %(error)s") % {"error": error}) from error
    for number, cells in enumerate(lines, start=1):
        empty = not any(cell.strip() for cell in cells) or cells[0].startswith("#")
        if empty or (number == 1 and _is_heading(cells)):
            continue
        try:
            row = _row(cells)
            before = places.setdefault(word_files.key(row.line.word), number)
            if before != number:
                facts = {"word": row.line.word, "line": before}
                raise Unreadable(_("“%(word)s” stands in line %(line)d already.") % facts)
        except Unreadable as error:
            raise Unreadable(_("Line %(number)d: %(reason)s") % {"number": number, "reason": error}) from error
        yield row


def _is_heading(cells: list[str]) -> bool:
    """As the register writes it, in either language."""
    return cells[0].strip().casefold() in {"word", "words", _("people's word").casefold(), "people's word", "俗语"}


def _row(cells: list[str]) -> Row:
    if not 2 <= len(cells) <= 4:
        raise Unreadable(_("A row has a word, official words, and perhaps an area and whether it is in use."))
    name, targets, area, used = (*(cell.strip() for cell in cells), "", "")[:4]
    facts = word_files.word(name)
    line = WordLine(facts, word_files.targets(targets, facts), word_files.area(area) if area else "")
    return Row(line, used.casefold() not in NO)


def take(rows: Iterable[Row], user: Any) -> Taken:
    """Write what the rows say. What was entered here or shipped before says the same from now on."""
    facts = {"new": 0, "changed": 0, "same": 0}
    with transaction.atomic():
        known = {row.key: row for row in PeoplesWord.objects.all()}
        for row in rows:
            facts[_take(row, known.get(word_files.key(row.line.word)), user)] += 1
        words.changed()
    return Taken(**facts)


def _take(row: Row, here: PeoplesWord | None, user: Any) -> str:
    line = row.line
    values = {"targets": line.targets_text, "area": line.area, "is_active": row.is_active}
    if here is None:
        made = PeoplesWord(word=line.word, **values)
        made.key = made.make_key()
        PeoplesWord.objects.bulk_create([made])
        log(instance=made, action="wagtail.create", user=user, content_changed=True)
        return "new"
    before = PeoplesWord(word=here.word, targets=here.targets, area=here.area, is_active=here.is_active)
    for name, value in values.items():
        setattr(here, name, value)
    facts = changes.between(before, here, FIELDS)
    if not facts:
        return "same"
    PeoplesWord.objects.bulk_update([here], FIELDS)
    log(instance=here, action="wagtail.edit", user=user, content_changed=True, data={"changes": facts})
    return "changed"
