"""Numbers of documents and of orders as people type them: 国务院令617, 市场监管总局43号令, 国发2019年5号."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .. import analysis

_YEAR = re.compile(r"[〔\[(（【]?\s*((?:19|20)\d\d)\s*[年〕\])）】]+|(?<![0-9])((?:19|20)\d\d)(?=\s+[0-9])")
_NUMBER = re.compile(r"(?:第|no\.?)?\s*([0-9]{1,5})\s*号?")
_SAYS_NOTHING = re.compile(r"[令号第字年之公告\s〔〕\[\]()（）【】]")
_IS_ONE = re.compile(r"号|令|公告|字第|[〔\[(（【]\s*(?:19|20)\d\d|[发函规]\s*(?:19|20)\d\d")
LONGEST = 40
LONGEST_ORGAN = 18


@dataclass(frozen=True)
class Number:
    """`organ` without what says nothing, `year` "" where there is none."""

    organ: str
    year: str
    number: str

    @property
    def token(self) -> str:
        """By which an index finds it."""
        return f"n{int(self.number)}"


@lru_cache(maxsize=4000)
def parse(text: str) -> Number | None:
    """The number that the whole text is, or None."""
    flat = analysis.fold(text).strip()
    if not flat or len(flat) > LONGEST or not _IS_ONE.search(flat):
        return None
    year = _YEAR.search(flat)
    rest = f"{flat[: year.start()]} {flat[year.end() :]}" if year else flat
    numbers = list(_NUMBER.finditer(rest))
    if len(numbers) != 1:
        return None
    match = numbers[0]
    organ = _SAYS_NOTHING.sub("", f"{rest[: match.start()]}{rest[match.end() :]}")
    if len(organ) > LONGEST_ORGAN or any(not analysis.is_han(each) for each in organ):
        return None
    return Number(organ, next(filter(None, year.groups())) if year else "", match.group(1))


def likeness(asked: Number, own: str) -> float:
    """0 to 1: how surely the number of a document is the one asked for."""
    found = parse(own) if own else None
    if found is None or int(found.number) != int(asked.number):
        return 0.0
    if asked.year and found.year and asked.year != found.year:
        return 0.0
    if asked.organ == found.organ:
        return 1.0
    if not asked.organ:
        return 0.7
    shorter, longer = sorted((asked.organ, found.organ), key=len)
    if not shorter or not _in_order(shorter, longer):
        return 0.0
    return 0.9 if len(asked.organ) <= len(found.organ) else 0.8


def _in_order(short: str, text: str) -> bool:
    rest = iter(text)
    return all(each in rest for each in short)
