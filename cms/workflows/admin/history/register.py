"""The register of cases: everybody finds what they may read, filtered, sorted, page by page, and as a table to keep."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from cms.organisation import permissions
from cms.publication.models import SHOWN, Publication
from cms.workflows.admin import editor, standing
from cms.workflows.admin.queue.views import PER_PAGE, ApprovalView
from cms.workflows.cases import readable
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.records import name_of
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHANNELS

RUNNING = "running"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DATES = {
    "opened_at": gettext_lazy("opened at"),
    "submitted_at": gettext_lazy("submitted at"),
    "completed_at": gettext_lazy("completed at"),
    "step_since": gettext_lazy("last moved at"),
}
SORTS = {
    "number": ("pk", gettext_lazy("Number")),
    "title": ("title", gettext_lazy("Title")),
    "unit": ("unit__code", gettext_lazy("Unit")),
    "state": ("state", gettext_lazy("State")),
    "opened": ("opened_at", gettext_lazy("opened at")),
    "moved": ("step_since", gettext_lazy("last moved at")),
    "completed": ("completed_at", gettext_lazy("completed at")),
}
NEWEST = "-number"


def _any(label: Any) -> tuple[str, Any]:
    return ("", label)


class FilterForm(forms.Form):
    """What the register can be narrowed by. Units and offices offered are those of cases that the person may read."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    office = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    procedure_class = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    person = forms.CharField(
        label=gettext_lazy("Person"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Whoever opened it, submitted it or decided on it; a part of the name."),
    )
    date = forms.ChoiceField(label=gettext_lazy("Date"), required=False, choices=list(DATES.items()))
    since = forms.DateField(label=pgettext_lazy("the first of some days", "from"), required=False, widget=DAY)
    until = forms.DateField(label=pgettext_lazy("the last of some days", "to"), required=False, widget=DAY)

    def __init__(self, *args: Any, found: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [
            _any(_("all")),
            (RUNNING, _("under way")),
            (standing.SCHEDULED, _("signed, not yet on view")),
            *Case.State.choices,
        ]
        units = found.values_list("unit_id", "unit__name").distinct().order_by("unit__code", "unit_id")
        offices = found.values_list("office_id", "office__name", "unit__short_name", "unit__name").distinct()
        classes = found.values_list("procedure_class", flat=True).distinct().order_by("procedure_class")
        self._offer("state", states)
        self._offer("unit", [_any(_("all")), *((str(pk), name) for pk, name in units)])
        named = sorted((unit or whole, name, str(pk)) for pk, name, unit, whole in offices.order_by())
        self._offer("office", [_any(_("all")), *((pk, f"{unit} {name}") for unit, name, pk in named)])
        self._offer("procedure_class", [_any(_("all")), *((name, words.procedure_class(name)) for name in classes)])
        self._offer("action", [_any(_("all")), *Case.Action.choices])
        self._offer("channel", [_any(_("all")), *CHANNELS.choices()])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = self.cleaned_data
        since, until = facts.get("since"), facts.get("until")
        if since and until and since > until:
            self.add_error("until", _("The first day lies after the last one."))
        return facts

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything: which date it would look at is no question yet."""
        return any(value for name, value in self.cleaned_data.items() if name != "date")

    def narrow(self, found: QuerySet[Case]) -> QuerySet[Case]:
        """What of the cases fits; a field that is wrong narrows nothing, and says so beside it."""
        facts = self.cleaned_data
        for name in ("unit", "office", "procedure_class", "action", "channel"):
            if facts.get(name):
                found = found.filter(**{name: facts[name]})
        if facts.get("state") == standing.SCHEDULED:
            ahead = Publication.objects.filter(kind=SHOWN, visible_from__gt=timezone.now())
            found = found.filter(state=Case.State.COMPLETED, publication__in=ahead.values("number"))
        elif facts.get("state"):
            found = found.filter(state__in=Case.RUNNING if facts["state"] == RUNNING else [facts["state"]])
        if facts.get("title"):
            found = found.filter(title__icontains=facts["title"].strip())
        if facts.get("person"):
            decided = Decision.objects.filter(holder_name__icontains=facts["person"].strip())
            found = found.filter(pk__in=decided.values("case_id"))
        column = facts.get("date") or "opened_at"
        if facts.get("since"):
            found = found.filter(**{f"{column}__date__gte": facts["since"]})
        if facts.get("until"):
            found = found.filter(**{f"{column}__date__lte": facts["until"]})
        return found


class Register(SpreadsheetExportMixin, ApprovalView):
    """Cases that this person may read: the same rule as the page of a case, as one query."""

    template_name = "disclosure_workflows/register.html"
    header_icon = "list-ul"
    export_filename = "cases"
    show_export_buttons = False
    """They stand below the filter, where a phone shows them too."""
    list_export = [
        "pk",
        "title",
        "get_action_display",
        "get_channel_display",
        "procedure_class",
        "unit.name",
        "office.name",
        "get_state_display",
        "round",
        "major",
        "particularly_major",
        "sensitive",
        "opened_at",
        "opened_by",
        "submitted_at",
        "submitted_by",
        "step_since",
        "completed_at",
        "publication",
    ]
    export_headings = {
        "pk": gettext_lazy("Number"),
        "title": gettext_lazy("Title"),
        "get_action_display": gettext_lazy("Action"),
        "get_channel_display": gettext_lazy("Channel"),
        "procedure_class": gettext_lazy("Class"),
        "unit.name": gettext_lazy("Unit"),
        "office.name": gettext_lazy("Office"),
        "get_state_display": gettext_lazy("State"),
        "round": gettext_lazy("Round"),
        "major": gettext_lazy("Major"),
        "particularly_major": gettext_lazy("Particularly major"),
        "sensitive": gettext_lazy("Sensitive"),
        "opened_at": gettext_lazy("opened at"),
        "opened_by": gettext_lazy("opened by"),
        "submitted_at": gettext_lazy("submitted at"),
        "submitted_by": gettext_lazy("submitted by"),
        "step_since": gettext_lazy("last moved at"),
        "completed_at": gettext_lazy("completed at"),
        "publication": gettext_lazy("publication"),
    }

    def get_page_title(self) -> str:
        return _("Register of cases")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        directory = permissions.directory_of(request.user)
        mine = readable.by(request.user, directory)
        form = FilterForm(_clean(request), found=mine)
        is_right = form.is_valid()
        found = self._sorted(form.narrow(mine))
        if self.is_export and is_right:
            response: HttpResponse = self.as_spreadsheet(found.iterator(1000), request.GET["export"])
            return response
        if not is_right:
            messages.warning(request, _("A filter is not right: what it says is passed over."))
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        standings = standing.of_cases(page)
        rows = [
            (case, standings[case.pk], words.procedure_class(case.procedure_class), editor.ways_from_case(case))
            for case in page
        ]
        facts = {"form": form, "page": page, "rows": rows, "is_narrowed": form.narrows or not is_right}
        return self.render_to_response(self.get_context_data(**facts, **self._links()))

    def _sorted(self, found: QuerySet[Case]) -> QuerySet[Case]:
        column, _label = SORTS.get(self.order.lstrip("-"), SORTS["number"])
        sign = "-" if self.order.startswith("-") else ""
        rows = found.select_related("unit", "office", "opened_by", "submitted_by").defer("plan_text", "authors")
        return rows.order_by(f"{sign}{column}", "-pk")

    @property
    def order(self) -> str:
        asked = self.request.GET.get("order", NEWEST)
        return asked if asked.lstrip("-") in SORTS and asked.count("-") < 2 else NEWEST

    def _links(self) -> dict[str, Any]:
        """Addresses that keep what was asked: other pages, other orders, the two tables."""
        kept = self.request.GET.copy()
        for name in ("p", "export"):
            kept.pop(name, None)
        pages = kept.urlencode()
        kept.pop("order", None)
        sorts = []
        for name, (_column, label) in SORTS.items():
            turned = f"-{name}" if self.order == name else name
            kept["order"] = turned
            sorts.append((label, f"?{kept.urlencode()}", self.order.lstrip("-") == name, self.order.startswith("-")))
        return {"kept": pages, "sorts": sorts}

    def get_preprocess_function(self, field: str, value: Any, export_format: str) -> Any:
        if field == "procedure_class":
            return words.procedure_class
        if field in ("opened_by", "submitted_by"):
            return lambda person: name_of(person) if person else ""
        if field in ("major", "particularly_major", "sensitive"):
            return lambda mark: _("yes") if mark else ""
        if value is None:
            return lambda nothing: ""
        return super().get_preprocess_function(field, value, export_format)


def _clean(request: HttpRequest) -> Any:
    """What the address asks, without characters that no database takes."""
    asked = request.GET.copy()
    for name, values in asked.lists():
        asked.setlist(name, [value.replace("\x00", "") for value in values])
    return asked
