"""The registers of the organisation in the admin: units, offices, posts, and who holds them.

Seen and edited as far as the posts of the user reach. A row's history is kept, so nothing here deletes.
"""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, re_path
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup

from cms.organisation import register_forms as forms
from cms.organisation import register_views as views
from cms.organisation import scoping
from cms.organisation.models import Delegation, LeadingGroupMember, Office, Portfolio, Post, Tenure, Unit
from cms.organisation.periods import Period
from cms.organisation.register_parts import (
    EndingButtonHelper,
    HeldPostKindFilter,
    OfficeKindFilter,
    PostKindFilter,
    StateFilter,
    UnitFilter,
    UnitKindFilter,
    UnitPermissionHelper,
    full_name,
)
from cms.registers import options as registers


def handler(fields: tuple[str, ...], form: type[forms.RegisterForm]) -> ObjectList:
    return ObjectList([FieldPanel(name) for name in fields], base_form_class=form)


class Register(registers.Register):
    """Common to all: scoped rows, export of what the list shows, nothing deleted."""

    can_end = False
    inspect_view_enabled = True
    delete_view_class = views.RefusedDeleteView
    permission_helper_class = UnitPermissionHelper

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return scoping.visible(super().get_queryset(request), request.user)

    def get_list_export(self, request: HttpRequest) -> tuple[str, ...]:
        return self.list_export or self.list_display

    def kind_label(self, row: Any) -> str:
        return row.get_kind_display()

    kind_label.short_description = pgettext_lazy("organisation", "kind")  # type: ignore[attr-defined]  # read by Django's admin
    kind_label.admin_order_field = "kind"  # type: ignore[attr-defined]  # as Django\'s admin wants it


class PeriodRegister(Register):
    """Rows that hold for a time: a state, and an end instead of a deletion."""

    can_end = True
    button_helper_class = EndingButtonHelper

    def end_view(self, request: HttpRequest, instance_pk: str) -> Any:
        return views.EndView.as_view(model_admin=self, instance_pk=instance_pk)(request)

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        pattern, name = self.url_helper.get_action_url_pattern("end"), self.url_helper.get_action_url_name("end")
        return (*super().get_admin_urls_for_registration(), re_path(pattern, self.end_view, name=name))

    def state(self, row: Period) -> str:
        now = timezone.now()
        if row.is_valid_at(now):
            return pgettext("organisation", "in force")
        return (
            pgettext("organisation", "to come")
            if row.starts_at > now and row.ends_at != row.starts_at
            else pgettext("organisation", "over")
        )

    state.short_description = pgettext_lazy("organisation", "state")  # type: ignore[attr-defined]  # as Django\'s admin wants it

    def begins(self, row: Period) -> str:
        return _moment(row.starts_at)

    begins.short_description = pgettext_lazy("organisation", "from")  # type: ignore[attr-defined]  # as Django\'s admin wants it
    begins.admin_order_field = "starts_at"  # type: ignore[attr-defined]  # as Django\'s admin wants it

    def ends(self, row: Period) -> str:
        return _moment(row.ends_at)

    ends.short_description = pgettext_lazy("organisation", "until")  # type: ignore[attr-defined]  # as Django\'s admin wants it
    ends.admin_order_field = "ends_at"  # type: ignore[attr-defined]  # as Django\'s admin wants it


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""


class UnitRegister(Register):
    model = Unit
    menu_icon = "home"
    list_display = ("name", "short_name", "identifier", "code", "kind_label", "parent")
    list_filter = (UnitKindFilter,)
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "identifier", "code")
    edit_handler = handler(("name", "short_name", "identifier", "code", "kind", "parent"), forms.UnitForm)


class OfficeRegister(Register):
    model = Office
    menu_icon = "folder"
    list_display = ("name", "unit", "identifier", "kind_label", "duty_phone")
    list_filter = (UnitFilter, OfficeKindFilter)
    list_select_related = ("unit",)
    search_fields = ("name", "identifier", "duties", "duty_phone", "unit__name")
    edit_handler = handler(
        ("unit", "identifier", "name", "kind", "duties", "duty_phone", "sort_order"), forms.OfficeForm
    )


class PostRegister(Register):
    model = Post
    menu_icon = "key"
    list_display = ("name", "unit", "office_name", "identifier", "kind_label", "held_by")
    list_filter = (UnitFilter, PostKindFilter)
    list_select_related = ("unit", "office", "secretary")
    search_fields = ("name", "identifier", "office__name", "unit__name")
    inspect_view_fields = (
        "unit",
        "office",
        "identifier",
        "name",
        "kind",
        "is_chief",
        "categories",
        "secretary",
        "roles",
    )
    edit_handler = handler(inspect_view_fields, forms.PostForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        now = Tenure.objects.valid_at(timezone.now()).select_related("user")
        return super().get_queryset(request).prefetch_related(Prefetch("tenures", now, to_attr="current"))

    def held_by(self, row: Any) -> str:
        return ", ".join(str(tenure.user) for tenure in row.current)

    held_by.short_description = pgettext_lazy("organisation", "held by")  # type: ignore[attr-defined]  # as Django\'s admin wants it

    def office_name(self, row: Post) -> str:
        return row.office.name if row.office else ""

    office_name.short_description = gettext_lazy("office")  # type: ignore[attr-defined]  # as Django\'s admin wants it
    office_name.admin_order_field = "office"  # type: ignore[attr-defined]  # as Django\'s admin wants it


class TenureRegister(PeriodRegister):
    model = Tenure
    menu_icon = "user"
    list_display = ("user", "post", "begins", "ends", "state")
    list_filter = (UnitFilter, StateFilter, HeldPostKindFilter)
    list_select_related = ("post__unit", "user")
    search_fields = ("holder_name", "user__username", "post__name", "post__identifier", "post__unit__name")
    edit_handler = handler(("post", "user", "starts_at", "ends_at"), forms.TenureForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(holder_name=full_name("user"))


class PortfolioRegister(PeriodRegister):
    model = Portfolio
    menu_icon = "list-ul"
    list_display = ("post", "office", "begins", "ends", "state")
    list_filter = (UnitFilter, StateFilter)
    list_select_related = ("post__unit", "office__unit")
    search_fields = ("post__name", "post__identifier", "office__name", "office__identifier", "post__unit__name")
    edit_handler = handler(("post", "office", "starts_at", "ends_at"), forms.PortfolioForm)


class DelegationRegister(PeriodRegister):
    model = Delegation
    menu_icon = "calendar-check"
    list_display = ("post", "from_user", "to_user", "begins", "ends", "state", "reason")
    list_filter = (UnitFilter, StateFilter, HeldPostKindFilter)
    list_select_related = ("post__unit", "from_user", "to_user")
    search_fields = ("giver_name", "taker_name", "from_user__username", "to_user__username", "post__name", "reason")
    edit_handler = handler(("post", "from_user", "to_user", "starts_at", "ends_at", "reason"), forms.DelegationForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.annotate(giver_name=full_name("from_user"), taker_name=full_name("to_user"))


class LeadingGroupRegister(PeriodRegister):
    model = LeadingGroupMember
    menu_icon = "group"
    list_display = ("user", "unit", "role_label", "begins", "ends", "state")
    list_filter = (UnitFilter, StateFilter)
    list_select_related = ("unit", "user")
    search_fields = ("member_name", "user__username", "unit__name")
    edit_handler = handler(("unit", "user", "role", "starts_at", "ends_at"), forms.MemberForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(member_name=full_name("user"))

    def role_label(self, row: LeadingGroupMember) -> str:
        return row.get_role_display()

    role_label.short_description = pgettext_lazy("organisation", "role")  # type: ignore[attr-defined]  # as Django\'s admin wants it
    role_label.admin_order_field = "role"  # type: ignore[attr-defined]  # as Django\'s admin wants it


class OrganisationGroup(ModelAdminGroup):
    menu_label = gettext_lazy("Organisation and posts")
    menu_item_name = "organisation"
    menu_icon = "group"
    menu_order = 700
    items = (
        UnitRegister,
        OfficeRegister,
        PostRegister,
        TenureRegister,
        PortfolioRegister,
        DelegationRegister,
        LeadingGroupRegister,
    )
