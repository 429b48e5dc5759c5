"""Review periods, reminders, urging and escalation: rule 8 and decision 2."""

import datetime

import pytest
from django.utils import timezone

from cms.deadlines import expiries, overdue, reviews, steps
from cms.deadlines.models import ExpiryReminder, ReviewPeriod, SentReminder, Urging
from cms.deadlines.periods import months_after
from cms.organisation.seats import Directory, SeatRef
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage
from cms.publication import current
from cms.workdays.loading import NOTICES, read, write
from cms.workflows import services
from cms.workflows.admin.queue import waiting as queue
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case, Decision, PendingSeat
from tests.factories.bureau import ATTESTED, fees, office, sign_all, submit, unit, user


@pytest.fixture
def live(bureau) -> LicensingPage:
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


@pytest.fixture
def waiting(bureau) -> Case:
    write(read(NOTICES))
    page = bureau.licence()
    fees(page)
    return submit(page)


def mails() -> list[dict]:
    return [each.payload for each in OutboxMessage.objects.filter(topic__contains="mail").order_by("pk")]


def later(days: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("start", "months", "wanted"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-12-15", 1, "2027-01-15")],
)
def test_months_are_those_of_the_calendar(start, months, wanted):
    moment = datetime.datetime.fromisoformat(f"{start}T10:00:00+00:00")
    assert months_after(moment, months).date().isoformat() == wanted


# Reviews


def test_past_its_period_a_page_says_so_and_a_case_asks(live, client, time_machine):
    ReviewPeriod.objects.create(category="licensing", months=12)
    address = current.link(live.disclosure_key).url
    assert "可能已经过时" not in client.get(address).content.decode()
    assert reviews.run(timezone.now())["opened"] == 0
    time_machine.move_to(later(370))
    assert "可能已经过时" in client.get(address).content.decode()  # by reading: no job ran
    assert reviews.run(timezone.now()) == {"opened": 1, "failed": []}
    assert reviews.run(timezone.now()) == {"opened": 0, "failed": []}
    case = lookup.running(live)
    assert case.is_review and case.opened_by is None
    assert [each.kind for each in queue.waiting_for(user("editor_licensing"))] == ["confirm"]
    assert "复核周期" in mails()[-1]["body"]


def test_a_confirmation_closes_it_and_the_period_begins_anew(live, client, time_machine):
    ReviewPeriod.objects.create(category="licensing", months=12)
    time_machine.move_to(later(370))
    reviews.run(timezone.now())
    case = lookup.running(live)
    with pytest.raises(services.Refused):
        services.confirm(case, user("legal"), attestation=ATTESTED)
    with pytest.raises(services.Refused):
        services.confirm(case, user("editor_licensing"), attestation={"accurate": True})
    services.confirm(case, user("editor_licensing"), attestation=ATTESTED)
    address = current.link(live.disclosure_key).url
    assert "可能已经过时" not in client.get(address).content.decode()
    assert reviews.run(timezone.now())["opened"] == 0
    assert not PendingSeat.objects.filter(case=case).exists()
    time_machine.move_to(later(370))
    assert reviews.run(timezone.now())["opened"] == 1


def test_or_the_page_is_withdrawn_by_the_same_case(live, time_machine):
    ReviewPeriod.objects.create(category="licensing", months=12)
    time_machine.move_to(later(370))
    reviews.run(timezone.now())
    case = lookup.running(live)
    Case.objects.filter(pk=case.pk).update(reason_kind="outdated", reason="已过时")
    sign_all(services.submit(case, user("editor_licensing")))
    assert current.of_item(live.disclosure_key) is None


def test_a_running_case_is_not_disturbed(live, time_machine):
    ReviewPeriod.objects.create(category="licensing", months=12)
    draft = live.get_latest_revision_as_object()
    draft.summary = "改动"
    draft.save_revision(user=user("editor_licensing"))
    time_machine.move_to(later(370))
    assert reviews.run(timezone.now())["opened"] == 0
    assert lookup.running(live).action == "modify"


# Expiries


def test_provider_and_publishing_seat_are_reminded_once(bureau, time_machine):
    for days in (30, 7):
        ExpiryReminder.objects.create(days=days)
    page = bureau.licence(expire_at=later(40))
    fees(page)
    sign_all(submit(page))
    assert expiries.run(timezone.now()) == 0
    time_machine.move_to(later(15))
    before = len(mails())
    assert expiries.run(timezone.now()) == 1
    assert expiries.run(timezone.now()) == 0
    told = {each["to"] if isinstance(each["to"], str) else each["to"][0] for each in mails()[before:]}
    assert user("publicity").email in told and user("editor_licensing").email in told
    time_machine.move_to(later(20))
    assert expiries.run(timezone.now()) == 1
    assert SentReminder.objects.count() == 2


# Steps


def test_a_step_is_due_after_its_working_days(waiting):
    row = PendingSeat.objects.get(case=waiting)
    from cms.workdays.arithmetic import Calendar

    assert row.due_on == Calendar.load().add_working_days(waiting.step_since, 3).date


def test_urged_before_and_escalated_after_the_last_day_each_once(waiting, time_machine):
    row = PendingSeat.objects.get(case=waiting)
    assert steps.run(timezone.now()) == {"urged": 0, "escalated": 0}
    time_machine.move_to(datetime.datetime.combine(row.due_on, datetime.time(3), datetime.UTC))
    before = len(mails())
    assert steps.run(timezone.now()) == {"urged": 1, "escalated": 0}
    assert "催办" in mails()[before]["subject"]
    time_machine.move_to(datetime.datetime.combine(row.due_on, datetime.time(3), datetime.UTC) + datetime.timedelta(10))
    before = len(mails())
    assert steps.run(timezone.now()) == {"urged": 0, "escalated": 1}
    assert steps.run(timezone.now()) == {"urged": 0, "escalated": 0}
    recipients = str([each["to"] for each in mails()[before:]])
    assert user("deputy_legal").email in recipients
    kinds = list(Decision.objects.filter(case_id=waiting.pk).order_by("number").values_list("kind", flat=True))
    assert kinds[-2:] == ["remind", "escalate"]
    services.sign(waiting, user("legal"))  # the record of urging voids nothing
    waiting.refresh_from_db()
    assert waiting.state == Case.State.OPEN


def test_the_periods_are_data(waiting, time_machine):
    Urging.objects.create(remind_before=0, escalate_after=5)
    row = PendingSeat.objects.get(case=waiting)
    time_machine.move_to(datetime.datetime.combine(row.due_on, datetime.time(3), datetime.UTC) + datetime.timedelta(2))
    assert steps.run(timezone.now()) == {"urged": 1, "escalated": 0}


@pytest.mark.parametrize(
    ("seat", "of", "wanted"),
    [
        ("legal", "municipal", "deputy_legal"),
        ("deputy_legal", "municipal", "director"),
        ("director", "municipal", "leading_group_office"),
        ("director", "yuzhong", "director"),
    ],
)
def test_the_seat_above(bureau, seat, of, wanted):
    found = steps.above(Directory.at(), SeatRef(unit(of).pk, seat))
    assert found is not None
    assert wanted in {holder.username for holder in found.holders}


def test_over_an_issuing_office_stands_its_deputy(bureau):
    ref = SeatRef(unit().pk, "originating_office", office("licensing_office").pk)
    found = steps.above(Directory.at(), ref)
    assert [holder.username for holder in found.holders] == ["deputy_licensing"]


def test_overdue_matters_are_shown_to_whom_they_concern(waiting, time_machine, client):
    row = PendingSeat.objects.get(case=waiting)
    time_machine.move_to(datetime.datetime.combine(row.due_on, datetime.time(3), datetime.UTC) + datetime.timedelta(7))
    seen = {name: len(overdue.overdue_for(user(name))) for name in USERS}
    assert seen == USERS
    client.force_login(user("discipline"))
    html = client.get("/admin/overdue/").content.decode()
    assert waiting.title in html and "超期" in html


USERS = {
    "legal": 1,
    "deputy_legal": 1,
    "director": 1,
    "discipline": 1,
    "admin": 1,
    "personnel": 0,
    "yuzhong_director": 0,
    "yuzhong_discipline": 0,
}
