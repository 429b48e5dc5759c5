"""What `docs/extending.md` says of a seat, a field that search finds and a job: done, and looked at where people do."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Task

from cms.organisation.models import Post, Tenure
from cms.outbox import services as outbox
from cms.pages.models import LicensingPage
from cms.scheduler import jobs
from cms.workflows.cases import regulation
from cms.workflows.chains import reading
from tests.factories.bureau import Bureau, fees, sign_all, submit, unit, user
from tests.workflows.by_buttons import At, text

AFTER = (
    '  { kind = "review", seats = ["legal"] },\n'
    '  { kind = "sign", seats = ["deputy_in_charge", "deputy_publicity"] },\n'
)


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


def test_a_seat_is_a_row_of_the_register_and_a_line_of_the_text(bureau):
    planning = Post.objects.get(identifier="planning", unit=unit())
    post = Post.objects.create(
        unit=unit(), office=planning.office, identifier="finance", name="财务负责人", kind="head"
    )
    Tenure.objects.create(post=post, user=user("personnel"), starts_at=timezone.now() - datetime.timedelta(days=1))
    written = reading.FILE.read_text(encoding="utf-8")
    changed = written.replace("[seats]\n", '[seats]\nfinance = { label = "财务负责人", role = "office" }\n', 1)
    changed = changed.replace(AFTER, AFTER + '  { kind = "receive", seats = ["finance"] },\n', 1)
    assert changed.count("finance") == 2
    regulation.activate(changed, None, "财务负责人")
    page = bureau.licence()
    fees(page)
    case = submit(page)
    sign_all(case, until="receive")
    at = At("personnel")
    assert page.title in text(at.queue())
    assert "财务负责人" in text(at.case(case))
    assert Task.objects.filter(name__contains="财务负责人").exists(), "and in Wagtail's own records"
    explained = StringIO()
    call_command("chain", "explain", "--category", "licensing", "--action", "publish", stdout=explained)
    assert "财务负责人" in explained.getvalue() and "finance" not in explained.getvalue()
    at.press(case, "sign")
    sign_all(case)
    case.refresh_from_db()
    assert case.state == case.State.COMPLETED


def test_a_field_is_found_by_the_words_that_people_say_for_it(bureau, client, monkeypatch):
    monkeypatch.setattr(LicensingPage, "search_labels", {**LicensingPage.search_labels, "quota": "名额上限"})
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    outbox.deliver_due()
    found = client.get("/search/", {"q": "名额上限"}, follow=True).content.decode()
    assert page.title in found


def test_a_job_is_run_by_the_service(db):
    ran: list[datetime.datetime] = []
    with jobs.registered.answered_by():
        jobs.register("mine", ran.append, seconds=60)
        call_command("scheduler", "run", "--once")
    assert len(ran) == 1
