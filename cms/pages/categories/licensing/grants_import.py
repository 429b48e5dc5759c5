"""The screen that reads granted licences from a file: a preview with the errors of each row, then one new draft."""

import csv
import logging
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.widgets import Button

from cms.files import sniffing, uploads
from cms.pages.categories.licensing import grants_table
from cms.pages.categories.licensing.grants import LicenceGrant, LicenceGrantsPage
from cms.pages.categories.licensing.grants_table import UnreadableTable
from cms.workflows.cases import drafting, lookup
from cms.workflows.wagtail import policies

log = logging.getLogger("cms.pages")
SALT = "disclosure-licence-import"
KEPT_SECONDS = 3600


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("file"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}))


def refusal(user: Any, page: LicenceGrantsPage) -> str | None:
    """Why this person cannot add rows to this batch now."""
    if not drafting.may_draft(user, page):
        return _("None of your posts drafts such pages for this office.")
    if lookup.is_in_approval(page):
        return _("This item is in approval. To edit it, take it back first: that voids the signatures given so far.")
    return None


@require_admin_access
def view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """GET: choose a file. POST with a file: the preview. POST with `rows`: they are added to the draft."""
    page = get_object_or_404(policies.pages_of(request.user), pk=pk).specific
    if not isinstance(page, LicenceGrantsPage):
        raise Http404
    reason = refusal(request.user, page)
    if reason is not None:
        log.warning("%s may not import into page %s: %s", request.user, pk, reason)
        messages.error(request, reason)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    draft = page.get_latest_revision_as_object()
    if request.method == "POST" and "rows" in request.POST:
        return _add(request, draft)
    form = FileForm(request.POST or None, request.FILES or None)
    rows = _preview(request, form, draft) if request.method == "POST" and form.is_valid() else None
    context = {
        "page": draft,
        "form": form,
        "rows": rows,
        "labels": list(grants_table.headings()),
        "good": sum(1 for row in rows or () if row.row is not None),
        "bad": sum(1 for row in rows or () if row.row is None),
        "signed": _signed(rows) if rows and all(row.row is not None for row in rows) else "",
        "back": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    return render(request, "disclosure_pages/licence_import.html", context)


def _preview(request: HttpRequest, form: FileForm, draft: LicenceGrantsPage) -> list[grants_table.Read] | None:
    file = form.cleaned_data["file"]
    try:
        found = grants_table.read(file.name, file.read(), [row.number for row in draft.grants.all()])
        uploads.refuse_harmful(sniffing.sniff(file))  # what is read is small by now
    except (UnreadableTable, ValidationError) as error:
        log.info("%s: unreadable table of licences: %s", request.user, error)
        form.add_error("file", error if isinstance(error, ValidationError) else str(error))
        return None
    return found


def _signed(rows: list[grants_table.Read]) -> str:
    """The rows as they were shown, so that exactly these are added."""
    return signing.dumps([row.entered for row in rows], salt=SALT, compress=True)


def _add(request: HttpRequest, draft: LicenceGrantsPage) -> HttpResponse:
    try:
        entered = signing.loads(request.POST["rows"], salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("The preview is too old or was altered: read the file again."))
        return redirect("disclosure_licence_import", draft.pk)
    seen = {grants_table.slug_of_number(row.number) for row in draft.grants.all()}
    rows = [grants_table.read_row(number, each, seen) for number, each in enumerate(entered, start=1)]
    if any(row.row is None for row in rows):
        messages.error(request, _("The batch has changed meanwhile: read the file again."))
        return redirect("disclosure_licence_import", draft.pk)
    standing: list[LicenceGrant] = list(draft.grants.all())
    new = [row.row for row in rows if row.row is not None]
    for place, row in enumerate(new, start=len(standing)):
        row.sort_order = place
    draft.grants = [*standing, *new]
    draft.save_revision(user=request.user, log_action=True)
    log.info("%s added %s licences to page %s", request.user, len(new), draft.pk)
    messages.success(
        request,
        ngettext("%(count)s licence was added to the draft.", "%(count)s licences were added to the draft.", len(new))
        % {"count": len(new)},
    )
    return redirect("wagtailadmin_pages:edit", draft.pk)


@require_safe
@require_admin_access
def empty_form(request: HttpRequest) -> HttpResponse:
    """A table with nothing but its heading, to be filled in."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="licences.csv"'
    response.write("\ufeff")
    csv.writer(response).writerow(grants_table.headings())
    return response


def urls() -> list[Any]:
    """The addresses of this screen, for Wagtail's admin."""
    return [
        path("licence-grants/<int:pk>/import/", view, name="disclosure_licence_import"),
        path("licence-grants/form.csv", empty_form, name="disclosure_licence_form"),
    ]


def button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """At a batch, for whoever may add to it."""
    if isinstance(page.specific, LicenceGrantsPage) and refusal(user, page.specific) is None:
        address = reverse("disclosure_licence_import", args=[page.pk])
        yield Button(gettext_lazy("Read licences from a file"), address, icon_name="upload", priority=50)
