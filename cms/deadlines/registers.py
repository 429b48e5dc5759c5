"""Registers of periods in the admin: for those who administer the chains."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdminGroup

from cms.deadlines.models import ExpiryReminder, ReviewPeriod, Urging
from cms.registers.options import Register
from cms.workflows.cases.channels import PostedByHand


class OneRow(PermissionHelper):
    """There is one row, which can be changed."""

    def user_can_create(self, user: Any) -> bool:
        return bool(super().user_can_create(user)) and not self.model._default_manager.exists()

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class PeriodRegister(Register):
    model = ReviewPeriod
    menu_icon = "date"
    list_display = ("category_label", "months", "is_active")
    list_filter = ("is_active",)
    edit_handler = ObjectList([FieldPanel("category"), FieldPanel("months"), FieldPanel("is_active")])

    def category_label(self, row: ReviewPeriod) -> str:
        return str(row.get_category_display())

    category_label.short_description = _("category")  # type: ignore[attr-defined]  # as Django's admin wants it


class ExpiryReminderRegister(Register):
    model = ExpiryReminder
    menu_icon = "mail"
    list_display = ("days",)
    edit_handler = ObjectList([FieldPanel("days")])


class UrgingRegister(Register):
    model = Urging
    menu_icon = "warning"
    list_display = ("remind_before", "escalate_after")
    edit_handler = ObjectList([FieldPanel("remind_before"), FieldPanel("escalate_after")])
    permission_helper_class = OneRow


class PostedByHandRegister(Register):
    model = PostedByHand
    menu_icon = "clipboard-list"
    list_display = ("channel_label", "days")
    edit_handler = ObjectList([FieldPanel("channel"), FieldPanel("days")])

    def channel_label(self, row: PostedByHand) -> str:
        return str(row.get_channel_display())

    channel_label.short_description = _("channel")  # type: ignore[attr-defined]  # as Django's admin wants it


class DeadlineRegisters(ModelAdminGroup):
    menu_label = _("Deadlines")
    menu_icon = "time"
    items = (PeriodRegister, ExpiryReminderRegister, UrgingRegister, PostedByHandRegister)
