"""System checks: a set-up in which posts are not what counts is said in words."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from cms.organisation.memberships import MembershipBackend
from cms.organisation.permissions import PostBackend


@register("security")
def posts_alone_give_permissions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_organisation.E001: posts give no permissions. disclosure_organisation.W001: something else does."""
    backends = [import_string(path) for path in settings.AUTHENTICATION_BACKENDS]
    found: list[CheckMessage] = []
    if not any(issubclass(backend, PostBackend) for backend in backends):
        found.append(
            Error(
                "No authentication backend takes permissions from posts.",
                hint='Add to AUTHENTICATION_BACKENDS: "cms.organisation.permissions.PostBackend"',
                id="disclosure_organisation.E001",
            )
        )
    harmless = (PostBackend, MembershipBackend)
    others = [b for b in backends if not issubclass(b, harmless) and hasattr(b, "get_group_permissions")]
    if others:
        names = ", ".join(f"{backend.__module__}.{backend.__qualname__}" for backend in others)
        found.append(
            Warning(
                f"Besides posts, these backends grant permissions: {names}.",
                hint="PostBackend also logs users in; remove Django's ModelBackend, or stored memberships count. Where "
                "the site has pages of its own, put cms.organisation.memberships.MembershipBackend in its place.",
                id="disclosure_organisation.W001",
            )
        )
    return found
