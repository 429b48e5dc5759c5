"""Comments on fields and blocks: made, answered and settled by their forms; read by whoever may read the case."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.casefile import building, printing
from cms.outbox.models import OutboxMessage
from cms.workflows import services
from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case, Decision
from cms.workflows.services import commenting
from tests.factories.bureau import ATTESTED, sign_all, user
from tests.workflows.by_buttons import At, text

TABLE = {"data": [["项目", "标准"], ["检验", "480元"]], "table_header_choice": "row", "table_caption": "收费对照表"}


@pytest.fixture
def case(bureau):
    page = bureau.regulation(body=[{"type": "table", "value": TABLE}])
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    return services.submit(lookup.running(page), user("editor_regulations"), attestation=ATTESTED)


def comment(at, case, about, words):
    form = at.case(case).select_one('form[data-comment="new"]')
    option = next(each for each in form.select("option") if about in text(each))
    return at.send(form, about=option["value"], text=words)


def said(at, case, number, words, settle=False):
    thread = at.case(case).select_one(f"#comment-{number}")
    form = thread.select_one('form[data-comment="answer"]')
    data = {"of": form.select_one("[name=of]")["value"], "text": words, **({"resolve": "1"} if settle else {})}
    at.client.post(form["action"], data)


def test_a_block_is_commented_answered_and_settled_and_all_of_it_is_in_the_case_file(case):
    before = progress.look(case).position
    comment(At("general"), case, "收费对照表", "480元的依据是哪一条？")
    made = Decision.objects.get(kind="comment")
    assert made.facts["about"] == "body/1"
    mails = json.dumps([each.payload for each in OutboxMessage.objects.all()], ensure_ascii=False)
    assert "480元的依据是哪一条" in mails
    editor = At("editor_regulations")
    assert "有1条评论未了结" in text(At("general").case(case))
    said(editor, case, made.number, "依据见附件第三条。")
    said(At("general"), case, made.number, "", settle=True)
    thread = editor.case(case).select_one(f"#comment-{made.number}")
    for words in ("正文 · 表格", "收费对照表", "480元的依据是哪一条？", "依据见附件第三条。", "已了结"):
        assert words in text(thread), words
    assert "未了结" not in text(At("general").case(case).select_one("#comments-section"))
    file = building.of_case(case.pk)
    assert [each.kind for each in file.entries][-3:] == ["comment", "answer", "resolve"]
    assert file.holds
    assert any("收费对照表" in line for line in file.entries[-3].evidence)
    assert printing.pdf(file).startswith(b"%PDF")
    assert progress.look(case).position == before, "nothing was decided by it"


def test_only_who_may_read_the_case_reads_them_and_only_who_takes_part_speaks(case):
    comment(At("general"), case, "标题", "题名不妥")
    for stranger in ("editor_licensing", "yuzhong_legal"):
        at = At(stranger)
        assert at.client.get(f"/admin/cases/{case.pk}/").status_code == 404
        assert at.client.post(f"/admin/cases/{case.pk}/comments/", {"text": "旁人"}).status_code == 404
    overseer = At("discipline").case(case)
    assert "题名不妥" in text(overseer)
    assert overseer.select_one("form[data-comment]") is None
    with pytest.raises(services.Refused):
        commenting.comment(case, user("discipline"), "旁人")
    assert Decision.objects.filter(kind="comment").count() == 1


def test_what_cannot_be_said_is_refused_in_a_sentence(case):
    at = At("general")
    at.client.post(f"/admin/cases/{case.pk}/comments/", {"about": "", "text": " "})
    at.client.post(f"/admin/cases/{case.pk}/comments/", {"about": "no_such_field", "text": "甲"})
    at.client.post(f"/admin/cases/{case.pk}/comments/", {"of": "99999999999999999999", "text": "甲"})
    at.client.post(f"/admin/cases/{case.pk}/comments/", {"of": "1", "text": "甲"})
    assert not Decision.objects.filter(kind__in=("comment", "answer", "resolve")).exists()
    assert "没有这条评论" in text(at.case(case))
    comment(at, case, "标题", "题名不妥")
    number = Decision.objects.get(kind="comment").number
    with pytest.raises(services.Refused, match="由评论人"):
        commenting.resolve(case, user("legal_2"), number)


def test_comments_stay_through_the_rounds_and_nothing_is_said_of_a_case_that_is_over(case):
    comment(At("general"), case, "标题", "题名不妥")
    number = Decision.objects.get(kind="comment").number
    At("general").press(case, "return", reason="请改题名")
    case.refresh_from_db()
    said(At("editor_regulations"), case, number, "已改", settle=True)
    assert "题名不妥" in text(At("editor_regulations").case(case))
    services.submit(case, user("editor_regulations"), attestation=ATTESTED)
    sign_all(Case.objects.get(pk=case.pk))
    page = At("general").case(case)
    assert "题名不妥" in text(page)
    assert page.select_one("form[data-comment]") is None
    with pytest.raises(services.Refused, match="此案已结"):
        commenting.comment(Case.objects.get(pk=case.pk), user("general"), "再说一句")


def test_the_page_of_a_case_asks_as_many_questions_for_ten_comments_as_for_one(case, django_assert_num_queries):
    at = At("editor_regulations")
    comment(At("general"), case, "标题", "第一条")
    at.case(case)
    with CaptureQueriesContext(connection) as one:
        at.case(case)
    for number in range(9):
        commenting.comment(case, user("general"), f"又一条{number}", about="body/1", label="正文")
    with django_assert_num_queries(len(one)):
        assert "又一条8" in text(at.case(case))


def test_the_life_of_an_item_tells_comments_to_readers_of_the_case_alone(case):
    comment(At("general"), case, "标题", "题名不妥")
    page = case.item.removeprefix("page:")
    assert "题名不妥" in text(At("general").page(f"/admin/cases/life/{page}/"))
    sees = ("publicity", "editor_regulations", "admin", "institute_publicity", "yuzhong_legal")
    for name in sees:
        at = At(name)
        response = at.client.get(f"/admin/cases/life/{page}/")
        reads = at.client.get(f"/admin/cases/{case.pk}/").status_code == 200
        if response.status_code == 200:
            assert ("题名不妥" in response.content.decode()) is reads, name
