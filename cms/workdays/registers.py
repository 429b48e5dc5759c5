"""The register of holiday notices in the admin: an administrator enters a year, or pastes the notice's own text."""

from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper

from cms.registers.options import Register
from cms.workdays import law, notice_text
from cms.workdays.loading import NamedDay, Unreadable, replace_days
from cms.workdays.models import CalendarYear, day_refusal


class NoticeForm(WagtailAdminModelForm):
    """Days come from the lines below or, when the text of the notice is given, from it."""

    notice_text = forms.CharField(
        label=_("text of the notice"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Paste the items (一、元旦:… 二、春节:…): they replace all days of this year."),
    )
    named: tuple[NamedDay, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        text, year = cleaned.get("notice_text"), cleaned.get("year")
        if text and year:
            try:
                self.named = notice_text.days(text, year)
            except Unreadable as error:
                self.add_error("notice_text", str(error))
        return cleaned

    def is_valid(self) -> bool:
        return bool(super().is_valid()) and self._days_are_of_the_year()

    def _days_are_of_the_year(self) -> bool:
        lines = [line for line in self.formsets["days"].forms if line.cleaned_data and not line.cleaned_data["DELETE"]]
        for line in lines:
            named = line.cleaned_data
            reason = day_refusal(named["date"], named["kind"], self.cleaned_data["year"])
            if reason:
                line.add_error("date", reason)
        return all(line.is_valid() for line in lines)

    def save(self, commit: bool = True) -> CalendarYear:
        notice: CalendarYear = super().save(commit=commit)
        if self.named and commit:
            replace_days(notice, self.named)
        return notice


class NoticePermissions(PermissionHelper):
    """Who may change notices says the role; nobody deletes one, for dates were counted by it."""

    def user_can_delete_obj(self, user: Any, obj: CalendarYear) -> bool:
        return False


class NoticeRegister(Register):
    model = CalendarYear
    menu_label = _("Working days")
    menu_icon = "calendar-alt"
    add_to_settings_menu = True
    list_display = ("year", "source", "number_of_days", "is_provisional")
    search_fields = ("source",)
    inspect_view_enabled = True
    inspect_view_fields = ("year", "source", "url", "is_provisional", "days")
    permission_helper_class = NoticePermissions
    index_template_name = "disclosure_workdays/index.html"

    @property
    def by_law(self) -> list[law.LawYear]:
        """What is off in the years whose notice is not out yet."""
        last = CalendarYear.objects.order_by("-year").values_list("year", flat=True).first()
        return law.ahead(last if last is not None else timezone.localdate().year - 1)

    edit_handler = ObjectList(
        [
            FieldPanel("year"),
            FieldPanel("source"),
            FieldPanel("url"),
            FieldPanel("is_provisional"),
            FieldPanel("notice_text"),
            InlinePanel("days", label=_("Days")),
        ],
        base_form_class=NoticeForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarYear]:
        return super().get_queryset(request).annotate(days_named=Count("days"))

    def number_of_days(self, row: Any) -> int:
        return row.days_named

    number_of_days.short_description = _("days named")  # type: ignore[attr-defined]  # read by Django's admin
