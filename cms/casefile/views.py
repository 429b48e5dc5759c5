"""The case file on a page and as a PDF, for those who may read the case; findings of the overseers."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from cms.casefile import building, findings, printing
from cms.workflows.admin.case import charting
from cms.workflows.admin.queue.views import ApprovalView
from cms.workflows.cases import access
from cms.workflows.cases.models import Case
from cms.workflows.services.refusing import Refused


class FindingForm(forms.Form):
    """What an overseer found."""

    text = forms.CharField(label=gettext_lazy("Finding"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def readable(request: HttpRequest, pk: int) -> Case | None:
    """The case's row, or None when only its decisions are left. Raises Http404 for whom it is not."""
    case = Case.objects.select_related("unit", "office").filter(pk=pk).first()
    may = access.may_read(request.user, case) if case is not None else request.user.is_superuser
    if not may:
        raise Http404
    return case


class FileView(ApprovalView):
    """The 审批单 of a case."""

    template_name = "disclosure_casefile/file.html"
    header_icon = "doc-full-inverse"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.case = readable(request, kwargs["pk"])
        try:
            self.file = building.of_case(kwargs["pk"])
        except LookupError as error:
            raise Http404 from error

    def get_page_title(self) -> str:
        return _("Case file: %(title)s") % {"title": self.file.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_find = self.case is not None and findings.refusal(self.case, self.request.user) is None
        kwargs.setdefault("form", FindingForm() if may_find else None)
        drawn = charting.pictures(self.file.title, self.file.steps)
        return super().get_context_data(file=self.file, case=self.case, drawn=drawn, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = FindingForm(request.POST)
        if self.case is None or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            findings.record(self.case, request.user, form.cleaned_data["text"])
        except Refused as refused:
            messages.error(request, refused.reason)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("The finding was recorded."))
        return redirect(reverse("disclosure_casefile:file", args=[self.case.pk]))


class PdfView(View):
    """The same on one page of paper."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        readable(request, pk)
        try:
            content = printing.pdf(building.of_case(pk))
        except LookupError as error:
            raise Http404 from error
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="case-{pk}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response
