"""A category is found in one place: a folder that bears its identifier, with its models, templates and tests."""

import importlib
from pathlib import Path

import pytest
from django.template.loader import get_template

import cms.pages.categories
from cms.pages.base import registry
from cms.pages.base.internal_page import InternalPage
from cms.workflows.chains import reading
from tests.pages.categories.drafts import draft, lacks

FOLDERS = Path(cms.pages.categories.__file__).parent
TESTS = Path(__file__).parent


def test_each_folder_is_a_category_and_each_category_a_folder():
    folders = {path.parent.name for path in FOLDERS.glob("*/__init__.py")}
    assert folders == set(registry.types())


@pytest.mark.parametrize("category", registry.types())
def test_what_is_its_own_stands_in_its_folder(category):
    model = registry.types()[category]
    module = importlib.import_module(f"cms.pages.categories.{category}.models")
    assert model.__module__ == module.__name__
    assert list(TESTS.glob(f"test_{category}*.py")), "its tests"
    if not issubclass(model, InternalPage):  # those share one template: the intranet shows them all alike
        assert Path(get_template(model.template).origin.name).is_relative_to(FOLDERS / category), "its template"


@pytest.mark.parametrize("category", registry.types())
def test_its_type_and_the_text_of_the_chains_name_the_same_class(category):
    named = registry.types()[category].procedure_class
    classes = reading.regulation().categories[category][1]
    assert named in classes if isinstance(named, str) else len(classes) > 1


@pytest.mark.parametrize("category", registry.types())
def test_what_it_requires_is_named_before_it_is_submitted(site, category):
    model = registry.types()[category]
    page = draft(site, model)
    lines = lacks(page)
    for name in model.required_to_publish:
        assert any(f"“{page.label_of(name)}”" in line for line in lines) is not page._has(name), name
    assert lacks(page, "withdraw") == []
