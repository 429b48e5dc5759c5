"""Hooks into Wagtail's admin: the register of what time brought, its words in the histories."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from cms.lifecycle.registers import TransitionRegister

modeladmin_register(TransitionRegister)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the page's history says of what time brought."""
    actions.register_action("disclosure.came_up", _("Came on view"), _("Came on view at its time"))
    actions.register_action("disclosure.expired", _("Came down"), _("Came down by its approved expiry"))
    actions.register_action("disclosure.flag", _("Flag set right"), _("Wagtail's flag was set to what is on view"))
