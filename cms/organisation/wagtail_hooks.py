"""Hooks into Wagtail's admin: the registers, and how their entries in the history are worded."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.registers import OrganisationGroup

modeladmin_register(OrganisationGroup)


@hooks.register("register_log_actions")
def register_organisation_actions(actions: Any) -> None:
    for name, label, message in (
        ("appoint", pgettext_lazy("organisation", "Appoint"), _("Post given")),
        ("put_in_charge", _("Put in charge"), _("Put in charge of an office")),
        ("delegate", pgettext_lazy("organisation", "Delegate"), _("Post delegated")),
        ("end", pgettext_lazy("organisation", "End"), pgettext_lazy("organisation", "Ended")),
    ):
        actions.register_action(f"disclosure_organisation.{name}", label, message)
