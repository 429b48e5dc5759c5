"""发文字号: one document has one number, however it is typed.

`渝文备[2007]23号`, `渝文备〔２００７〕23号`, `渝文备(2007)23` and `渝文备2007 23` are the same document.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 1900, 2199
_OPEN, _CLOSE = r"\[\(〔【{<《", r"\]\)〕】}>》"
_ORGAN = r"(?P<organ>[一-鿿A-Za-z]+?)"
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_PATTERN = re.compile(
    rf"{_ORGAN}\s*(?:字)?\s*[{_OPEN}]?\s*{_YEAR}\s*年?\s*[{_CLOSE}]?\s*第?\s*(?P<number>\d{{1,5}})\s*号?"
)
_SEPARATED = re.compile(rf"[一-鿿A-Za-z]\s*[{_OPEN}]?\s*(?:19|20|21)\d\d(?:\s*年?\s*[{_CLOSE}]|\s+|\s*第)")
_IN_TEXT = re.compile(rf"[一-鿿A-Za-z]{{2,12}}\s*[{_OPEN}]\s*(?:19|20|21)\d\d\s*[{_CLOSE}]\s*第?\s*\d{{1,5}}\s*号")


@dataclass(frozen=True)
class DocumentNumber:
    """机关代字, year and sequence number. `str` gives the official form 渝文备〔2007〕23号."""

    organ: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.organ}〔{self.year}〕{self.number}号"


def parse(text: str | None) -> DocumentNumber | None:
    """The number that the text is, or None when it is none."""
    flat = unicodedata.normalize("NFKC", text or "").strip()
    if not _SEPARATED.search(flat):
        return None
    found = _PATTERN.fullmatch(flat)
    if found is None or not int(found["number"]):
        return None
    organ = found["organ"].strip().removesuffix("字") or found["organ"]
    return DocumentNumber(organ.upper() if organ.isascii() else organ, int(found["year"]), int(found["number"]))


def canonical(text: str | None) -> str | None:
    """The official form of the number that the text is, or None when it is none."""
    found = parse(text)
    return str(found) if found else None


def find(text: str) -> Iterator[DocumentNumber]:
    """The numbers that a running text names in brackets, in order."""
    for match in _IN_TEXT.finditer(unicodedata.normalize("NFKC", text)):
        found = parse(match.group())
        if found is not None:
            yield found
