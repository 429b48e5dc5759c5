"""A row says once what is shown of it: what is signed, what is listed and what the editor asks come from there."""

import pytest
from django.apps import apps

from cms.pages.base import checks
from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row, row_panels
from cms.pages.models import LicensingFee, LicensingPage

ROWS = [model for model in apps.get_models() if issubclass(model, Row)]
PAGES = [model for model in apps.get_models() if getattr(model, "disclosure_schema", None) is not None]


def asked(panels):
    for panel in panels:
        yield from asked(panel.children) if hasattr(panel, "children") else [panel.field_name]


@pytest.mark.parametrize("row", ROWS)
def test_the_editor_asks_what_is_shown_and_nothing_else(row):
    assert sorted(asked(row.panels)) == sorted(row.shown_fields)
    assert set(row.listed()) <= set(row.shown_fields)


def test_what_is_signed_of_a_row_is_what_it_declares():
    signed = {
        (page._meta.get_field(name).related_model, fields)
        for page in PAGES
        for name, fields in page.disclosure_schema.children.items()
    }
    assert signed == {(row, row.shown_fields) for row in ROWS}


def test_fields_that_stand_beside_each_other_stand_in_one_line():
    first, pair, last = row_panels(("name", "copies", "form", "note"), (("form", "copies"),))
    assert (first.field_name, last.field_name) == ("name", "note")
    assert [panel.field_name for panel in pair.children] == ["form", "copies"]


def test_a_row_that_declares_nothing_or_what_it_has_not_is_found(monkeypatch):
    monkeypatch.setattr(LicensingFee, "shown_fields", ())
    monkeypatch.setattr(LicensingPage, "disclosure_schema", shown("item", rows=("fees",)))
    assert {error.id for error in checks.categories_are_complete(None)} == {"disclosure_pages.E006"}
    monkeypatch.setattr(LicensingFee, "shown_fields", ("item", "no_such_field"))
    monkeypatch.setattr(LicensingPage, "disclosure_schema", shown("item", rows=("fees",)))
    assert {error.id for error in checks.categories_are_complete(None)} == {"disclosure_pages.E003"}
    monkeypatch.setattr(LicensingPage, "disclosure_schema", shown("item", rows=("no_such_rows",)))
    assert {error.id for error in checks.categories_are_complete(None)} == {"disclosure_pages.E003"}


def test_a_type_reads_its_rows_when_it_is_asked_and_each_type_its_own():
    schemas = [page.disclosure_schema for page in PAGES if issubclass(page, CategoryPage)]
    assert len({id(schema) for schema in schemas}) == len(schemas)
    assert LicensingPage.disclosure_schema is LicensingPage().disclosure_schema
