"""Whether the site's settings agree with this room."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from cms.files import conf

FORMS = {
    "WAGTAILIMAGES_IMAGE_FORM_BASE": "cms.files.forms.ImageForm",
    "WAGTAILDOCS_DOCUMENT_FORM_BASE": "cms.files.forms.DocumentForm",
}


@register()
def settings_agree(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_files.E001: no vault, or one that is served. E002: renditions. W001: Wagtail's stock upload forms."""
    problems: list[CheckMessage] = []
    try:
        root = conf.vault_root().resolve()
        for name in ("MEDIA_ROOT", "STATIC_ROOT"):
            folder = getattr(settings, name, None)
            if folder and root.is_relative_to(Path(folder).resolve()):
                problems.append(Error(f"DISCLOSURE_VAULT lies below {name}", id="disclosure_files.E001"))
    except ImproperlyConfigured as error:
        problems.append(Error(str(error), id="disclosure_files.E001"))
    try:
        conf.largest_rendition()
    except ImproperlyConfigured as error:
        problems.append(Error(str(error), id="disclosure_files.E002"))
    for name, value in FORMS.items():
        if not getattr(settings, name, ""):
            problems.append(Warning(f"{name} is not set", hint=f'Set it to "{value}".', id="disclosure_files.W001"))
    return problems
