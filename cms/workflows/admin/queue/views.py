"""What every page of cases shares, and the queue. Each page asks a service and shows its sentence; none decides."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.publication.disclosable import item_of
from cms.workflows.admin.queue import scheduled
from cms.workflows.admin.queue import waiting as queue
from cms.workflows.cases import access
from cms.workflows.cases.models import Case

PER_PAGE = 50


class ApprovalView(WagtailAdminTemplateMixin, TemplateView):
    """Page furniture of the admin."""

    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("disclosure_approval:queue"), "label": _("Approval")},
            {"url": "", "label": self.get_page_title()},
        ]


class CaseView(ApprovalView):
    """A view of one case; to whom it is not for, there is none."""

    case: Case

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.case = get_object_or_404(Case.objects.select_related("unit", "office", "chains"), pk=kwargs["pk"])
        if not access.may_read(request.user, self.case):
            raise Http404

    needs_item = False
    """Whether it says nothing without the item's draft, which may be deleted meanwhile."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.needs_item and item_of(self.case.item) is None:
            messages.warning(request, _("The draft was deleted: nothing can be done with it any more."))
            return self.here()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.case)

    def here(self) -> HttpResponseBase:
        return redirect("disclosure_approval:case", pk=self.case.pk)


class Queue(ApprovalView):
    """What waits for this person, oldest first, and what they have under way."""

    template_name = "disclosure_workflows/queue.html"
    page_title = _("Approval")

    def get_page_title(self) -> str:
        return _("Waiting for me")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, now = self.request.user, timezone.now()
        waiting = queue.waiting_for(user)
        page = Paginator(waiting, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            waiting=queue.with_standing(page.object_list, now),
            page=page,
            total=len(waiting),
            mine=queue.cases_standing(queue.prepared_by(user, now=now), now),
            preparing=queue.cases_standing(queue.in_preparation(user), now),
            coming=scheduled.for_user(user, now),
            stuck=queue.stuck() if self.request.user.is_superuser else [],
            **kwargs,
        )
