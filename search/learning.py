"""Learning from what people search, on this site alone: sums of a day, without anything of who asked.

A question is not kept that is long, or holds what may be the number of a telephone, a person, a card or a car, or an
address of mail; one that was asked by few is dropped when the day is over, and not shown before.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Sum
from django.utils import timezone

from . import analysis, word_files, words
from .learning_models import LONGEST, AskedQuestion, FollowedQuestion, OpenedPosition

LAST_POSITION = 200
MOST_A_DAY = 20_000
"""Different questions of a day; whoever makes them up fills no disk."""
MOST_SHOWN = 50
_NUMBERS = (
    re.compile(r"[0-9零〇一二三四五六七八九幺]{7,}"),
    re.compile(r"(?:[0-9][\s\-.]*){11,}"),
    re.compile(r"(?<![0-9])[0-9]{3,4}[\s\-.](?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{4}(?![0-9])"),  # GB 7588-2020 is none
    re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][\s·.]*[a-z0-9]{5,6}"),
)
"""Of telephones, persons, cards and cars, as they may be written."""
_settled: datetime.date | None = None


@dataclass(frozen=True)
class Rules:
    """From DISCLOSURE_SEARCH_LEARNING: whether anything is counted, from how many on a question is kept, and for how
    many days."""

    enabled: bool = True
    fewest: int = 5
    kept_days: int = 400


def rules() -> Rules:
    return Rules(**getattr(settings, "DISCLOSURE_SEARCH_LEARNING", {}))


def keepable(question: str) -> str:
    """The question as it is counted, whatever its script, width and case; "" for one that is not kept."""
    text = " ".join(analysis.fold(question[: LONGEST * 4]).split())
    private = "@" in text or any(each.search(text) for each in _NUMBERS)
    return "" if private or len(text) > LONGEST or not word_files.key(text) else text


def asked(question: str, *, found: bool) -> None:
    """A question was asked, and found something or nothing."""
    text = keepable(question)
    if text:
        settle()
        _add(AskedQuestion, {"question": text}, asked=1, empty=0 if found else 1)


def opened(question: str, position: int, *, after: str = "") -> None:
    """The result at `position` (from 1) was opened; `after` is a question without result that came before this one."""
    settle()
    if 1 <= position <= LAST_POSITION:
        _add(OpenedPosition, {"position": position}, opened=1)
    text, before = keepable(question), keepable(after)
    if not text:
        return
    _add(AskedQuestion, {"question": text}, only_known=True, opened=1, places=max(1, min(position, LAST_POSITION)))
    if before and word_files.key(before) != word_files.key(text):
        _add(FollowedQuestion, {"question": before, "following": text}, opened=1)


def _add(model: type[models.Model], keys: dict[str, Any], *, only_known: bool = False, **sums: int) -> None:
    rows = model._default_manager.filter(day=timezone.localdate(), **keys)
    more: dict[str, Any] = {name: F(name) + number for name, number in sums.items()}
    if rows.update(**more) or only_known:
        return
    if model._default_manager.filter(day=timezone.localdate()).count() >= MOST_A_DAY:
        return
    try:
        with transaction.atomic():
            model._default_manager.create(day=timezone.localdate(), **keys, **sums)
    except IntegrityError:  # somebody else asked it in this moment
        rows.update(**more)


def settle() -> None:
    """Once a day: what few asked on a day that is over is dropped, and everything that is too old."""
    global _settled
    today = timezone.localdate()
    if _settled == today:
        return
    facts = rules()
    oldest = today - datetime.timedelta(days=facts.kept_days)
    AskedQuestion.objects.filter(day__lt=today, asked__lt=facts.fewest).delete()
    FollowedQuestion.objects.filter(day__lt=today, opened__lt=facts.fewest).delete()
    for model in (AskedQuestion, FollowedQuestion, OpenedPosition):
        model._default_manager.filter(day__lt=oldest).delete()
    _settled = today


@dataclass(frozen=True)
class Question:
    """A question in a period. `position` is the mean of those opened, None for none."""

    question: str
    asked: int
    empty: int
    opened: int
    position: float | None


@dataclass(frozen=True)
class Proposal:
    """People who found nothing for `question` opened something that `following` found, so often."""

    question: str
    following: str
    opened: int

    @property
    def targets(self) -> str:
        return " ".join(f"{part}=0.8" for part in self.following.split())


def questions(days: int, *, empty: bool = False) -> list[Question]:
    """The most asked of the last days, or those that found nothing most often."""
    rows = AskedQuestion.objects.filter(day__gt=_since(days), asked__gte=rules().fewest).order_by().values("question")
    sums = rows.annotate(
        all_asked=Sum("asked"), all_empty=Sum("empty"), all_opened=Sum("opened"), all_places=Sum("places")
    )
    sums = sums.filter(all_empty__gt=0).order_by("-all_empty", "question") if empty else sums
    return [
        Question(
            row["question"],
            row["all_asked"],
            row["all_empty"],
            row["all_opened"],
            round(row["all_places"] / row["all_opened"], 1) if row["all_opened"] else None,
        )
        for row in (sums if empty else sums.order_by("-all_asked", "question"))[:MOST_SHOWN]
    ]


def positions(days: int) -> list[tuple[int, int]]:
    """(position, how often it was opened) of the last days, in order."""
    rows = OpenedPosition.objects.filter(day__gt=_since(days)).order_by().values("position")
    return [(row["position"], row["all"]) for row in rows.annotate(all=Sum("opened")).order_by("position")]


def proposals(days: int) -> list[Proposal]:
    """Questions without result, and those that led to something after them; without what words say already."""
    rows = FollowedQuestion.objects.filter(day__gt=_since(days), opened__gte=rules().fewest).order_by()
    sums = rows.values("question", "following").annotate(all=Sum("opened")).order_by("-all", "question")
    known = words.current().entries
    found = [Proposal(row["question"], row["following"], row["all"]) for row in sums[: MOST_SHOWN * 4]]
    return [each for each in found if _is_new(each, known)][:MOST_SHOWN]


def _is_new(each: Proposal, known: Any) -> bool:
    if len(each.question) > word_files.LONGEST_WORD:
        return False
    facts = {word_files.key(phrase) for phrase, _weight in known.get(word_files.key(each.question), ())}
    return not all(word_files.key(part) in facts for part in each.following.split())


def _since(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)
