"""What a page's form newly refers to, and whether the person who sends it may know of it.

A chooser offers one's own, but a form sent by hand can name any number; saved, the editor and the preview would show
title and content of what belongs to somebody else.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from cms.files import access as files
from cms.publication import current
from cms.workflows.wagtail import policies

Reference = tuple[type[Model], int]


def of_form(form: Any) -> Iterator[Reference]:
    """(model, key) of pages, documents and pictures that were sent, its rows' included.

    What was sent and not what was found to be right: a form that is shown again names what it was given.
    """
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if value:
            yield from _of_value(form, name, field, value)
    for formset in getattr(form, "formsets", {}).values():
        for row in formset.forms:
            yield from of_form(row)


def _of_value(form: Any, name: str, field: Any, value: Any) -> Iterator[Reference]:
    model = getattr(getattr(field, "queryset", None), "model", None)
    if model is not None:
        yield from _kept(model, value)
        return
    try:
        declared = form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return
    if hasattr(declared, "extract_references"):
        for named, key, _model_path, _content_path in declared.extract_references(value):
            yield from _kept(named, key)


def of_page(page: Any) -> set[Reference]:
    """What its newest draft refers to already: it may stay there."""
    if page.pk is None:
        return set()
    draft = page.get_latest_revision_as_object()
    found: set[Reference] = set()
    for content_type, key, _model_path, _content_path in ReferenceIndex._extract_references_from_object(draft):
        found |= set(_kept(ContentType.objects.get_for_id(content_type).model_class(), key))
    return found


def _kept(model: Any, key: Any) -> Iterator[Reference]:
    if model is None or not str(key).isascii() or not str(key).isdigit():
        return
    for kind in (Page, get_document_model(), get_image_model()):
        if issubclass(model, kind):
            yield kind, int(key)


def hidden_from(user: Any, references: set[Reference]) -> set[Reference]:
    """Those that this person may not know of: a page of another unit that is not public, a file of its collection."""
    if user is None or user.is_superuser:
        return set()
    found: set[Reference] = set()
    for model in {model for model, _key in references}:
        keys = {key for kind, key in references if kind is model}
        left = _hidden_pages(user, keys) if model is Page else _hidden_files(user, model, keys)
        found |= {(model, key) for key in left}
    return found


def _hidden_pages(user: Any, keys: set[int]) -> set[int]:
    known = policies.known_to(user, Page.objects.filter(pk__in=keys))
    left = keys - set(known.values_list("pk", flat=True))
    return {key for key in left if current.link(f"page:{key}") is None}


def _hidden_files(user: Any, model: Any, keys: set[int]) -> set[int]:
    places = dict(model._default_manager.filter(pk__in=keys).values_list("pk", "collection_id"))
    visible = {place: files.may_view(user, place) for place in set(places.values())}
    return {key for key in keys if key not in places or not visible[places[key]]}
