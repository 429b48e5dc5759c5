import re
from datetime import UTC, datetime

import pytest
from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction

from cms.pages.base import index_numbers
from cms.pages.models import LicensingPage, RegulationPage


def test_numbers_follow_each_other_per_unit_category_and_year(db):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert [index_numbers.allocate("ZJ00", "04", at) for _ in range(3)] == [
        "ZJ00-04-2026-00001",
        "ZJ00-04-2026-00002",
        "ZJ00-04-2026-00003",
    ]
    assert index_numbers.allocate("ZJ00", "02", at) == "ZJ00-02-2026-00001"
    assert index_numbers.allocate("YZ", "04", at) == "YZ-04-2026-00001"
    assert index_numbers.allocate("ZJ00", "04", datetime(2027, 3, 1, tzinfo=UTC)) == "ZJ00-04-2027-00001"


def test_the_year_is_that_of_the_place_not_of_greenwich(db):
    assert "-2027-" in index_numbers.allocate("ZJ00", "04", datetime(2026, 12, 31, 16, 30, tzinfo=UTC))


def test_a_rollback_leaves_no_gap(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        index_numbers.allocate("ZJ00", "04")
        raise RuntimeError
    assert index_numbers.allocate("ZJ00", "04").endswith("-00001")


def test_a_new_item_gets_its_number_at_creation(site):
    page = site.licence()
    assert re.fullmatch(r"ZJ00-04-\d{4}-00001", page.index_number)
    assert site.licence(title="另一项").index_number.endswith("-00002")
    assert site.regulation(site.district_rules, issuing_office=site.district_general).index_number.startswith("YZ-02-")


def test_a_number_that_was_typed_in_does_not_count(site):
    assert site.licence(index_number="MINE-1").index_number.startswith("ZJ00-04-")


def test_a_copy_gets_its_own_with_its_revisions(site):
    page = site.licence()
    page.save_revision()
    copy = CopyPageAction(page, to=site.licences, update_attrs={"slug": "copy"}, copy_revisions=True).execute()
    assert copy.index_number not in ("", page.index_number)
    assert copy.get_latest_revision_as_object().index_number == copy.index_number
    assert {row.content["index_number"] for row in copy.revisions.all()} == {copy.index_number}


def test_an_alias_gets_its_own_and_keeps_it_when_the_source_changes(site):
    page = site.licence(live=True)
    alias = CreatePageAliasAction(page, parent=site.licences, update_slug="alias").execute(skip_permission_checks=True)
    own = LicensingPage.objects.get(pk=alias.pk).index_number
    assert own != page.index_number
    page.title = "改名"
    page.save_revision().publish()
    alias = LicensingPage.objects.get(pk=alias.pk)
    assert (alias.title, alias.index_number) == ("改名", own)


def test_neither_an_assignment_nor_an_older_revision_changes_it(site):
    page = site.regulation()
    given = page.index_number
    revision = page.save_revision()
    revision.content["index_number"] = "FORGED-1"
    revision.save()
    page = RegulationPage.objects.get(pk=page.pk)
    page.index_number = "FORGED-2"
    page.save()
    assert RegulationPage.objects.get(pk=page.pk).index_number == given
    revision.refresh_from_db()
    revision.publish()
    assert RegulationPage.objects.get(pk=page.pk).index_number == given
