"""Hooks into Wagtail's admin: the register of jobs, the panel on the administrator's home page."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from cms.scheduler.panels import ServicePanel
from cms.scheduler.registers import JobRegister

modeladmin_register(JobRegister)


@hooks.register("construct_homepage_panels", order=900)
def service_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Nobody else can do anything about it."""
    if request.user.is_superuser:
        panels.append(ServicePanel(request))
