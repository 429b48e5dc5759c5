"""What people search, for those who edit the words: the most asked, what found nothing, what was opened, proposals."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.log_actions import log as log_action

from cms.registers import changes

from . import learning, word_files
from .word_models import PeoplesWord

log = logging.getLogger("disclosure_search")
PERIODS = (7, 30, 90, 365)
FIRST_POSITIONS = 20


def may_read(user: Any) -> bool:
    """Whoever may see or change words."""
    rights = ("view", "add", "change")
    return bool(user.is_active and any(user.has_perm(f"disclosure_search.{right}_peoplesword") for right in rights))


def may_confirm(user: Any) -> bool:
    return bool(user.has_perms(["disclosure_search.add_peoplesword", "disclosure_search.change_peoplesword"]))


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest) -> HttpResponse:
    """`?days=` one of PERIODS. POST `question` and `following`: a proposal of this period becomes an entry."""
    if not may_read(request.user):
        raise PermissionDenied
    learning.settle()
    asked = request.GET.get("days", "")
    days = next((each for each in PERIODS if str(each) == asked), PERIODS[1])
    if request.method == "POST":
        if not may_confirm(request.user):
            raise PermissionDenied
        _confirm(request, days)
        return redirect(f"{request.path}?days={days}")
    opened = learning.positions(days)
    most = max((count for _position, count in opened), default=0)
    rest = sum(count for position, count in opened if position > FIRST_POSITIONS)
    context = {
        "days": days,
        "periods": PERIODS,
        "fewest": learning.rules().fewest,
        "enabled": learning.rules().enabled,
        "asked": learning.questions(days),
        "empty": learning.questions(days, empty=True),
        "opened": [each for each in opened if each[0] <= FIRST_POSITIONS],
        "most": most,
        "rest": rest,
        "last": FIRST_POSITIONS,
        "proposals": learning.proposals(days),
        "may_confirm": may_confirm(request.user),
    }
    return render(request, "disclosure_search/learning_report.html", context)


def _confirm(request: HttpRequest, days: int) -> None:
    wanted = (request.POST.get("question", ""), request.POST.get("following", ""))
    found = next((each for each in learning.proposals(days) if (each.question, each.following) == wanted), None)
    if found is None:
        messages.error(request, _("This proposal is no more: it was taken already, or its days are over."))
        return
    try:
        row = take(found, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    log.info("%s took a proposal: %s", request.user, row)
    messages.success(request, _("“%(entry)s” counts from now on.") % {"entry": row})


def take(proposal: learning.Proposal, user: Any) -> PeoplesWord:
    """The proposal as an entry, or more official words of the one that there is; the log says who confirmed it. Raises
    ValidationError.
    """
    with transaction.atomic():
        key = word_files.key(proposal.question)
        row = PeoplesWord.objects.select_for_update().filter(key=key).first()
        if row is None:
            row = PeoplesWord(word=proposal.question, targets=proposal.targets, origin=PeoplesWord.Origin.LEARNT)
            before = PeoplesWord(word=row.word, is_active=True, origin=row.origin)
        else:
            before = PeoplesWord(word=row.word, targets=row.targets, is_active=row.is_active)
            row.targets, row.is_active = _more(row if row.is_active else None, proposal), True
        is_new = row.pk is None
        row.full_clean()
        row.save()
        facts = changes.between(before, row, ["targets", "is_active"])
        action = "wagtail.create" if is_new else "wagtail.edit"
        log_action(instance=row, action=action, user=user, content_changed=True, data={"changes": facts})
    return row


def _more(row: PeoplesWord | None, proposal: learning.Proposal) -> str:
    known = row.targets if row is not None else ""
    have = {word_files.key(target.phrase) for target in word_files.targets(known)} if known else set()
    new = [part for part in proposal.targets.split() if word_files.key(part.partition("=")[0]) not in have]
    return " ".join(filter(None, (known, *new)))
