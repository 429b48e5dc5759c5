"""What time brought is recorded once, in order, set by set; what the public sees waits for none of it."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms.ledger.models import LedgerEntry
from cms.lifecycle import jobs as house_jobs
from cms.lifecycle import transitions
from cms.lifecycle.models import VisibilityTransition
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage
from cms.publication import current, verify
from cms.workflows import services
from cms.workflows.cases import records
from cms.workflows.cases.models import Case, Decision
from tests.factories.bureau import Bureau, fees, sign_all, submit, user


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


def published(bureau, title="特种设备使用登记", **values) -> LicensingPage:
    page = bureau.licence(title, **values)
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def in_days(days: float) -> datetime.datetime:
    return timezone.now().replace(microsecond=0) + datetime.timedelta(days=days)


def test_an_expiry_is_recorded_once_with_the_approvals_it_rests_on(bureau, time_machine):
    page = published(bureau, expire_at=in_days(1))
    case = Case.objects.get(item=page.disclosure_key)
    assert transitions.run(timezone.now())["came down"] == 0
    time_machine.move_to(in_days(2))
    assert transitions.run(timezone.now()) == {"came up": 0, "came down": 1, "failed": []}
    assert transitions.run(timezone.now())["came down"] == 0
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    entry = PageLogEntry.objects.get(page=page.pk, action="disclosure.expired")
    decision = Decision.objects.get(case_id=case.pk, kind="expired")
    assert records.holds(decision)
    signed = Decision.objects.filter(number__in=decision.facts["approvals"])
    assert {each.kind for each in signed} == {"review", "sign", "publish"}
    assert entry.data["approvals"] == decision.facts["approvals"]
    told = OutboxMessage.objects.filter(topic="publication.changed", payload__kind="expired")
    assert told.exists()
    mail = OutboxMessage.objects.filter(topic__contains="mail").order_by("-pk").first()
    assert "到期撤下" in mail.payload["subject"] and page.title in mail.payload["body"]


def test_the_ledger_stays_gapless_and_verified_over_a_batch(bureau, time_machine):
    for number in range(3):
        published(bureau, f"事项{number}", expire_at=in_days(1))
    time_machine.move_to(in_days(2))
    assert transitions.run(timezone.now())["came down"] == 3
    assert [each.what for each in verify.findings()] == []
    numbers = list(LedgerEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_it_catches_up_in_order_after_days_of_downtime(bureau, time_machine):
    late = published(bureau, "后到期", expire_at=in_days(3))
    early = published(bureau, "先到期", expire_at=in_days(1))
    time_machine.move_to(in_days(10))
    transitions.run(timezone.now())
    items = [each.item for each in Decision.objects.filter(kind="expired").order_by("number")]
    assert items == [early.disclosure_key, late.disclosure_key]


def test_a_scheduled_page_comes_up_by_reading_and_is_recorded(bureau, client, time_machine):
    page = published(bureau, go_live_at=in_days(1), expire_at=in_days(5))
    assert not Page.objects.get(pk=page.pk).live
    time_machine.move_to(in_days(1))
    assert current.link(page.disclosure_key) is not None
    assert client.get(current.link(page.disclosure_key).url).status_code == 200
    assert transitions.run(timezone.now())["came up"] == 1
    assert Page.objects.get(pk=page.pk).live
    assert Decision.objects.filter(item=page.disclosure_key, kind="shown").count() == 1


def test_a_publication_that_was_revoked_before_its_time_brings_nothing(bureau, time_machine):
    page = published(bureau, go_live_at=in_days(1))
    services.recall(Case.objects.get(item=page.disclosure_key), user("editor_licensing"), reason="再改")
    time_machine.move_to(in_days(2))
    assert transitions.run(timezone.now())["came up"] == 0
    assert not Page.objects.get(pk=page.pk).live


def test_what_is_on_view_again_by_another_publication_stays_live(bureau, time_machine):
    """The service was down while an item expired and was published again."""
    page = published(bureau, expire_at=in_days(1))
    time_machine.move_to(in_days(2))
    draft = page.get_latest_revision_as_object()
    draft.expire_at = in_days(30)
    draft.save_revision(user=user("editor_licensing"))
    sign_all(submit(page))
    assert transitions.run(timezone.now())["came down"] == 1
    assert Page.objects.get(pk=page.pk).live
    assert current.of_item(page.disclosure_key) is not None


def test_one_page_that_fails_stops_no_other_and_is_tried_again(bureau, time_machine, monkeypatch, caplog):
    bad = published(bureau, "坏的", expire_at=in_days(1))
    good = published(bureau, "好的", expire_at=in_days(1))
    real = transitions._tell_wagtail

    def failing(kind, mine, behind, now):
        if any(each.item == bad.disclosure_key for each in mine):
            raise RuntimeError("no")
        real(kind, mine, behind, now)

    monkeypatch.setattr(transitions, "_tell_wagtail", failing)
    time_machine.move_to(in_days(2))
    number = current.reading.versions(bad.disclosure_key, "web")[0].number
    assert transitions.run(timezone.now()) == {"came up": 0, "came down": 1, "failed": [number]}
    assert not Page.objects.get(pk=good.pk).live and Page.objects.get(pk=bad.pk).live
    assert VisibilityTransition.objects.get(publication=number).failures == 1
    assert not Decision.objects.filter(item=bad.disclosure_key, kind="expired").exists()
    assert transitions.run(timezone.now())["failed"] == []  # not before its next attempt
    monkeypatch.setattr(transitions, "_tell_wagtail", real)
    time_machine.move_to(in_days(1))
    assert transitions.run(timezone.now())["came down"] == 1
    assert VisibilityTransition.objects.get(publication=number).done_at is not None


def test_a_batch_takes_a_number_of_queries_that_does_not_grow(bureau, time_machine, django_assert_max_num_queries):
    for number in range(6):
        published(bureau, f"事项{number}", expire_at=in_days(1))
    time_machine.move_to(in_days(2))
    with django_assert_max_num_queries(45):
        assert transitions.run(timezone.now())["came down"] == 6


def test_flags_of_wagtail_are_put_back_and_that_is_logged(bureau, django_assert_max_num_queries):
    page = published(bureau)
    Page.objects.filter(pk=page.pk).update(live=False)
    Page.objects.filter(pk=bureau.licence("草稿").pk).update(live=True)
    assert house_jobs.flags(timezone.now()) == {"put up": 1, "taken down": 1}
    assert PageLogEntry.objects.filter(page=page.pk, action="disclosure.flag").count() == 1
    with django_assert_max_num_queries(4):
        assert house_jobs.flags(timezone.now()) == {"put up": 0, "taken down": 0}


def test_a_changed_expiry_counts_only_when_its_case_is_done(bureau, time_machine):
    page = published(bureau, expire_at=in_days(2))
    draft = page.get_latest_revision_as_object()
    draft.expire_at = in_days(60)
    draft.save_revision(user=user("editor_licensing"))
    submit(page)
    time_machine.move_to(in_days(3))
    assert current.of_item(page.disclosure_key) is None
    transitions.run(timezone.now())
    sign_all(Case.objects.filter(item=page.disclosure_key).order_by("-pk").first())
    assert current.of_item(page.disclosure_key) is not None


def test_a_case_whose_item_has_expired_is_published_by_nobody_and_goes_back(bureau, time_machine):
    page = bureau.licence(expire_at=in_days(1))
    fees(page)
    case = submit(page)
    sign_all(case, until="publish")
    time_machine.move_to(in_days(2))
    with pytest.raises(services.Refused, match="退回"):
        services.publish(case, user("publicity"))
    services.return_to_provider(case, user("publicity"), reason="已过到期时间")
    case.refresh_from_db()
    assert case.state == Case.State.RETURNED
    assert current.of_item(page.disclosure_key) is None
