"""Every change of the organisation moves `freshness`, so that a permission kept for a second does not outlive it."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from cms.organisation import freshness


def connect() -> None:
    models: list[type[Model]] = [
        *apps.get_app_config("disclosure_organisation").get_models(),
        get_user_model(),
        Group,
        Permission,
    ]
    for model in models:
        for signal in (post_save, post_delete):
            signal.connect(freshness.touch, sender=model, dispatch_uid=f"organisation-{model._meta.label}-{id(signal)}")
    post_model = apps.get_model("disclosure_organisation", "Post")
    for through in (post_model.roles.through, Group.permissions.through):
        m2m_changed.connect(freshness.touch, sender=through, dispatch_uid=f"organisation-{through._meta.label}")
