"""Where a site mounts one of Wagtail's APIs: they read Wagtail's live rows, so the public gets nothing of ours from
them."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.api.v2.views import BaseAPIViewSet

from cms.publication import disclosable, public_api

log = logging.getLogger("cms.publication")
WITH_TOKENS = "wagtailapi_v3"
OF_THE_ADMIN = "wagtailadmin_api"


class RefusePublicApi:
    """404 for what version 2 of Wagtail's API, which knows no token, and version 3 without a valid one would tell of
    what is ours (rule 3). A host's own pages, pictures and documents are told as ever.

    With a token version 3 shows what its owner may see in the admin, and does what the services allow.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        public_api.leave_items_out()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raises Http404."""
        if request.resolver_match is None or OF_THE_ADMIN in request.resolver_match.namespaces:
            return
        cls = getattr(view, "cls", None)
        without_tokens = isinstance(cls, type) and issubclass(cls, BaseAPIViewSet)
        refused = without_tokens and not public_api.is_told(getattr(cls, "model", None))
        by_anybody = WITH_TOKENS in request.resolver_match.namespaces and disclosable.is_alone()
        if refused or (by_anybody and not _has_token(request)):
            log.warning("%s: Wagtail's API is not for the public, which reads sealed publications", request.path)
            raise Http404


def _has_token(request: HttpRequest) -> bool:
    from wagtail.api.v3.auth import BearerTokenAuth  # version 3 is loaded where it is mounted

    return BearerTokenAuth()(request) is not None
