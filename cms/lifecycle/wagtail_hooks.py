"""Hooks into Wagtail's admin: the register of jobs, the panel on the administrator's home page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from cms.lifecycle.panels import ServicePanel
from cms.lifecycle.registers import JobRegister, TurnRegister

modeladmin_register(JobRegister)
modeladmin_register(TurnRegister)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the page's history says of what time brought."""
    actions.register_action("disclosure.came_up", _("Came on view"), _("Came on view at its time"))
    actions.register_action("disclosure.expired", _("Came down"), _("Came down by its approved expiry"))
    actions.register_action("disclosure.flag", _("Flag set right"), _("Wagtail's flag was set to what is on view"))


@hooks.register("construct_homepage_panels", order=900)
def service_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Nobody else can do anything about it."""
    if request.user.is_superuser:
        panels.append(ServicePanel(request))
