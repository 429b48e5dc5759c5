"""What happens to Wagtail's rows and has to be noticed: an edit voids, a deletion is refused."""

import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, DraftStateMixin, Revision

from cms.publication import current, disclosable
from cms.publication.disclosable import key_of
from cms.workflows import services
from cms.workflows.cases import lookup, progress, validation
from cms.workflows.cases.models import Case
from cms.workflows.cases.position import preparing
from cms.workflows.chains.routing import RoutingError
from cms.workflows.services import ending, recalling, scheduled, taking_down
from cms.workflows.services.refusing import Refused
from cms.workflows.wagtail import keeping

log = logging.getLogger("cms.workflows")


class Kept(models.ProtectedError):
    """The item was submitted once: its decisions refer to it, so it stays."""


def keep_revision(sender: Any, instance: Revision, origin: Any = None, **kwargs: Any) -> None:
    """`pre_delete` of a version: whoever clears old ones, by whichever way, leaves those that the record needs.

    With its page a version goes. Raises ProtectedError, which Wagtail's `purge_revisions()` counts as one that stays.
    """
    of_itself = isinstance(origin, Revision) or getattr(origin, "model", None) is Revision
    if of_itself and keeping.is_kept(instance):
        raise Kept(_("The record refers to it: it stays."), {instance})


def revision_saved(sender: Any, instance: Revision, **kwargs: Any) -> None:
    """`post_save` of any revision: a changed text in approval, or scheduled, voids what was signed (rule 1)."""
    model = instance.content_type.model_class()
    if model is None or not disclosable.is_disclosed(model) or kwargs.get("raw"):
        return
    found = lookup.recent(_key(model, instance))
    texts = [case for case in found if case.has_content]
    for case in texts:
        if case.state in Case.EDITABLE:
            _note_times(case, instance)
    signed = [*(case for case in texts if case.state == Case.State.OPEN), *scheduled.waiting(texts)]
    for case in signed:
        _compare(case, instance)
    if not signed and not any(case.is_running for case in found[:1]):
        begin(model, instance, found[0] if found else None)


def begin(model: Any, revision: Revision, before: Case | None) -> None:
    """A new text begins a case by itself, so that those who provide a part of it learn of it (§5.1.1)."""
    if (
        ending.is_restoring()
        or revision.user is None
        or (before is not None and before.revision_id and revision.pk <= before.revision_id)
    ):
        return
    try:
        with transaction.atomic():
            item = revision.as_object()
            channel = item.disclosure_channel
            if not channel:
                return
            shown = current.of_item(item.disclosure_key, channel)
            if shown is not None and _digest(item) == shown.digest:
                return  # it says what is on view: nothing is modified
            action = "publish" if shown is None else "modify"
            services.open_case(item, action=action, user=revision.user, channel=channel, draft=item)
    except (Refused, RoutingError, ObjectDoesNotExist) as reason:
        log.info("no case begins for %s: %s", _key(model, revision), reason)


def _key(model: Any, revision: Revision) -> str:
    instance = model(pk=revision.object_id)
    return key_of(instance)


def _digest(item: Any) -> str:
    """Of its form; "" where it has none, because it shows what cannot be shown. The submission says so in words."""
    form = validation.form_of(item)
    return form.digest if form is not None else ""


def _note_times(case: Case, revision: Revision) -> None:
    """What changed with the text: its title, when it is to be on view, which parts have to be provided again."""
    title, times = _title_and_times(revision)
    progress.note_title(case, title)
    if preparing(case.plan, "provide"):
        progress.place_preparation(case, SimpleLazyObject(revision.as_object), times)
    else:
        progress.note_times(case, *times)


def _title_and_times(revision: Revision) -> tuple[str, progress.Times]:
    """What the text is called, and when it is to be on view; without asking for all that it refers to, on which neither
    depends."""
    model: Any = revision.content_type.model_class()
    asks = not issubclass(model, AbstractPage)
    draft = revision.as_object() if asks else model.from_serializable_data(revision.content, check_fks=False)
    return str(draft.disclosure_title), (draft.disclosure_from(), draft.disclosure_until())


def _compare(case: Case, revision: Revision) -> None:
    if _digest(revision.as_object()) == case.digest:
        return
    user = revision.user or case.submitted_by
    if user is None:
        log.error("case %s: its text was changed by nobody known", case.pk)
        return
    with transaction.atomic():
        case = lookup.lock(case)
        now = timezone.now()
        if case.state == Case.State.COMPLETED:
            scheduled.revoke(case, user, _("The text was edited."), at=now)
        if case.state == Case.State.OPEN:
            recalling.end(case, user, "void", _("The text was edited."), at=now)
    log.warning("case %s: an edit by %s voided its signatures", case.pk, user)


def begins_as_draft(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """`pre_save`: beside a host's pages a new item is a draft, begun, copied or an alias: Wagtail asks the page above
    whether it may be published at once, and that is the host's."""
    if raw or disclosable.is_alone() or not instance._state.adding or not isinstance(instance, DraftStateMixin):
        return
    if disclosable.is_disclosed(type(instance)):
        instance.live, instance.live_revision, instance.has_unpublished_changes = False, None, True


def refuse_deletion(sender: Any, instance: Any, **kwargs: Any) -> None:
    """`pre_delete`: an item that was ever submitted is not deleted, whoever asks."""
    if disclosable.is_disclosed(type(instance)) and lookup.was_ever_submitted(instance):
        raise Kept(_("“%(title)s” was submitted for approval: it stays.") % {"title": instance}, {instance})  # type: ignore[arg-type]  # mixed into models only


def end_cases_of_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """`post_delete`: the draft of a case that was never submitted is gone; the case ends with it."""
    if not disclosable.is_disclosed(type(instance)):
        return
    now = timezone.now()
    with transaction.atomic():
        for case in Case.objects.filter(item=instance.disclosure_key, state__in=Case.RUNNING):
            taking_down.set_aside(case, None, at=now, comment=_("The draft was deleted."))
