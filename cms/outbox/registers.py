"""The register of side effects in the admin: what waits, what was given up, and another try. For superusers only."""

from typing import Any

from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import AdminURLHelper, ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from cms.outbox import register_views as views
from cms.outbox import registry
from cms.outbox.models import OutboxMessage


class SuperuserReads(PermissionHelper):
    """Rows are written by services only. A payload may hold what a post may not see, so only a superuser reads it."""

    def user_can_list(self, user: Any) -> bool:
        return bool(user.is_active and user.is_superuser)

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


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


class OneOf(SimpleListFilter):
    """A filter with a fixed set of values; any other value filters nothing."""

    template = "admin/filter.html"  # a name that wagtail-modeladmin maps to its own
    parameter_name = ""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in {value for value, _label in self.lookup_choices}:
            return queryset
        return queryset.filter(**{self.parameter_name: self.value()})


class StateFilter(OneOf):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(OutboxMessage.State.choices)


class TopicFilter(OneOf):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        stored = OutboxMessage.objects.order_by().values_list("topic", flat=True).distinct()
        return [(topic, topic) for topic in sorted({*stored, *registry.topics()})]


class OutboxRegister(ModelAdmin):
    """Newest first."""

    model = OutboxMessage
    menu_label = _("Side effects")
    menu_icon = "mail"
    add_to_settings_menu = True
    list_display = ("topic", "consumer", "key", "state", "attempts", "created_at", "available_at", "error")
    list_filter = (StateFilter, TopicFilter)
    search_fields = ("key", "last_error")
    list_per_page = 50
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
    inspect_view_class = views.OutboxInspectView
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
