"""What is recorded follows what it rests on: a draft, its resolution, the filings (§5.1.3)."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Decision
from tests.factories.bureau import ATTESTED, Bureau, user


def day(days: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


@pytest.fixture
def case(db):
    page = Bureau().regulation(created_on=timezone.localdate() - datetime.timedelta(days=10))
    running = lookup.running(page)
    services.provide(running, user("legal"), stated=("legal",))
    return services.submit(running, user("editor_regulations"), attestation=ATTESTED)


def record(client, case, name, **told):
    """Types it into the case's form; returns what the person is told, "" when it was recorded."""
    client.force_login(user(name))
    given = {f"record-{key}": value for key, value in told.items()}
    before = Decision.objects.filter(case_id=case.pk, kind__in=("resolution", "filing")).count()
    answer = client.post(f"/admin/cases/{case.pk}/record/", given, follow=True)
    done = Decision.objects.filter(case_id=case.pk, kind__in=("resolution", "filing")).count() > before
    return "" if done else "".join(str(message) for message in answer.context["messages"])


def minutes():
    return SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")


def test_a_resolution_is_not_dated_before_its_draft_nor_a_filing_before_its_resolution(case, client):
    resolution = {"number": "局务会〔2026〕9号", "file": minutes()}
    assert "不能早于起草" in record(client, case, "general", date=day(-11), **resolution)
    resolution["file"] = minutes()
    assert record(client, case, "general", date=day(-5), **resolution) == ""
    filing = {"recipient": "市人大", "how": "公文交换"}
    assert "不能早于决议" in record(client, case, "legal", date=day(-6), **filing)
    assert record(client, case, "legal", date=day(-5), **filing) == ""
    assert "日期" in record(client, case, "legal", date=day(1), recipient="国家质检总局", how="公文交换")


@pytest.mark.parametrize(
    ("field", "said"), [("published_on", "发布日期"), ("effective_on", "施行日期"), ("ended_on", "失效（废止）日期")]
)
def test_nothing_of_a_document_is_dated_before_it(db, field, said):
    page = Bureau().regulation(**{field: datetime.date(2025, 12, 31)})
    assert any(said in line for line in page.missing("publish"))
