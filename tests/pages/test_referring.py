"""A stored draft is read with a question per table, and comes out as Wagtail alone would read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import ClusterableModel

from cms.pages.models import LicensingForm, LicensingPage
from cms.pages.referring import OfItself, all_there
from tests.factories.bureau import Bureau


@pytest.fixture
def page(db):
    return Bureau().licence()


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
