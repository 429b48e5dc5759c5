"""Away, and somebody stands in: for each own post the colleague who did it last, or one of the same office."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.organisation.models import Delegation, Post, Tenure
from cms.workflows.cases import records

TERMS = ((1, gettext_lazy("today")), (3, gettext_lazy("three days")), (7, gettext_lazy("a week")))
"""Days with the present one, until the end of the last; other terms are entered in the form below."""


@dataclass(frozen=True)
class Suggestion:
    """A post and who could stand in; `terms` are (what the button sends, its words)."""

    post: Post
    name: str
    terms: tuple[tuple[str, Any], ...]


def suggestions(user: Any) -> list[Suggestion]:
    """At most one for each post that is held now and not given away yet."""
    now = timezone.now()
    held = Post.objects.filter(pk__in=Tenure.objects.valid_at(now).filter(user=user).values("post"))
    given = Delegation.objects.filter(from_user=user, ends_at__gt=now).values("post")
    found = []
    for post in held.exclude(pk__in=given).select_related("unit", "office").order_by("pk"):
        person = _stand_in(post, user, now)
        if person is not None:
            terms = tuple((f"{post.pk}:{person.pk}:{days}", words) for days, words in TERMS)
            found.append(Suggestion(post, records.name_of(person), terms))
    return found


def _stand_in(post: Post, user: Any, now: datetime.datetime) -> Any:
    """Somebody of the unit who holds a post there now."""
    valid = Tenure.objects.valid_at(now)
    there = valid.filter(post__unit_id=post.unit_id, user__is_active=True).exclude(user=user)
    there = there.exclude(user__in=valid.filter(post=post).values("user"))  # who holds the post acts in it anyway
    last = Delegation.objects.filter(post=post, from_user=user).order_by("-starts_at", "-pk").first()
    near = Q(pk__in=[]) if post.office_id is None else Q(post__office_id=post.office_id)
    for wanted in (Q(user=last.to_user_id) if last is not None else Q(pk__in=[]), near):
        row = there.filter(wanted).select_related("user").order_by("post_id", "pk").first()
        if row is not None:
            return row.user
    return None


def entered(sent: str) -> dict[str, str]:
    """What the form of a delegation would have been sent for a button; {} for what no button sends."""
    post, _first, rest = sent.partition(":")
    person, _second, days = rest.partition(":")
    if days not in {str(number) for number, _words in TERMS}:
        return {}
    last = timezone.localdate() + datetime.timedelta(days=int(days) - 1)
    return {"post": post, "to_user": person, "ends_at": f"{last:%Y-%m-%d}T23:59", "reason": _("away")}
