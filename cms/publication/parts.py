"""Parts of an item that are shown and found on their own, approved together with it: the rows of one child relation.

A part's form is worked out from the whole's signed form and nothing else, so whoever signed the whole signed each part.
"""

from functools import lru_cache
from typing import Any

from django.apps import apps

from cms.ledger.texts import canonical
from cms.publication import facts
from cms.publication.canonical import FORM_VERSION, CanonicalContent

PREFIX = facts.PART
is_part = facts.is_part


def key_of(whole: str, slug: str) -> str:
    """`part:12/a-1` of `page:12`."""
    return f"{PREFIX}{whole.rpartition(':')[2]}/{slug}"


def whole_of(key: str) -> str:
    """The key of the page that a part belongs to."""
    return f"page:{key.removeprefix(PREFIX).partition('/')[0]}"


@lru_cache(maxsize=8)
def of(text: str) -> dict[str, CanonicalContent]:
    """Key → form of each part of a signed form, in its order; empty for an item without parts."""
    whole = CanonicalContent(text)
    data = whole.data
    model: Any = apps.get_model(data["type"])
    relation = getattr(model, "disclosure_parts", "")
    if not relation:
        return {}
    part: Any = model._meta.get_field(relation).related_model
    forms = (_form(part, row, data) for row in data["children"][relation])
    return {form.key: form for form in forms}


def _form(part: Any, row: dict[str, Any], whole: dict[str, Any]) -> CanonicalContent:
    slug = part.part_slug(row)
    return CanonicalContent(
        canonical(
            {
                "form": FORM_VERSION,
                "type": part._meta.label_lower,
                "schema": part.disclosure_schema.version,
                "key": key_of(whole["key"], slug),
                "parent": whole["key"],
                "slug": slug,
                "title": part.part_title(row, whole),
                "go_live": whole["go_live"],
                "expire": whole["expire"],
                "content": {name: row[name] for name in part.disclosure_schema.fields},
                "children": {},
                "exhibits": {"rows": {}, "links": whole["exhibits"]["links"]},
                "facts": part.part_facts(row, whole),
            }
        )
    )
