"""What must hold between the rows of the organisation: asked by every form, service, loader and test alike.

Each function raises ValidationError in the user's language. What a database can check for itself is a constraint
on the model; what needs other rows is here.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

Row = Any
"""A row of `cms.organisation.models`, which ask these rules and so cannot be imported by them."""

# Seats that are worked out from the item; no post may take one of these identifiers.
ORIGINATING_OFFICE = "originating_office"
DEPUTY_IN_CHARGE = "deputy_in_charge"
DEPUTIES_CONCERNED = "deputies_concerned"
RESOLVED = frozenset({ORIGINATING_OFFICE, DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED})

_CATEGORY = re.compile(r"[a-z][a-z0-9_]*")


def check_unit(unit: Row) -> None:
    if unit.kind != "municipal" and unit.parent_id is None:
        raise ValidationError({"parent": _("Every unit but the municipal bureau has a superior unit.")})
    above, seen = unit.parent, set()
    while above is not None and above.pk not in seen:
        if unit.pk is not None and above.pk == unit.pk:
            raise ValidationError({"parent": _("A unit cannot stand under itself.")})
        seen.add(above.pk)
        above = above.parent


def check_office(office: Row) -> None:
    """An office does not change its unit: its posts, items and index numbers stay behind."""
    if office.pk and type(office).objects.filter(pk=office.pk).exclude(unit_id=office.unit_id).exists():
        raise ValidationError({"unit": _("An office stays in its unit; set up a new one in the other unit.")})


def check_post(post: Row) -> None:
    if post.identifier in RESOLVED:
        raise ValidationError({"identifier": _("This identifier is worked out from the item and cannot be a post.")})
    if post.pk and type(post).objects.filter(pk=post.pk).exclude(unit_id=post.unit_id).exists():
        raise ValidationError({"unit": _("A post stays in its unit; set up a new one in the other unit.")})
    if post.office_id and post.office is not None and post.office.unit_id != post.unit_id:
        raise ValidationError({"office": _("The office belongs to another unit.")})
    _check_secretary(post)
    check_categories(post.categories)


def _check_secretary(post: Row) -> None:
    secretary = post.secretary if post.secretary_id else None
    if secretary is None:
        return
    if secretary.unit_id != post.unit_id:
        raise ValidationError({"secretary": _("The post that records belongs to another unit.")})
    if secretary.kind == "body":
        raise ValidationError({"secretary": _("A body cannot record for another body.")})


def check_categories(value: object) -> None:
    """A list of category identifiers, or "*"."""
    good = isinstance(value, list) and all(
        isinstance(entry, str) and (entry == "*" or _CATEGORY.fullmatch(entry)) for entry in value
    )
    if not good:
        raise ValidationError({"categories": _("Give a list of category identifiers, or *.")})


def check_history(period: Row, fixed: tuple[str, ...]) -> None:
    """A row that exists keeps what it names; what has begun keeps its beginning, what is over keeps its end.

    Decisions were made on the strength of these rows: who held what then must stay answerable.
    """
    before = type(period).objects.filter(pk=period.pk).first() if period.pk else None
    if before is None:
        return
    now = timezone.now().replace(microsecond=0)
    for name in fixed:
        if getattr(before, f"{name}_id") != getattr(period, f"{name}_id"):
            raise ValidationError({name: _("History is kept: end this entry and make a new one.")})
    if before.starts_at <= now and period.starts_at != before.starts_at:
        raise ValidationError({"starts_at": _("This has begun: its beginning can no longer be changed.")})
    if before.ends_at == period.ends_at:
        return
    if before.ends_at is not None and before.ends_at <= now:
        raise ValidationError({"ends_at": _("This is over: its end can no longer be changed.")})
    if period.ends_at is not None and before.starts_at <= now and period.ends_at < now:
        raise ValidationError({"ends_at": _("The end cannot lie in the past: somebody may have acted since.")})


def check_tenure(tenure: Row) -> None:
    if not (tenure.post_id and tenure.user_id and tenure.starts_at):
        return
    check_history(tenure, ("post", "user"))
    post = tenure.post
    if post.kind == "body" and post.secretary_id:
        raise ValidationError({"post": _("A body whose resolutions are recorded by a post has no holder of its own.")})
    others = type(tenure).objects.exclude(pk=tenure.pk).filter(user_id=tenure.user_id)
    others = others.overlapping(tenure.starts_at, tenure.ends_at)
    if others.filter(post_id=tenure.post_id).exists():
        raise ValidationError(_("This person already holds this post in this period."))
    if post.kind == "oversight":
        clash = others.exclude(post__kind="oversight").exists()
    else:
        clash = others.filter(post__kind="oversight").exists()
    if clash:
        raise ValidationError(_("Oversight changes nothing: a person cannot hold it together with another post."))


def check_portfolio(portfolio: Row) -> None:
    if not (portfolio.post_id and portfolio.office_id and portfolio.starts_at):
        return
    check_history(portfolio, ("post", "office"))
    if portfolio.post.kind != "leader":
        raise ValidationError({"post": _("Only a leader is in charge of offices.")})
    if portfolio.post.unit_id != portfolio.office.unit_id:
        raise ValidationError({"office": _("The office belongs to another unit than the leader.")})
    others = type(portfolio).objects.exclude(pk=portfolio.pk)
    others = others.filter(post_id=portfolio.post_id, office_id=portfolio.office_id)
    if others.overlapping(portfolio.starts_at, portfolio.ends_at).exists():
        raise ValidationError(_("This post is already in charge of this office in this period."))


def check_delegation(delegation: Row, tenures: Any) -> None:
    """`tenures` are all of them, to see who holds what when the delegation begins."""
    if not (delegation.post_id and delegation.from_user_id and delegation.to_user_id and delegation.starts_at):
        return
    check_history(delegation, ("post", "from_user", "to_user"))
    tenures = tenures.valid_at(delegation.starts_at)
    if not tenures.filter(post_id=delegation.post_id, user_id=delegation.from_user_id).exists():
        raise ValidationError({"from_user": _("This person does not hold the post when the delegation begins.")})
    theirs = tenures.filter(user_id=delegation.to_user_id)
    if theirs.filter(post_id=delegation.post_id).exists():
        raise ValidationError({"to_user": _("This person holds the post already.")})
    if delegation.post.kind == "oversight":
        clash = theirs.exclude(post__kind="oversight").exists()
    else:
        clash = theirs.filter(post__kind="oversight").exists()
    if clash:
        raise ValidationError({"to_user": _("Oversight changes nothing: it cannot be joined with another post.")})
    if not delegation.to_user.is_active:
        raise ValidationError({"to_user": _("This account is switched off.")})
    _check_delegated_once(delegation)


def _check_delegated_once(delegation: Row) -> None:
    others = type(delegation).objects.exclude(pk=delegation.pk)
    others = others.filter(post_id=delegation.post_id, from_user_id=delegation.from_user_id)
    if others.overlapping(delegation.starts_at, delegation.ends_at).exists():
        raise ValidationError(_("In this period the post is already delegated by this person."))


def check_member(member: Row) -> None:
    if not (member.unit_id and member.user_id and member.starts_at):
        return
    check_history(member, ("unit", "user"))
    others = type(member).objects.exclude(pk=member.pk).filter(unit_id=member.unit_id)
    others = others.overlapping(member.starts_at, member.ends_at)
    if others.filter(user_id=member.user_id).exists():
        raise ValidationError(_("This person already sits in this leading group in this period."))
    if member.role == "chair" and others.filter(role="chair").exists():
        raise ValidationError({"role": _("The leading group already has a chair in this period.")})
