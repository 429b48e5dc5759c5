"""Whether a form that was opened before somebody else saved would undo what they wrote, and what each of them says."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Revision


@dataclass(frozen=True)
class Difference:
    """A field, or a list of rows, that the other has changed since and this form says otherwise; both as people read
    them."""

    label: str
    theirs: SafeString
    mine: SafeString


def differences(panels: Any, base: Any, theirs: Any, mine: Any) -> list[Difference]:
    """Three versions of a page: what both began with, what is saved now, what this form says. `panels` is its bound
    edit handler. What only one of them touched is no difference; where what they began with is gone (None), all that
    the two say otherwise is one."""
    found = []
    for compare in panels.get_comparison():
        is_touched = base is None or compare(base, theirs).has_changed()
        if is_touched and compare(theirs, mine).has_changed():
            shown = compare(theirs, mine)
            found.append(
                Difference(str(shown.field_label()), _read(compare(theirs, theirs)), _read(compare(mine, mine)))
            )
    return found


def _read(comparison: Any) -> SafeString:
    """One version by itself: compared with itself nothing of it went or came."""
    if not comparison.is_child_relation:
        return mark_safe(comparison.htmldiff())  # noqa: S308 - Wagtail's comparisons escape what they show
    rows = (
        format_html_join(" · ", "{}", ((_read(each),) for each in row.get_field_comparisons()))
        for row in comparison.get_child_comparisons()
    )
    return format_html_join(mark_safe("<br>"), "{}", ((row,) for row in rows))


def number_of(sent: Any) -> int | None:
    """The version that a form says it was made of; None for what is no number that a version has."""
    text = str(sent or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def base_of(page: Any, number: int | None) -> Any:
    """The version of the page that a form was made of; None where it is gone or was never one of this page."""
    revision = Revision.page_revisions.filter(object_id=str(page.pk), pk=number).first() if number is not None else None
    return revision.as_object() if revision is not None else None


def stale(page: Any, number: int | None) -> bool:
    """Whether a form that says that it was made of this version is not of the newest."""
    return number is not None and page.latest_revision_id not in (None, number)


def who_and_when(page: Any) -> tuple[Any, datetime.datetime]:
    """Of the newest version."""
    revision = Revision.objects.select_related("user").get(pk=page.latest_revision_id)
    return revision.user, revision.created_at
