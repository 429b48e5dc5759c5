"""What a type shows, an editor can enter somewhere, or it is said why not; nothing in the lists is out of date."""

from fnmatch import fnmatch

import pytest

from tests.factories import markers

GIVEN = markers.nothing()


def asked(model) -> set[str]:
    """Paths of everything that a form of the type asks for."""
    return {mark.path for mark in [*markers.of_page(model, GIVEN), *markers.provided(model, GIVEN)]}


def declared(model) -> set[str]:
    """Paths of everything that the type declares as shown."""
    top, schema = model._meta.model_name, model.disclosure_schema
    return {f"{top}.{name}" for name in schema.fields} | {
        f"{top}.{relation}.{name}" for relation, names in schema.children.items() for name in names
    }


@pytest.mark.parametrize("model", markers.page_types(), ids=lambda model: model.__name__)
def test_what_a_type_shows_can_be_entered(model):
    missing = {path for path in declared(model) - asked(model) if markers.reason(path, markers.NOT_ENTERED) is None}
    assert not missing


def test_every_reason_is_still_needed():
    everything = set()
    for model in markers.page_types():
        top, form = model._meta.model_name, model.get_edit_handler().get_form_class()
        everything |= declared(model) | {f"{top}.{name}" for name in form.base_fields}
        for relation, formset in form.formsets.items():
            everything |= {f"{top}.{relation}.{name}" for name in formset.form.base_fields}
        everything.add(f"{top}.index_number")
    unused = [pattern for pattern in markers.NOT_ENTERED if not any(fnmatch(path, pattern) for path in everything)]
    assert not unused


def test_a_field_of_a_new_kind_has_to_be_thought_of():
    from django.db import models
    from wagtail import blocks

    declared = models.DurationField(name="dauer")
    with pytest.raises(markers.Unknown):
        list(markers._field("planpage.dauer", declared, declared.formfield(), "dauer", GIVEN))
    with pytest.raises(markers.Unknown):
        markers.of_block(blocks.TimeBlock(), "planpage.body.zeit", GIVEN)
