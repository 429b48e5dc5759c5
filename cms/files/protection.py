"""A file that a signed or live revision shows is not replaced, hidden or deleted in place: a
signature covers it by its content.

What shows a file is known to higher rooms only: they register an answer to `in_use`. The rule itself stands here once;
forms, views, bulk actions, the API, `save()` and `delete()` ask it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.questions import Question

InUse = Callable[[Any], Iterable[str]]

in_use: Question[InUse] = Question("files.in_use", "What signed or live shows this file?")
"""`answer(record) -> labels` for people: what signed or live shows the bytes of this Image or Document
(`record.sha256`, `record.pk`, `record._meta`)."""

NAMED = 5


class FileInUse(ValidationError):
    """The file may not be replaced or deleted: something signed or live shows it. The message says what."""


def shown_by(record: Any) -> tuple[str, ...]:
    """What shows this file, without repetition; empty for a record that is not stored yet, and for one of the host's
    own."""
    if record.pk is None or not getattr(record, "sha256", ""):
        return ()
    return tuple(dict.fromkeys(str(label) for answer in in_use for label in answer(record)))


def why(labels: Iterable[str]) -> str:
    """The sentence that names what shows a file."""
    named = list(labels)
    text = "、".join(f"《{label}》" for label in named[:NAMED])
    more = len(named) - NAMED
    if more > 0:
        text = ngettext("%(named)s and %(count)d more", "%(named)s and %(count)d more", more) % {
            "named": text,
            "count": more,
        }
    return text


def refusal_to_replace(record: Any) -> str | None:
    """Why the file of this record may not be replaced, or None when it may."""
    labels = shown_by(record)
    if not labels:
        return None
    return _(
        "This file is shown by %(labels)s and cannot be replaced here. Upload a new version and choose it in each item "
        "that is to show it: that is a modification of the item and goes through its chain."
    ) % {"labels": why(labels)}


def refusal_to_delete(record: Any) -> str | None:
    """Why this record may not be deleted, or None when it may."""
    labels = shown_by(record)
    if not labels:
        return None
    return _("“%(title)s” is shown by %(labels)s and cannot be deleted.") % {
        "title": record.title,
        "labels": why(labels),
    }


def refuse_deletion(sender: Any, instance: Any, **kwargs: Any) -> None:
    """`pre_delete`: reaches instance.delete(), QuerySet.delete() and cascades alike. Raises FileInUse."""
    reason = refusal_to_delete(instance)
    if reason:
        raise FileInUse(reason)
