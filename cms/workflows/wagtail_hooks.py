"""Hooks into Wagtail's admin: queue and cases, and the editor's ways past the chain taken out."""

import logging
from typing import Any

from django.apps import apps
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.options import modeladmin_register

from cms.publication import disclosable
from cms.workflows.admin import editor, urls
from cms.workflows.admin.guards import beginning, foreign_pages, refusals, ways
from cms.workflows.admin.menu import PostMenuItem, takes_part
from cms.workflows.admin.queue.panels import QueuePanel
from cms.workflows.admin.registers import ReturnReasonRegister
from cms.workflows.cases import lookup
from cms.workflows.services import opening
from cms.workflows.wagtail import policies
from cms.workflows.wagtail.policies import PostPagePolicy

log = logging.getLogger("cms.workflows")
register_permission_policy(Page, PostPagePolicy(Page))
modeladmin_register(ReturnReasonRegister)

AFTER_WAGTAIL = 10
STOCK_HOME_PANELS = {"workflow_pages_to_moderate", "user_objects_in_workflow", "user_pages_in_workflow_moderation"}
STOCK_ACTIONS = {
    "action-publish",
    "action-unpublish",
    "action-submit",
    "action-restart-workflow",
    "action-cancel-workflow",
    "action-lock",
    "action-unlock",
}
STOCK_FIELDS = {"action-publish", "action-submit", "action-restart-workflow"}
"""What the buttons that were taken out would send."""


@hooks.register("register_admin_urls")
def cases_urls() -> list[Any]:
    return [path("cases/", include(urls))]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the page's history says of what was taken off by hand."""
    actions.register_action("disclosure.unblock", _("Freed"), _("What blocked the page was taken off"))


@hooks.register("register_admin_menu_item")
def cases_menu_item() -> PostMenuItem:
    return PostMenuItem(
        _("Approval"), reverse("disclosure_approval:queue"), name="approval", icon_name="tasks", order=110
    )


@hooks.register("register_admin_menu_item")
def register_menu_item() -> PostMenuItem:
    return PostMenuItem(
        _("Register of cases"), reverse("disclosure_approval:register"), name="register", icon_name="list-ul", order=111
    )


@hooks.register("register_reports_menu_item")
def channels_menu_item() -> PostMenuItem:
    return PostMenuItem(
        _("Channels"), reverse("disclosure_approval:channels"), name="channels", icon_name="globe", order=50
    )


@hooks.register("insert_global_admin_css")
def cases_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("disclosure_workflows/cases.css"))


@hooks.register("construct_page_chooser_queryset")
def choosable_pages(pages: Any, request: Any) -> Any:
    """A chooser names the pages of one's own units and those of the host: those of other units may not be public."""
    return policies.known_to(request.user, pages)


@hooks.register("construct_reports_menu", order=500)
def reports_menu(request: Any, menu_items: list[Any]) -> None:
    if disclosable.is_alone() and not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in ways.REPORTS]


for action in ways.BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=AFTER_WAGTAIL)


@hooks.register("construct_homepage_panels", order=500)
def home_panels(request: Any, panels: list[Any]) -> None:
    """Wagtail's own queue grows with the number of tasks; ours is one query. A host that has workflows of its own
    keeps it."""
    if disclosable.is_alone():
        panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in STOCK_HOME_PANELS]
    if disclosable.is_alone() or takes_part(request.user):
        panels.insert(0, QueuePanel())


@hooks.register("construct_page_action_menu", order=500)
def action_menu(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Publishing, taking down and locking are the chains'; submitting has a screen of its own. A page of the host's
    keeps all that Wagtail offers."""
    if not disclosable.is_disclosed(_edited(request, context)):
        return
    kept = [item for item in menu_items if item.name not in STOCK_ACTIONS and "Workflow" not in type(item).__name__]
    menu_items[:] = [*kept, editor.SubmitItem()]


def _edited(request: Any, context: dict[str, Any]) -> Any:
    """The page that is edited, or the type of the one that is begun."""
    page = context.get("page")
    if page is not None:
        return page
    named = request.resolver_match.kwargs
    return apps.get_model(named["content_type_app_name"], named["content_type_model_name"])


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def go_to_submission(request: Any, page: Any) -> Any:
    """“Save and submit” saves the draft first, then shows the whole chain."""
    if not disclosable.is_disclosed(page):
        return None
    if STOCK_FIELDS & set(request.POST):
        messages.warning(request, refusals.sentence(page, request.user, "publish"))
    if editor.SubmitItem.name not in request.POST:
        return None
    case = lookup.running(page)
    if case is None:
        messages.warning(request, _("Nothing differs from what is on view: there is nothing to submit."))
        return None
    if not case.has_content:
        messages.warning(request, opening.already(case))
        return redirect("disclosure_approval:case", pk=case.pk)
    return redirect("disclosure_approval:submit", pk=case.pk)


@hooks.register("register_page_header_buttons")
def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None, **kwargs: Any) -> Any:
    """Where the page stands: who is next, since when."""
    specific = page.specific
    if disclosable.is_disclosed(specific):
        own = specific.disclosure_channel or lookup.WEB
        case = lookup.under_way(specific).get(own) or lookup.latest(specific)
        if case is not None:
            url = reverse("disclosure_approval:case", args=[case.pk])
            yield Button(editor.standing(case), url, icon_name="tasks", priority=5)
            yield Button(
                _("Whole life"), reverse("disclosure_approval:life", args=[page.pk]), icon_name="history", priority=6
            )
        for place, way in enumerate(editor.ways(specific, user)):
            yield Button(way.label, way.url, icon_name=way.icon, priority=7 + place)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Any, user: Any, next_url: str | None = None, **kwargs: Any) -> Any:
    specific = page.specific
    if disclosable.is_disclosed(specific):
        yield from editor.case_buttons(specific, user)


@hooks.register("before_move_page")
def refuse_to_move(request: Any, page: Page, destination: Page) -> Any:
    """Before the confirmation is shown, and not only when it is sent: a page that may not move is not offered to."""
    if not disclosable.is_disclosed(page) and not disclosable.is_disclosed(destination):
        return None
    if page.specific.permissions_for_user(request.user).can_move_to(destination.specific):
        return None
    if disclosable.is_disclosed(page):
        messages.error(request, refusals.sentence(page.specific, request.user, "move"))
    log.warning("%s tried to move page %s below page %s", request.user, page.pk, destination.pk)
    return permission_denied(request)


@hooks.register("before_edit_page")
def say_where_it_stands(request: Any, page: Any) -> None:
    if request.method == "GET":
        editor.tell(request, page.specific)


@hooks.register("before_copy_page")
def refuse_to_copy(request: Any, page: Page) -> Any:
    """Of the host's pages with items below; and no copy of an item is on view before its chain has published it."""
    return foreign_pages.copying(request, page)


@hooks.register("before_publish_page")
def publish_by_the_chain_alone(request: Any, page: Page) -> Any:
    """Where an item is begun below a page of the host's by somebody who publishes there: it is saved as a draft."""
    if not disclosable.is_disclosed(page):
        return None
    messages.warning(request, refusals.sentence(page.specific, request.user, "publish"))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_actions")
def register_actions(registry: Any) -> None:
    registry.register(Page, beginning.BeginPage)


@hooks.register("before_create_page")
def refuse_to_begin(request: Any, parent_page: Page, page_class: Any) -> Any:
    """By `beginning.refusal`; where it may be begun, what keeps it from the public is said before anything is typed."""
    refused = beginning.refusal(request, parent_page, page_class)
    if refused is None and request.method == "GET" and disclosable.is_disclosed(page_class):
        editor.tell_above(request, parent_page)
    return refused
