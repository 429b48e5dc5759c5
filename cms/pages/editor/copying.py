"""Copying an item: the copy is an item of its own, with a title, an address and a case of its own."""

import logging
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageAction
from wagtail.admin import messages
from wagtail.admin.views.pages.copy import CopyView
from wagtail.models import Page

from cms.workflows.cases import drafting
from cms.workflows.wagtail.items import DisclosureItem

log = logging.getLogger("cms.pages")


class CopyItem(CopyView):
    """Wagtail's, but for items without the versions of others, and it leads into the form of the copy."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        source: Any = self.page.specific
        if not issubclass(type(source), DisclosureItem) or source.structural:
            answer: HttpResponseBase = super().form_valid(form)
            return answer
        parent = form.cleaned_data["new_parent_page"] or self.page.get_parent()
        own = {"title": form.cleaned_data["new_title"], "slug": form.cleaned_data["new_slug"]}
        own |= {**getattr(source, "fresh_in_copy", dict)(), **self._office(source, parent)}
        action = CopyPageAction(
            page=source, to=parent, update_attrs=own, copy_revisions=False, keep_live=False, user=self.request.user
        )
        made = action.execute()
        log.info("%s copied page %s as page %s", self.request.user, source.pk, made.pk)
        messages.success(self.request, _("This is the copy “%(title)s”: a draft of its own.") % {"title": made.title})
        return redirect("wagtailadmin_pages:edit", made.pk)

    def _office(self, source: Any, parent: Page) -> dict[str, Any]:
        """That of the original, where its copier drafts for it; otherwise the first for which they do."""
        user = self.request.user
        if drafting.may_draft(user, source):
            return {}
        theirs = drafting.offices(user, type(source), getattr(source, "unit_id", None))
        return {"issuing_office_id": theirs[0].pk} if theirs else {}
