"""What the public reads, and staff behind a log-in, without the admin: include it wherever the site wants it, before
what takes every address. What is not ours is left to the addresses after it, and what is not installed to nobody."""

from collections.abc import Iterator

from django.apps import apps
from django.urls import URLResolver, include, path

BELOW = {"disclosure_search": "search/", "disclosure_intranet": "intranet/"}
"""Labels of plugins that have addresses of their own, and where they begin."""


def _of_plugins() -> Iterator[URLResolver]:
    for label, route in BELOW.items():
        if label in apps.app_configs:
            yield path(route, include(f"{apps.get_app_config(label).name}.urls"))


urlpatterns = [
    path("", include("cms.files.urls")),
    *_of_plugins(),
    path("", include("cms.publication.urls")),
]
