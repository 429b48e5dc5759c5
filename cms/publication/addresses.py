"""Whole addresses of what the public reads, with a host that somebody wrote down and none that a request claims."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site

NOBODY_CHOSE = frozenset({"localhost", ""})
"""What the record of a site says until somebody enters its name."""


def base(request: HttpRequest) -> str:
    """`https://host` without a slash at its end: of the site whose record names the host that was asked for, or of the
    default one. While its record still says `localhost`, the address of the settings (WAGTAILADMIN_BASE_URL).

    A host is looked up among the records and never repeated.
    """
    site = Site.find_for_request(request)
    if site is not None and site.hostname not in NOBODY_CHOSE:
        return str(site.root_url)
    facts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return f"{facts.scheme}://{facts.netloc}"
