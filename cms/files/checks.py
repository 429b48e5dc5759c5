"""Whether the site's settings agree with this room."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from cms.files import conf

FORMS = {
    "WAGTAILIMAGES_IMAGE_FORM_BASE": "cms.files.forms.ImageForm",
    "WAGTAILDOCS_DOCUMENT_FORM_BASE": "cms.files.forms.DocumentForm",
}


MODELS = {
    "WAGTAILIMAGES_IMAGE_MODEL": ("WAGTAILIMAGES_IMAGE_FORM_BASE", "disclosure_files.Image", "wagtailimages.Image"),
    "WAGTAILDOCS_DOCUMENT_MODEL": (
        "WAGTAILDOCS_DOCUMENT_FORM_BASE",
        "disclosure_files.Document",
        "wagtaildocs.Document",
    ),
}
VAULT = 'Add to the settings: DISCLOSURE_VAULT = "<a folder that no web server hands out>"'


@register()
def settings_agree(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_files.E001: no vault, or one that is served. disclosure_files.E002: renditions. disclosure_files.W001:
    Wagtail's stock upload forms for our models. disclosure_files.W002: pictures or documents of another model."""
    problems: list[CheckMessage] = []
    try:
        root = conf.vault_root().resolve()
        for name in ("MEDIA_ROOT", "STATIC_ROOT"):
            folder = getattr(settings, name, None)
            if folder and root.is_relative_to(Path(folder).resolve()):
                problems.append(Error(f"DISCLOSURE_VAULT lies below {name}", hint=VAULT, id="disclosure_files.E001"))
    except ImproperlyConfigured as error:
        problems.append(Error(str(error), hint=VAULT, id="disclosure_files.E001"))
    try:
        conf.largest_rendition()
    except ImproperlyConfigured as error:
        hint = "Add it to DISCLOSURE_RENDITIONS."
        problems.append(Error(str(error), hint=hint, id="disclosure_files.E002"))
    for name, (form, ours, model) in MODELS.items():
        there = getattr(settings, name, "") or model
        if not hasattr(apps.get_model(there), "sealed_files"):
            problems.append(
                Warning(
                    f"{name} is {there}, of which nothing is kept in the vault: an item that shows one is refused.",
                    hint=f'Add to the settings, if items are to show them: {name} = "{ours}"',
                    id="disclosure_files.W002",
                )
            )
        elif not getattr(settings, form, ""):
            hint = f'Add to the settings: {form} = "{FORMS[form]}"'
            problems.append(Warning(f"{form} is not set: uploads are not examined.", hint, id="disclosure_files.W001"))
    return problems
