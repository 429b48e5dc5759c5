"""A stored draft is read with a question per table, and comes out as Wagtail alone would read it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import ClusterableModel

from cms.pages.base.references import OfItself, all_there, known
from cms.pages.models import LicensingForm, LicensingPage
from tests.factories.bureau import Bureau


@pytest.fixture
def bureau(db):
    return Bureau()


@pytest.fixture
def page(bureau):
    return bureau.licence()


def as_wagtail_reads(page, content):
    return ClusterableModel.from_serializable_data.__func__(type(page), content)


def told(read):
    """All that a draft says, child rows included."""
    return read.serializable_data()


def test_a_draft_is_what_wagtail_alone_reads(page):
    content = page.get_latest_revision().content
    mine, theirs = told(type(page).from_serializable_data(dict(content))), told(as_wagtail_reads(page, dict(content)))
    assert mine == theirs
    assert mine["forms"]


def test_reading_it_costs_a_query_a_table(page):
    page = LicensingPage.objects.get(pk=page.pk)
    revision = page.get_latest_revision()
    with CaptureQueriesContext(connection) as found:
        page.with_content_json(revision.content)
    assert len(found) == 4, [each["sql"] for each in found]  # offices, documents, the parent's address, comments


def test_what_is_gone_is_dropped_as_wagtail_drops_it(page):
    content = page.get_latest_revision().content
    gone = content["forms"][0]["document"]
    changed = {**content, "forms": [{**content["forms"][0], "document": gone + 1000}, *content["forms"][1:]]}
    assert not all_there(LicensingPage, changed)
    if LicensingForm._meta.get_field("document").remote_field.on_delete.__name__ == "PROTECT":
        for read in (type(page).from_serializable_data, lambda data: as_wagtail_reads(page, data)):
            with pytest.raises(Exception, match="can't currently handle"):
                read(dict(changed))
    else:
        mine, theirs = (
            told(type(page).from_serializable_data(dict(changed))),
            told(as_wagtail_reads(page, dict(changed))),
        )
        assert mine == theirs


def test_an_owner_who_is_gone_matters_to_nobody(page):
    """`with_content_json` takes these from the page itself."""
    content = page.get_latest_revision().content
    assert all_there(LicensingPage, OfItself.of({**content, "owner": 987_654, "latest_revision": 987_654}))
    assert not all_there(LicensingPage, {**content, "owner": 987_654})
    assert page.with_content_json({**content, "owner": 987_654}).owner_id == page.owner_id


def test_a_draft_does_not_ask_what_its_own_row_said(page):
    """Office and unit come with the draft, and validation asks only where the draft says something of its own."""
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    with CaptureQueriesContext(connection) as found:
        assert draft.issuing_office.unit.name
        draft.full_clean()
    asked = [each["sql"] for each in found]
    assert len(asked) == 3, asked  # the slug is free, the unit of its place, the chains in force


@pytest.mark.parametrize("name", ["locale_id", "owner_id", "index_number", "path"])
def test_what_differs_from_the_row_is_validated(bureau, page, name):
    other = bureau.licence("另一事项")
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.full_clean()
    setattr(draft, name, getattr(other, name) if name in ("index_number", "path") else 987_654)
    with pytest.raises(ValidationError) as refused:
        draft.full_clean()
    assert name.removesuffix("_id") in refused.value.message_dict


def test_a_copy_without_a_key_is_validated_whole(page):
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert known(draft)
    draft.pk = None
    assert not known(draft)
