"""What the admin's edit pages show of a file: what shows it, and its versions."""

from typing import Any

from django import template
from django.urls import reverse

from cms.files import protection, records, services

register = template.Library()


@register.inclusion_tag("disclosure_files/file_notice.html", takes_context=True)
def file_notice(context: dict[str, Any], record: Any) -> dict[str, Any]:
    """The notice above the edit form of an image or document; nothing above one of the host's own."""
    if not records.is_ours(record):
        return {}
    user = context["request"].user
    address = reverse("disclosure_files_new_version", args=[record.kind, record.pk])
    return {
        "refusal": protection.refusal_to_replace(record),
        "new_version_url": None if services.refusal(record, user) else address,
        "former": record.version_of,
        "newer": record.newer_versions.order_by("pk"),
        "edit_url_name": "wagtaildocs:edit" if record.kind == "document" else "wagtailimages:edit",
    }
