"""From a sealed form back to an instance of the page's own class, which its own template renders."""

from typing import Any

from django.apps import apps
from django.db import models

from cms.publication import parts
from cms.publication.canonical import CanonicalContent
from cms.publication.schema import SchemaMismatch
from cms.sandbox import sandbox


def instance(form: CanonicalContent, here: sandbox.Sandbox) -> Any:
    """The item as it was signed. Fields that are not declared stay deferred: asking for one is SQL, and so refused.

    Raises SchemaMismatch when the form does not fit the declaration or the type is gone.
    """
    data = form.data
    try:
        model: Any = apps.get_model(data["type"])
        schema = model.disclosure_schema
    except (LookupError, AttributeError) as error:
        raise SchemaMismatch(f"the type {data['type']} is not declared here") from error
    body = schema.read(data["schema"], {"content": data["content"], "children": data["children"]})
    values = {**body["content"], **_own_key(model, data["key"])}
    built = _bare(model, values)
    sandbox.fill_foreign_keys(built, here)
    for name, rows in body["children"].items():
        _set_children(built, name, rows, here)
    for name in (name for name in schema.fields if model._meta.get_field(name).many_to_many):
        related: Any = model._meta.get_field(name).related_model
        found = (here.row(related, related._meta.pk.to_python(pk)) for pk in body["content"][name])
        built._prefetched_objects_cache = {
            **getattr(built, "_prefetched_objects_cache", {}),
            name: [row for row in found if row is not None],
        }
    return built


def _own_key(model: Any, key: str) -> dict[str, Any]:
    pk = "0" if parts.is_part(key) else key.rpartition(":")[2]
    keys = {model._meta.pk.name: pk}
    for parent in model._meta.get_parent_list():
        keys[parent._meta.pk.name] = pk
    return keys


def _bare(model: Any, values: dict[str, Any]) -> Any:
    fields = [declared for declared in model._meta.concrete_fields if declared.name in values]
    return model.from_db("default", [f.attname for f in fields], [f.to_python(values[f.name]) for f in fields])


def _set_children(built: models.Model, name: str, rows: list[dict[str, Any]], here: sandbox.Sandbox) -> None:
    child: Any = built._meta.get_field(name).related_model
    made = []
    for place, row in enumerate(rows, start=1):
        each = _bare(child, {child._meta.pk.name: place, "sort_order": place, **row})
        sandbox.fill_foreign_keys(each, here)
        made.append(each)
    setattr(built, name, made)
