"""The register of side effects in the admin: what waits, what was given up, and another try. For superusers only."""

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import AdminURLHelper, ButtonHelper

from cms.outbox import register_views as views
from cms.outbox import registry
from cms.outbox.models import OutboxMessage
from cms.registers.filters import Choice
from cms.registers.options import Register
from cms.registers.permissions import SuperuserReads


class AgainButton(ButtonHelper):
    """Adds "Deliver again" to what was given up."""

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> list[dict[str, Any]]:
        buttons: list[dict[str, Any]] = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if obj.state == OutboxMessage.State.DEAD and self.permission_helper.user_can_list(self.request.user):
            classnames = ["button-secondary", *(classnames_add or [])]
            buttons.append(
                {
                    "url": self.url_helper.get_action_url("again", quote(obj.pk)),
                    "label": _t("Deliver again"),
                    "classname": self.finalise_classname(classnames, classnames_exclude),
                    "title": _t("Deliver “%(message)s” again") % {"message": obj},
                }
            )
        return buttons


class OutboxURLs(AdminURLHelper):
    """One more address without a key."""

    def get_action_url_pattern(self, action: str) -> str:
        if action == "again_all":
            return str(self._get_action_url_pattern(action))
        return str(super().get_action_url_pattern(action))


class StateFilter(Choice):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(OutboxMessage.State.choices)


class TopicFilter(Choice):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        stored = OutboxMessage.objects.order_by().values_list("topic", flat=True).distinct()
        return [(topic, topic) for topic in sorted({*stored, *registry.topics()})]


class OutboxRegister(Register):
    """Newest first."""

    model = OutboxMessage
    menu_label = _("Side effects")
    menu_icon = "mail"
    add_to_settings_menu = True
    list_display = ("topic", "consumer", "key", "state", "attempts", "created_at", "available_at", "error")
    list_filter = (StateFilter, TopicFilter)
    search_fields = ("key", "last_error")
    inspect_view_enabled = True
    inspect_view_fields = (
        "topic",
        "consumer",
        "key",
        "state",
        "attempts",
        "created_at",
        "available_at",
        "leased_by",
        "leased_until",
        "delivered_at",
        "last_error",
        "payload",
    )
    index_template_name = "disclosure_outbox/index.html"
    index_view_class = views.OutboxIndexView
    permission_helper_class = SuperuserReads
    button_helper_class = AgainButton
    url_helper_class = OutboxURLs

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("payload")

    def error(self, row: OutboxMessage) -> str:
        return row.last_error[:200]

    error.short_description = _("last error")  # type: ignore[attr-defined]  # read by Django's admin

    def again_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return views.AgainView.as_view(model_admin=self, instance_pk=instance_pk)(request)  # type: ignore[return-value]  # a view without stubs

    def again_all_view(self, request: HttpRequest) -> HttpResponse:
        return views.AgainAllView.as_view(model_admin=self)(request)  # type: ignore[return-value]  # a view without stubs

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        more = (("again_all", self.again_all_view), ("again", self.again_view))
        helper = self.url_helper
        return (
            *super().get_admin_urls_for_registration(),
            *(
                re_path(helper.get_action_url_pattern(action), view, name=helper.get_action_url_name(action))
                for action, view in more
            ),
        )
