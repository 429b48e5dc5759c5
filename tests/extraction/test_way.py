"""A file's way: chosen in the form, read at its submission, shown with what it hides to the reviewers, certified."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.extraction import running, services
from cms.extraction.models import Reading
from cms.outbox import services as outbox
from cms.outbox.models import OutboxMessage
from cms.workflows.cases import attachments
from cms.workflows.cases.models import Case, Decision
from tests.extraction import samples, walking
from tests.factories.bureau import sign_all
from tests.workflows.by_buttons import At

pytestmark = pytest.mark.django_db

HIDDEN_DOCX = (
    "隐删原价",
    "隐插新价",
    "隐藏文字段",
    "隐批注意见",
    "隐者张三",
    "隐密公司",
    "隐定密级",
    "隐嵌表.xlsx",
    "29.55333",
)


def test_a_file_is_read_at_its_submission_and_its_hidden_content_shown_before_the_signature(bureau):
    editor = At("editor_licensing")
    file = walking.uploaded(editor, samples.docx(), "电梯须知.docx")
    _page, case, editor = walking.with_attachments(bureau, file)

    told = walking.submission(editor, case)
    assert "电梯须知.docx" in told
    for kind in ("批注", "修订删除", "修订插入", "隐藏文字", "文档属性", "照片拍摄地点"):
        assert kind in told, told
    editor.submits(case)

    seen = walking.reviewer(case).case(case).select_one(".cases-attachments").get_text(" ")
    assert "明示首页电梯安全须知" in seen
    assert "2页" in seen
    for text in HIDDEN_DOCX:
        assert text in seen, (text, seen)


@pytest.mark.parametrize(
    ("make", "name", "shown"),
    [
        (samples.pdf, "计量.pdf", "明示次页计量器具检定"),
        (samples.xlsx, "价格.xlsx", "明示项目检验费"),
        (samples.pptx, "培训.pptx", "明示首张宣讲"),
        (samples.ofd, "版式.ofd", "明示版式次页气瓶"),
        (samples.doc, "旧版.doc", "明示旧版首页"),
        (samples.doc, "旧版.wps", "明示旧版首页"),
        (samples.xls, "旧表.xls", "明示旧表检定费"),
    ],
)
def test_every_kind_goes_in_by_the_form_and_is_read_whole_by_a_reviewer(bureau, make, name, shown):
    file = walking.uploaded(At("editor_licensing"), make(), name)
    _page, case, editor = walking.with_attachments(bureau, file)
    editor.submits(case)
    reviewer = walking.reviewer(case)
    link = reviewer.case(case).select_one(".cases-attachments td a")["href"]
    whole = reviewer.page(link).get_text(" ")
    assert shown in whole
    hidden, text = whole.split("公众检索到的文字")[0], whole.split("公众检索到的文字")[1]
    assert "隐" in hidden
    assert "隐" not in text


def test_what_a_file_says_is_shown_as_text(bureau):
    body = samples.paragraph("&lt;script&gt;alert(1)&lt;/script&gt;") + samples.paragraph(
        "&lt;img src=x onerror=alert(2)&gt;", "<w:vanish/>"
    )
    file = walking.uploaded(At("editor_licensing"), samples.docx(body), "须知.docx")
    _page, case, editor = walking.with_attachments(bureau, file)
    editor.submits(case)
    reviewer = walking.reviewer(case)
    for url in (
        reverse("disclosure_approval:case", args=[case.pk]),
        reverse("disclosure_approval:attachment", args=[case.pk, file.sha256]),
    ):
        html = reviewer.client.get(url).content.decode()
        assert "<script>alert(1)" not in html and "<img src=x" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_nobody_else_reads_it(bureau):
    file = walking.uploaded(At("editor_licensing"), samples.docx(), "须知.docx")
    _page, case, editor = walking.with_attachments(bureau, file)
    editor.submits(case)
    url = reverse("disclosure_approval:attachment", args=[case.pk, file.sha256])
    assert editor.client.get(url).status_code == 200
    assert At("yuzhong_editor").client.get(url).status_code == 404
    assert editor.client.get(reverse("disclosure_approval:attachment", args=[case.pk, "0" * 64])).status_code == 404
    assert editor.client.get(reverse("disclosure_approval:attachment", args=[case.pk, "x"])).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (samples.locked_pdf(), "锁.pdf", "加密"),
        (samples.scanned_pdf(), "扫描.pdf", "扫描"),
        (samples.pdf()[:400], "残.pdf", "损坏"),
        (samples.xls(encrypted=True), "锁.xls", "加密"),
    ],
)
def test_what_cannot_be_read_is_told_to_the_editor_and_bars_nothing(bureau, content, name, words):
    editor = At("editor_licensing")
    broken = walking.uploaded(editor, content, name)
    good = walking.uploaded(editor, samples.pdf(), "好.pdf")
    _page, case, editor = walking.with_attachments(bureau, broken, good)
    told = walking.submission(editor, case)
    assert name in told and words in told, told
    editor.submits(case)
    seen = walking.reviewer(case).case(case).select_one(".cases-attachments").get_text(" ")
    assert words in seen and "明示首页计量" in seen
    walking.signed(case)


def test_what_is_not_ready_in_time_is_read_by_the_service(bureau, settings):
    settings.DISCLOSURE_EXTRACTION = {"at_submission": 0.001}
    file = walking.uploaded(At("editor_licensing"), samples.pdf(), "计量.pdf")
    _page, case, editor = walking.with_attachments(bureau, file)
    assert "尚未读取" in walking.submission(editor, case)
    editor.submits(case)
    assert not Reading.objects.filter(sha256=file.sha256).exists()
    assert "尚未读取" in walking.reviewer(case).case(case).select_one(".cases-attachments").get_text(" ")
    outbox.deliver_due(500, worker="test", at=timezone.now() + datetime.timedelta(seconds=1))
    assert Reading.objects.get(sha256=file.sha256).state == "read"
    assert "明示首页计量" in walking.reviewer(case).case(case).select_one(".cases-attachments").get_text(" ")


def test_a_reader_that_breaks_down_bars_nothing(bureau, monkeypatch):
    def broken(source, **_given):
        raise RuntimeError("nothing can be started")

    editor = At("editor_licensing")
    file = walking.uploaded(editor, samples.pdf(), "计量.pdf")
    monkeypatch.setattr(running, "read", broken)
    _page, case, editor = walking.with_attachments(bureau, file)
    editor.submits(case)
    monkeypatch.undo()
    row = OutboxMessage.objects.get(topic=services.WANTED, key=f"attachment:{file.sha256}")
    assert row.payload == {"sha256": file.sha256}


def test_what_the_secrecy_review_had_is_on_its_record_and_stays(bureau, monkeypatch):
    file = walking.uploaded(At("editor_licensing"), samples.docx(), "须知.docx")
    _page, case, editor = walking.with_attachments(bureau, file)
    editor.submits(case)
    walking.signed(case)
    first = Reading.objects.get(sha256=file.sha256)
    told = [row.facts for row in Decision.objects.filter(case_id=case.pk) if attachments.CERTIFIED in row.facts]
    assert told and all(each[attachments.CERTIFIED][file.sha256] == first.digest for each in told)
    assert any("保密" in each.get("what", "") for each in told)

    # Another version of the extractor reads it otherwise: what was certified stays what it was.
    monkeypatch.setattr(services, "VERSION", services.VERSION + 1)
    monkeypatch.setattr(running, "read", lambda source, **_given: running.Output(_told("另一版读出的文字"), 0.1))
    second = services.read(file.sha256)
    assert second.pk != first.pk
    case = Case.objects.get(pk=case.pk)
    found = services.of_publication(case.publication, case.digest, [file.sha256])
    assert found[file.sha256].pk == first.pk
    assert services.kept([file.sha256])[file.sha256].pk == second.pk
    seen = At("general").case(case).select_one(".cases-attachments").get_text(" ")
    assert "明示首页电梯安全须知" in seen and "另一版" not in seen
    assert "保密审查所见" in seen


def _told(text):
    return {
        "kind": "docx",
        "state": "read",
        "total": 1,
        "pages": [["", 1, "", text]],
        "hidden": [],
        "more_hidden": 0,
    }


def test_a_reading_that_was_changed_counts_as_none(bureau):
    from django.db import connection

    file = walking.uploaded(At("editor_licensing"), samples.pdf(), "计量.pdf")
    services.read(file.sha256)
    row = Reading.objects.get(sha256=file.sha256)
    with connection.cursor() as cursor, pytest.raises(Exception, match="append"):
        cursor.execute("UPDATE disclosure_extraction_reading SET result = '{}'")
    row.result = row.result.replace("明示", "伪造")
    assert not services.holds(row)


def test_invisible_text_of_a_pdf_is_put_before_the_reviewer_with_its_page_and_not_searched(bureau):
    drawing = "BT /F 12 Tf 20 100 Td (lift inspection) Tj ET BT 3 Tr /F 12 Tf 20 50 Td (secret price) Tj ET"
    slides = samples.pptx()
    page, case, editor = walking.with_attachments(
        bureau,
        walking.uploaded(At("editor_licensing"), samples.drawn_pdf(drawing), "图样.pdf"),
        walking.uploaded(At("editor_licensing"), slides, "宣讲.pptx"),
    )
    assert "隐藏文字" in walking.submission(editor, case)
    editor.submits(case)
    said = re.sub(r"\s+", " ", walking.reviewer(case).case(case).get_text(" "))
    assert "secret price" in said and re.search(r"隐藏文字 ?\(第 ?1 ?页\)", said), said
    assert re.search(r"隐藏的?幻灯片 ?\(第 ?3 ?张幻灯片\)", said), said
    sign_all(case)
    outbox.deliver_due()
    assert Client().get("/search/", {"q": "lift inspection"}, follow=True).content.decode().count(page.title) > 0
    assert page.title not in Client().get("/search/", {"q": '"secret price"'}, follow=True).content.decode()
