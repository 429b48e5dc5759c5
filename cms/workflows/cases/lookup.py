"""Finding cases, and what an item's draft is."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.publication import current
from cms.publication.disclosable import item_of, key_of, model_of
from cms.workflows.cases.models import Case

WEB = "web"
LOOKED_BACK = 20
"""Cases of an item, newest first: what runs, or waits for its time, is among them."""


def running(item: Any, channel: str = "") -> Case | None:
    """The one running case of an item in a channel; without one in the item's own."""
    key = item if isinstance(item, str) else key_of(item)
    channel = channel or getattr(item, "disclosure_channel", WEB)
    return Case.objects.filter(item=key, channel=channel, state__in=Case.RUNNING).first()


def latest(item: Any) -> Case | None:
    """The newest case of an item, running or not; releases to one more channel are not counted."""
    key = item if isinstance(item, str) else key_of(item)
    return Case.objects.filter(item=key, is_release=False).order_by("-pk").first()


def recent(key: str) -> list[Case]:
    """The newest cases of an item in all channels, releases left out; the newest first. One query."""
    return list(Case.objects.filter(item=key, is_release=False).order_by("-pk")[:LOOKED_BACK])


def under_way(item: Any) -> dict[str, Case]:
    """The running case of an item in each channel, for what a screen shows: asked once per instance, again and again.

    A verb asks `running`, which reads it anew.
    """
    if item.pk is None:
        return {}
    kept: dict[str, Case] | None = item.__dict__.get("_under_way")
    if kept is None:
        kept = {case.channel: case for case in Case.objects.filter(item=key_of(item), state__in=Case.RUNNING)}
        item.__dict__["_under_way"] = kept
    return kept


def is_in_approval(item: Any) -> bool:
    """Whether what was submitted waits for signatures now. Asked once per instance: it is asked again and again."""
    return any(case.state == Case.State.OPEN and not case.is_release for case in under_way(item).values())


def released_otherwise(case: Case) -> str | None:
    """Why a release is not, or no more, of what is on view in the item's own channel."""
    shown = current.of_item(case.item, WEB)
    if shown is None:
        return _("It is not on view on the web site: nothing can be released.")
    if case.digest and shown.digest != case.digest:
        return _("What is on view on the web site was changed since: the release has to be submitted anew.")
    return None


def published_by(number: int | None) -> Case | None:
    """The case that brought a publication about."""
    return Case.objects.filter(publication=number).order_by("-pk").first() if number else None


def was_ever_submitted(item: Any) -> bool:
    """Then it stays: its decisions refer to it."""
    return Case.objects.filter(item=key_of(item), submitted_at__isnull=False).exists()


def lock(case: Case) -> Case:
    """The case as it is now, locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("unit", "office").get(pk=case.pk)


def item(case: Case) -> Any:
    """The Wagtail object of a case (specific). Raises LookupError when it is gone."""
    found = item_of(case.item)
    if found is None:
        raise LookupError(f"{case.item} is gone")
    return found


def latest_revision_id(case: Case) -> int | None:
    """The newest revision of a case's item, without loading the item."""
    model, pk = model_of(case.item)
    if model is None:
        return None
    found: int | None = model._base_manager.filter(pk=pk).values_list("latest_revision_id", flat=True).first()
    return found


def draft(case: Case, of: Any = None) -> Any:
    """The item as its newest revision has it; `of` is the item, where it was loaded already."""
    if of is None:
        return item(case).get_latest_revision_as_object()
    revision = of.get_latest_revision()
    return of.with_content_json(revision.content) if revision is not None else of


def revisions_of(item: Any) -> Any:
    """Revisions of an item, newest first, without their content."""
    kind = ContentType.objects.get_for_model(item, for_concrete_model=False)
    base = item.get_base_content_type() if hasattr(item, "get_base_content_type") else kind
    return Revision.objects.filter(base_content_type=base, object_id=str(item.pk)).defer("content").order_by("-pk")


def authors(item: Any, user: Any) -> list[int]:
    """Who wrote this round's text, and whoever submits it (rule 2)."""
    return sorted(writers(item) | {user.pk})


def writers(item: Any) -> set[int]:
    """The authors of all revisions since the last that a case brought through."""
    done = brought_through(key_of(item))
    return set(revisions_of(item).filter(pk__gt=done or 0, user__isnull=False).values_list("user_id", flat=True))


def brought_through(key: str) -> int | None:
    """The revision that a case of this item brought through last."""
    found: int | None = (
        Case.objects.filter(item=key, state=Case.State.COMPLETED, revision_id__isnull=False, is_release=False)
        .order_by("-completed_at", "-pk")
        .values_list("revision_id", flat=True)
        .first()
    )
    return found
