"""Hooks into Wagtail's admin: queue and cases, and the editor's ways past the chain taken out."""

import logging
from typing import Any

from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from cms.workflows.admin import editor, urls
from cms.workflows.admin.guards import beginning, refusals, ways
from cms.workflows.admin.queue.panels import DeskPanel
from cms.workflows.cases import lookup
from cms.workflows.services import opening
from cms.workflows.wagtail import policies
from cms.workflows.wagtail.items import DisclosureItem
from cms.workflows.wagtail.policies import PostPagePolicy

log = logging.getLogger("cms.workflows")
register_permission_policy(Page, PostPagePolicy(Page))

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
def cases_menu_item() -> MenuItem:
    return MenuItem(_("Approval"), reverse("disclosure_approval:queue"), name="approval", icon_name="tasks", order=110)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return MenuItem(
        _("Register of cases"), reverse("disclosure_approval:register"), name="register", icon_name="list-ul", order=111
    )


@hooks.register("register_reports_menu_item")
def channels_menu_item() -> MenuItem:
    return MenuItem(
        _("Channels"), reverse("disclosure_approval:channels"), name="channels", icon_name="globe", order=50
    )


@hooks.register("insert_global_admin_css")
def cases_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("disclosure_workflows/cases.css"))


@hooks.register("construct_page_chooser_queryset")
def choosable_pages(pages: Any, request: Any) -> Any:
    """A chooser names the pages of one's own units: those of others may not be public."""
    return pages & policies.pages_of(request.user) if not request.user.is_superuser else pages


@hooks.register("construct_reports_menu", order=500)
def reports_menu(request: Any, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in ways.REPORTS or request.user.is_superuser]


for action in ways.BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=AFTER_WAGTAIL)


@hooks.register("construct_homepage_panels", order=500)
def home_panels(request: Any, panels: list[Any]) -> None:
    """Wagtail's own queue grows with the number of tasks; ours is one query."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in STOCK_HOME_PANELS]
    panels.insert(0, DeskPanel())


@hooks.register("construct_page_action_menu", order=500)
def action_menu(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Publishing, taking down and locking are the chains'; submitting has a screen of its own."""
    kept = [item for item in menu_items if item.name not in STOCK_ACTIONS and "Workflow" not in type(item).__name__]
    menu_items[:] = [*kept, editor.SubmitItem()]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def go_to_submission(request: Any, page: Any) -> Any:
    """“Save and submit” saves the draft first, then shows the whole chain."""
    if not isinstance(page, DisclosureItem):
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
    if isinstance(specific, DisclosureItem):
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
    if isinstance(specific, DisclosureItem):
        yield from editor.case_buttons(specific, user)


@hooks.register("before_move_page")
def refuse_to_move(request: Any, page: Page, destination: Page) -> Any:
    """Before the confirmation is shown, and not only when it is sent: a page that may not move is not offered to."""
    if page.specific.permissions_for_user(request.user).can_move_to(destination.specific):
        return None
    if isinstance(page.specific, DisclosureItem):
        messages.error(request, refusals.sentence(page.specific, request.user, "move"))
    log.warning("%s tried to move page %s below page %s", request.user, page.pk, destination.pk)
    return permission_denied(request)


@hooks.register("before_edit_page")
def say_where_it_stands(request: Any, page: Any) -> None:
    if request.method == "GET":
        editor.tell(request, page.specific)


hooks.register("before_create_page", beginning.refusal)
