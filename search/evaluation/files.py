"""The two files of an evaluation: a corpus and judged questions, JSON lines in UTF-8, gzip allowed.

Whatever is wrong with a line is told with its number: a corpus of a thousand documents is made by a program.
"""

import gzip
import json
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from cms.publication.corpus import CorpusDocument

from .figures import Judgement

GZIP = b"\x1f\x8b"
GRADES = range(4)
"""0 says that somebody looked and it is no answer; 1 to 3 that it is one."""


class BrokenFile(ValueError):
    """Says which file, which line, and what is wrong with it."""


def corpus(path: Path) -> list[CorpusDocument]:
    """The documents in their order. Raises BrokenFile."""
    found: dict[str, CorpusDocument] = {}
    for line, values in _lines(path):
        try:
            document = _document(values)
            if document.id in found:
                raise ValueError(_("the id “%(id)s” stands there twice") % {"id": document.id})
        except ValueError as error:
            raise _broken(path, line, error) from error
        found[document.id] = document
    if not found:
        raise BrokenFile(_("%(file)s holds no document.") % {"file": path})
    return list(found.values())


def judgements(path: Path, known: Collection[str]) -> list[Judgement]:
    """Questions whose answers are among the `known` identifiers. Raises BrokenFile."""
    found = []
    for line, values in _lines(path):
        try:
            judgement = _judgement(values, line)
            unknown = [each for each in judgement.relevant if each not in known]
            if unknown:
                raise ValueError(_("there is no document “%(id)s”") % {"id": unknown[0]})
        except ValueError as error:
            raise _broken(path, line, error) from error
        found.append(judgement)
    if not found:
        raise BrokenFile(_("%(file)s holds no question.") % {"file": path})
    return found


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number of the line, what stands there); empty lines are passed over."""
    try:
        with closing(_opened(path)) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _values(path, number, line)
    except (OSError, EOFError, zlib.error) as error:
        facts = getattr(error, "strerror", None) or error
        raise BrokenFile(_("%(file)s cannot be read: %(error)s") % {"file": path, "error": facts}) from error


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    return cast(BinaryIO, gzip.open(path)) if packed else path.open("rb")


def _values(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        raise _broken(path, number, _("not a line of JSON in UTF-8 (%(error)s)") % {"error": error}) from error
    if not isinstance(found, dict):
        raise _broken(path, number, _("not an object in braces"))
    return found


def _broken(path: Path, line: int, error: object) -> BrokenFile:
    return BrokenFile(_("%(file)s, line %(line)d: %(error)s.") % {"file": path, "line": line, "error": error})


def _text(values: dict[str, Any], name: str, *, wanted: bool = False) -> str:
    """What stands there; "" where nothing does, unless it is `wanted`. Raises ValueError."""
    value = values.get(name)
    if value is None and not wanted:
        return ""
    if not isinstance(value, str) or (wanted and not value.strip()):
        raise ValueError(_("“%(name)s” is not a text") % {"name": name})
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(_("“%(name)s” holds half a character") % {"name": name}) from error
    return value.replace("\x00", " ")


def _document(values: dict[str, Any]) -> CorpusDocument:
    return CorpusDocument(
        id=_text(values, "id", wanted=True),
        title=_text(values, "title", wanted=True),
        issuer=_text(values, "issuer"),
        number=_text(values, "number"),
        date=_day(values, "date"),
        effective=_day(values, "effective"),
        status=_text(values, "status"),
        kind=_text(values, "kind"),
        body=_text(values, "body"),
    )


def _day(values: dict[str, Any], name: str) -> date | None:
    text = _text(values, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValueError(_("“%(name)s” is not a date such as 2026-11-28") % {"name": name}) from error


def _judgement(values: dict[str, Any], line: int) -> Judgement:
    relevant = values.get("relevant")
    if not isinstance(relevant, dict):
        raise ValueError(_("“%(name)s” is not an object of identifiers and grades") % {"name": "relevant"})
    for grade in relevant.values():
        if isinstance(grade, bool) or not isinstance(grade, int) or grade not in GRADES:
            raise ValueError(_("“%(grade)s” is not a grade from 1 to 3") % {"grade": grade})
    if not any(relevant.values()):
        raise ValueError(_("the question has no answer among the documents"))
    return Judgement(_text(values, "query", wanted=True), relevant, _text(values, "type", wanted=True), line)
