"""An item of any category from an entry of `fixtures/demo/*.toml`, and the state that the entry asks for.

Keys of an entry that are fields of the page type are its values; `rows` holds its child rows by relation. A value
`{days = 3}` is a day, or for a time a second, so many days from now. `body` and `rows` are read by `blocks`.
"""

import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone
from wagtail.models import Page

from cms.demo import blocks, chains
from cms.demo.chains import user
from cms.organisation.models import Office
from cms.pages.base.category_page import CategoryPage
from cms.pages.models import SubjectClass
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.collections import of_unit
from cms.workflows.cases.models import Case

TOLD = {
    "type",
    "column",
    "unit",
    "office",
    "author",
    "state",
    "rows",
    "body",
    "subject",
    "reason",
    "major",
    "resolution",
    "below",
}
TIMES = ("go_live_at", "expire_at")


def draft(entry: dict[str, Any], column: Page) -> Any:
    """The page as a draft of its author; the one of this title that stands in the column already, if there is one."""
    model: Any = apps.get_model("disclosure_pages", entry["type"])
    found = model.objects.child_of(column).filter(draft_title=entry["title"]).first()
    if found is not None:
        return found
    author = user(entry["author"])
    office = Office.objects.get(unit__identifier=entry.get("unit", "municipal"), identifier=entry["office"])
    chosen = blocks.chooser(author, of_unit(office.unit))
    page: CategoryPage = model(
        issuing_office=office,
        owner=author,
        live=False,
        subject=SubjectClass.objects.filter(name__contains=entry.get("subject", "市场监管")).first(),
        body=list(blocks.body(entry.get("body", ()), chosen)),
        **{name: value(name, facts) for name, facts in entry.items() if name not in TOLD},
    )
    for relation, rows in entry.get("rows", {}).items():
        row: Any = model._meta.get_field(relation).related_model
        setattr(page, relation, [blocks.row(row, facts, place, chosen) for place, facts in enumerate(rows)])
    column.add_child(instance=page)
    page.save_revision(user=author, log_action=True)
    return page


def value(name: str, facts: Any) -> Any:
    """A field's value as the entry means it."""
    if not isinstance(facts, dict):
        return facts
    moment = timezone.now() + datetime.timedelta(**facts)
    return moment if name in TIMES else timezone.localdate(moment)


def bring(page: Any, entry: dict[str, Any]) -> Case | None:
    """Bring a fresh draft to the entry's state; what somebody has moved on already stays."""
    case = lookup.running(page)
    if case is None or case.submitted_at is not None or case.round > 1 or entry["state"] in ("draft", "preparing"):
        return None
    chains.provide_all(case)
    case = chains.submit(case, user(entry["author"]))
    if entry.get("major"):
        services.raise_mark(case, user(entry["author"]), "major")
    state, _sep, step = entry["state"].partition(":")
    if state == "returned":
        chains.send_back(case, entry["reason"])
    else:
        chains.run(case, until=step, resolution=tuple(entry.get("resolution", ("", ""))))
    return case
