"""Where a site mounts one of Wagtail's APIs: they read Wagtail's live rows, so the public gets nothing from them."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.api.v2.views import BaseAPIViewSet

log = logging.getLogger("cms.publication")
WITH_TOKENS = "wagtailapi_v3"
OF_THE_ADMIN = "wagtailadmin_api"


class RefusePublicApi:
    """404 for version 2 of Wagtail's API, which knows no token, and for version 3 without a valid one (rule 3).

    With a token version 3 shows what its owner may see in the admin, and does what the services allow.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raises Http404."""
        if request.resolver_match is None or OF_THE_ADMIN in request.resolver_match.namespaces:
            return
        cls = getattr(view, "cls", None)
        without_tokens = isinstance(cls, type) and issubclass(cls, BaseAPIViewSet)
        if without_tokens or (WITH_TOKENS in request.resolver_match.namespaces and not _has_token(request)):
            log.warning("%s: Wagtail's API is not for the public, which reads sealed publications", request.path)
            raise Http404


def _has_token(request: HttpRequest) -> bool:
    from wagtail.api.v3.auth import BearerTokenAuth  # version 3 is loaded where it is mounted

    return BearerTokenAuth()(request) is not None
