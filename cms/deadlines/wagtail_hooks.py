"""Hooks into Wagtail's admin: the page of overdue matters, the registers of periods."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from cms.deadlines.overdue import OverdueView
from cms.deadlines.registers import DeadlineRegisters
from cms.workflows.admin.menu import PostMenuItem

modeladmin_register(DeadlineRegisters)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [path("overdue/", OverdueView.as_view(), name="disclosure_overdue")]


@hooks.register("register_reports_menu_item")
def overdue_menu_item() -> PostMenuItem:
    url = reverse("disclosure_overdue")
    return PostMenuItem(_("Overdue matters"), url, name="overdue", icon_name="warning", order=40)
