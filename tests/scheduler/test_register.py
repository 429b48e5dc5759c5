"""The administrator reads what the jobs did, in words."""

import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import translation

from cms.scheduler import jobs, wording
from cms.scheduler.models import JobRun
from tests.factories.bureau import Bureau, user

LIST = "/admin/disclosure_scheduler/jobrun/"


@pytest.fixture
def bureau(db):
    return Bureau()


def rows(client) -> list[list[str]]:
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td, th")] for row in page.select("tbody tr")]


def test_the_list_says_what_each_job_does_and_did(bureau, client):
    call_command("scheduler", "run", "--once", stdout=io.StringIO())
    client.force_login(user("admin"))
    read = rows(client)
    assert len(read) == len(jobs.registered.named()) > 10
    for cells in read:
        assert not re.search(r"[A-Za-z{}\[\]]{2,}", " ".join(cells).replace("Elasticsearch", "")), cells


def test_every_job_has_a_label_and_says_its_parts():
    for name, job in jobs.registered.named().items():
        with translation.override("en"):
            english = [str(job.label), *map(str, job.parts.values())]
        with translation.override("zh-hans"):
            chinese = [str(job.label), *map(str, job.parts.values())]
        assert english[0] and english[0] != name, name
        for one, other in zip(english, chinese, strict=True):
            assert one != other, f"{name}: {one} is not translated"


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, "–"),
        (0, "–"),
        ({"urged": 0, "escalated": 0}, "–"),
        ({"urged": 2, "escalated": 1}, "已催办：2；已上报：1"),
        ({"urged": ["甲", "乙", "丙", "丁"]}, "已催办：甲, 乙, 丙, 等另外 1 项"),
        ("stopped", "stopped"),
        ({"new": {"a": 1}}, "new：a 1"),
    ],
)
def test_a_result_is_said_by_its_parts(result, said):
    assert wording.result(JobRun(name="deadlines", result=result)) == said


def test_a_job_whose_plugin_is_gone_keeps_its_name():
    row = JobRun(name="of an app that is gone", result={"x": 3})
    assert wording.label(row) == row.name and wording.result(row) == "x：3"
