"""What the public finds of attachments: their text with the name and page of the file, and nothing that they hide."""

import datetime
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.extraction import services
from cms.extraction.models import Reading
from cms.outbox import services as outbox
from cms.publication import attachments, current
from cms.publication.current import WEB
from cms.workflows import services as services_of_cases
from search import indexing
from search.models import SearchEntry
from tests.extraction import samples, walking
from tests.factories.bureau import ATTESTED, sign_all, user
from tests.workflows.by_buttons import At

pytestmark = pytest.mark.django_db

HIDDEN = (
    "隐删原价",
    "隐插新价",
    "隐藏文字段",
    "隐批注意见",
    "隐者张三",
    "隐者李四",
    "隐密公司",
    "隐定密级",
    "隐列底价",
    "隐行内部说明",
    "隐格空白",
    "隐批单元",
    "隐表内容",
    "深隐内容",
    "隐讲者备注",
    "隐藏幻灯片",
    "隐形形状",
    "隐版文字",
    "隐附底稿",
    "隐删旧文",
    "隐藏旧字",
    "隐批旧注",
    "隐行旧说明",
    "隐列旧价",
    "隐表旧内容",
    "隐批旧格",
)
FILES = {
    "计量规程.pdf": (samples.pdf, "计量器具检定", "第2页"),
    "电梯须知.docx": (samples.docx, "电梯安全须知", "第1页"),
    "收费价格.xlsx": (samples.xlsx, "第二张表压力容器", "明细"),
    "宣讲材料.pptx": (samples.pptx, "第二张培训", "第2张幻灯片"),
    "版式文件.ofd": (samples.ofd, "版式次页气瓶", "第2页"),
    "旧版说明.doc": (samples.doc, "旧版次页锅炉", "第2页"),
    "旧版价格.xls": (samples.xls, "旧表检定费", "旧价格"),
}


def delivered() -> None:
    while outbox.deliver_due(500, worker="test", at=timezone.now() + datetime.timedelta(hours=1)).delivered:
        pass


def found(words: str) -> str:
    return Client().get("/search/", {"q": words}).content.decode()


def text_of(html: str) -> str:
    return BeautifulSoup(html, "html.parser").select_one("main").get_text(" ", strip=True)


@pytest.fixture
def published(bureau):
    """All kinds of files on one item, from the form to the last signature."""
    editor = At("editor_licensing")
    documents = [walking.uploaded(editor, make(), name) for name, (make, _words, _place) in FILES.items()]
    page, case, editor = walking.with_attachments(bureau, *documents)
    editor.submits(case)
    walking.signed(case)
    delivered()
    return page


def test_text_of_every_kind_is_found_and_nothing_hidden(published):
    for name, (_make, words, _place) in FILES.items():
        assert published.title in text_of(found(words)), name
    assert not any("隐" in f"{entry.body}{entry.body_tokens}" for entry in SearchEntry.objects.all())
    for words in HIDDEN:
        hits = BeautifulSoup(found(words), "html.parser").select(".search-hits")
        assert not any(words in each.text for each in hits), words
    body = Client().get(f"/xu-ke/{published.slug}/").content.decode()
    assert not any(words in body for words in HIDDEN)


def test_a_hit_names_the_file_and_its_page_and_leads_there(published):
    for name, (_make, words, place) in FILES.items():
        link = BeautifulSoup(found(words), "html.parser").select_one("a.search-place")
        assert link is not None, words
        assert name in link.text and place in link.text, link
        address, _, fragment = link["href"].partition("#")
        assert fragment == ("page=2" if name.endswith(".pdf") else ""), link
        answer = Client().get(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)


def test_a_hit_of_the_text_itself_names_no_file(published):
    links = BeautifulSoup(found("设备经检验合格"), "html.parser").select("a.search-place")
    assert not any("/files/" in each["href"] for each in links)


def test_what_is_read_later_is_indexed_when_it_is_read(bureau, settings):
    settings.DISCLOSURE_EXTRACTION = {"at_submission": 0.001}
    file = walking.uploaded(At("editor_licensing"), samples.pdf(), "规程.pdf")
    page, case, editor = walking.with_attachments(bureau, file)
    editor.submits(case)
    walking.signed(case)
    indexing.update(f"page:{page.pk}")
    assert page.title not in text_of(found("计量器具检定"))
    delivered()
    assert page.title in text_of(found("计量器具检定"))


def test_what_was_published_before_is_read_by_the_command(bureau, monkeypatch):
    monkeypatch.setattr(services, "read_in_time", lambda digests: {})
    monkeypatch.setattr(services, "want", lambda digests: 0)
    file = walking.uploaded(At("editor_licensing"), samples.pdf(), "规程.pdf")
    broken = walking.uploaded(At("editor_licensing"), samples.locked_pdf(), "锁.pdf")
    page, case, editor = walking.with_attachments(bureau, file, broken)
    editor.submits(case)
    walking.signed(case)
    delivered()
    monkeypatch.undo()
    assert page.title not in text_of(found("计量器具检定"))
    assert not Reading.objects.exists()

    told = _extracted()
    assert (told["attachments"], told["read"], told["not_read"]) == (4, 0, 4)
    told = _extracted("--missing")
    assert (told["read"], told["not_read"], told["encrypted"]) == (1, 0, 1)
    delivered()
    assert page.title in text_of(found("计量器具检定"))
    before = Reading.objects.count()
    _extracted("--missing")
    assert Reading.objects.count() == before
    assert set(attachments.on_view()) == set(Reading.objects.values_list("sha256", flat=True))


def _extracted(*given: str) -> dict:
    out = io.StringIO()
    call_command("extract", *given, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_a_rebuild_reads_no_file(published, monkeypatch):
    def refused(*_args, **_given):
        raise AssertionError("a rebuild must not read a file")

    monkeypatch.setattr(services, "read", refused)
    indexing.rebuild(afresh=True)
    for name, (_make, words, _place) in FILES.items():
        assert published.title in text_of(found(words)), name


def test_nothing_of_an_item_that_came_down_is_found(published):
    editor = user("editor_licensing")
    case = services_of_cases.open_case(published, action="withdraw", user=editor, reason_kind="outdated", reason="过期")
    services_of_cases.submit(case, editor, attestation=ATTESTED)
    sign_all(case)
    assert current.of_item(f"page:{published.pk}", WEB) is None
    for _name, (_make, words, _place) in FILES.items():
        assert published.title not in text_of(found(words))
    delivered()
    assert not any("明示" in entry.body for entry in SearchEntry.objects.all())
