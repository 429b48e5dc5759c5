"""Permissions of a site that was there before: its own groups count for what is its own."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_backends
from django.contrib.auth.backends import BaseBackend, ModelBackend

OURS = "disclosure_"
"""What the labels of the plugins' apps begin with."""
_KEPT = "_membership_permissions"


def is_ours(permission: str) -> bool:
    """Whether a permission ("app.codename") is about a table of the plugins or about what goes through a chain."""
    app_label, _dot, codename = permission.partition(".")
    if app_label.startswith(OURS):
        return True
    try:
        models = apps.get_app_config(app_label).get_models()
    except LookupError:
        return False
    disclosed = (model._meta.model_name for model in models if hasattr(model, "disclosure_schema"))
    return any(codename.endswith(f"_{name}") for name in disclosed)


def count() -> bool:
    """Whether the site has this backend: then it has people and pages of its own."""
    return any(getattr(backend, "memberships_count", False) for backend in get_backends())


class MembershipBackend(ModelBackend):
    """Beside `PostBackend`, in place of Django's `ModelBackend`: stored memberships and permissions given to a user
    count, but for nothing of the plugins, where posts alone do. It logs nobody in: `PostBackend` does.
    """

    memberships_count = True
    """What `cms.files` asks of every backend."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> None:
        return None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return {each for each in super().get_user_permissions(user_obj, obj) if not is_ours(each)}

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return {each for each in super().get_group_permissions(user_obj, obj) if not is_ours(each)}

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """Without Django's cache on the user, which all backends share."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        kept: set[str] | None = getattr(user_obj, _KEPT, None)
        if kept is None:
            kept = self.get_user_permissions(user_obj) | self.get_group_permissions(user_obj)
            setattr(user_obj, _KEPT, kept)
        return kept

    # Django's asynchronous twins would read what is stored: back to those that call the methods above.
    aget_user_permissions = BaseBackend.aget_user_permissions
    aget_group_permissions = BaseBackend.aget_group_permissions
    aget_all_permissions = BaseBackend.aget_all_permissions
