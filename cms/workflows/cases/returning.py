"""For what reasons a case comes back: a list that the house keeps, and what a decision keeps of those chosen."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

SCHEMA = 1
"""Of what a decision keeps of its reasons, under `EVIDENCE`: `schema`, `chosen` (their words then), `comment`."""
EVIDENCE = "reasons"


class ReturnReason(models.Model):
    """A reason that reviewers choose from. What was chosen stands in the sealed decision in its words of then: a row
    that is changed or deleted later changes no record."""

    text = models.CharField(_("reason"), max_length=120, unique=True)
    place = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason for a return")
        verbose_name_plural = _("reasons for returns")
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.text


def choices() -> list[tuple[str, str]]:
    """(number, words) of the reasons in use, in their order."""
    return [(str(row.pk), row.text) for row in ReturnReason.objects.filter(is_active=True)]


def said(chosen: Sequence[str], comment: str) -> str:
    """What is written as the reason of a return, in lists, mails and the case file alike."""
    reasons = pgettext("between reasons", "; ").join(chosen)
    if reasons and comment:
        return pgettext("reasons of a return", "%(reasons)s. %(comment)s") % {"reasons": reasons, "comment": comment}
    return reasons or comment


def evidence(chosen: Sequence[str], comment: str) -> dict[str, Any]:
    """What the sealed decision keeps beside that; {} where nothing was chosen from the list."""
    return {EVIDENCE: {"schema": SCHEMA, "chosen": list(chosen), "comment": comment}} if chosen else {}
