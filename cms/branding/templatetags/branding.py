from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site_name() -> str:
    """What the admin is called in the browser's title and before the log-in: WAGTAIL_SITE_NAME. No query."""
    return str(settings.WAGTAIL_SITE_NAME)
