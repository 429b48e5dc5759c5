"""What a page prints as captions and labels: people ask for 收费标准 and 办公时间 as much as for what stands below."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext

_PRINTED = re.compile(
    r"<(?:h[1-6]|dt|th|strong|caption|legend|summary|span class=\"soft\")[^>]*>\s*"
    r"(?:<[^>]+>\s*)?{%\s*translate\s+(?P<quote>[\"'])(?P<text>.+?)(?P=quote)\s*%}"
)
_INCLUDED = re.compile(r"{%\s*include\s+[\"']([^\"']+)[\"'](?:\s+with\s+name=[\"'](\w+)[\"'])?")
DEEPEST = 4


def of(page: Any) -> tuple[str, ...]:
    """Of the page's template and what it includes, and of its fields that say something; in the public's language."""
    with translation.override(settings.LANGUAGE_CODE):
        printed = [gettext(text) for text in _printed(str(getattr(page, "template", "")))]
        return tuple(dict.fromkeys([*printed, *_named(page)]))


@lru_cache(maxsize=200)
def _printed(template: str, depth: int = 0) -> tuple[str, ...]:
    """Message identifiers, in order."""
    try:
        source = str(get_template(template).template.source)  # type: ignore[attr-defined]  # Django's own engine
    except (TemplateDoesNotExist, AttributeError):
        return ()
    found = [match["text"] for match in _PRINTED.finditer(source)]
    if depth < DEEPEST:
        for included, _name in _INCLUDED.findall(source):
            found += _printed(included, depth + 1)
    return tuple(dict.fromkeys(found))


def _named(page: Any) -> Iterator[str]:
    """The names of the fields and rows of a page that are filled in."""
    schema = getattr(page, "disclosure_schema", None)
    if schema is None:
        return
    for name in schema.fields:
        field = page._meta.get_field(name)
        if not field.choices and field.value_from_object(page) not in (None, "", False):
            yield str(field.verbose_name)
    for relation in schema.children:
        rows = getattr(page, relation, None)
        if rows is not None and rows.all():
            yield str(page._meta.get_field(relation).related_model._meta.verbose_name_plural)
