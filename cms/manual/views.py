"""The manual as a page of the admin."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.manual.reading import manual


class ManualView(WagtailAdminTemplateMixin, TemplateView):
    """For everybody who may log in to the admin: it says nothing of what is in the site."""

    template_name = "disclosure_manual/manual.html"
    page_title = _("Manual")
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_translated = (get_language() or "").startswith("zh")
        return super().get_context_data(manual=manual(), is_translated=is_translated, **kwargs)
