"""All that was read of an attachment of a case: its text as the public search has it, and what is hidden in it."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import gettext as _

from cms.extraction import words
from cms.workflows.admin.case import reviewing
from cms.workflows.admin.queue.views import CaseView
from cms.workflows.cases import attachments
from cms.workflows.cases.attachments import Looked

PIECE = 2000
PIECES, HIDDEN = 10, 100
"""On one screen: pieces of text of at most so many characters, and hidden things."""


class ReadAttachment(CaseView):
    """For whoever may read the case; the attachment is one of the form that the case is about."""

    template_name = "disclosure_workflows/attachment.html"

    def get_page_title(self) -> str:
        return _("Attachment: %(name)s") % {"name": self.looked.attachment.name}

    @property
    def looked(self) -> Looked:
        """Raises Http404."""
        if not hasattr(self, "_looked"):
            form = reviewing.form_of(self.case)
            found = attachments.of_form(form, self.case) if form is not None else []
            digest = self.kwargs["sha256"]
            self._looked = next((each for each in found if each.attachment.sha256 == digest), None)
        if self._looked is None:
            raise Http404
        return self._looked

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        looked = self.looked
        facts: dict[str, Any] = looked.reading.output if looked.reading else {"pages": [], "more_hidden": 0}
        return super().get_context_data(
            case=self.case,
            looked=looked,
            texts=Paginator(list(_pieces(facts["pages"])), PIECES).get_page(self.request.GET.get("p")),
            hidden=Paginator(looked.hidden_in_words, HIDDEN).get_page(self.request.GET.get("h")),
            more_hidden=facts["more_hidden"],
            **kwargs,
        )


def _pieces(pages: list[Any]) -> Iterator[tuple[str, str]]:
    """(place, text) of the pages that have any, long ones in several pieces."""
    for place, number, name, text in pages:
        where = words.page(place, number, name)
        for at in range(0, len(text) if text.strip() else 0, PIECE):
            yield (where if at == 0 else ""), text[at : at + PIECE]
