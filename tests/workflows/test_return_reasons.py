"""Reasons for a return are rows that the house keeps; what was chosen stands in the record in its words of then."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from cms.casefile import building
from cms.outbox.models import OutboxMessage
from cms.workflows import services
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.returning import ReturnReason
from tests.factories.bureau import fees, submit, user
from tests.workflows.by_buttons import At, text


@pytest.fixture
def case(bureau):
    page = bureau.licence()
    fees(page)
    return submit(page)


def give_back(at, case, texts, reason=""):
    """Tick the reasons of these words in the form of the case, and send it as a browser does."""
    form = at.case(case).select_one('form[data-verb="return"]')
    ticks = {text(label): label.select_one("input")["value"] for label in form.select(".cases-choices label")}
    data = {"return-reasons": [ticks[each] for each in texts], "return-reason": reason}
    response = at.client.post(form["action"], data, follow=True)
    return BeautifulSoup(response.content.decode(), "html.parser")


def test_what_is_chosen_stands_in_decision_case_chain_file_and_mail(case):
    give_back(At("legal"), case, ["要素不全、缺少附件", "内容不准确或不完整"], "缺附件二。")
    decision = Decision.objects.get(case_id=case.pk, kind="return")
    assert decision.comment == "内容不准确或不完整；要素不全、缺少附件。缺附件二。"
    assert decision.facts["reasons"] == {
        "schema": 1,
        "chosen": ["内容不准确或不完整", "要素不全、缺少附件"],
        "comment": "缺附件二。",
    }
    page = text(At("editor_licensing").case(case))
    assert "要素不全、缺少附件。缺附件二。" in page
    entry = next(each for each in building.of_case(case.pk).entries if each.kind == "return")
    assert entry.comment == decision.comment
    assert entry.holds
    mails = json.dumps([each.payload for each in OutboxMessage.objects.all()], ensure_ascii=False)
    assert "要素不全、缺少附件。缺附件二。" in mails


def test_one_of_the_two_is_required(case):
    page = give_back(At("legal"), case, [])
    assert "请选择理由，或写明为何退回。" in text(page)
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    give_back(At("legal"), case, ["文字、格式不规范"])
    case.refresh_from_db()
    assert case.state == Case.State.RETURNED


def test_a_reason_taken_out_of_the_list_while_the_form_was_open_is_refused_and_nothing_is_lost(case):
    at = At("legal")
    form = at.case(case).select_one('form[data-verb="return"]')
    chosen = form.select_one(".cases-choices input")["value"]
    ReturnReason.objects.filter(pk=chosen).update(is_active=False)
    at.client.post(form["action"], {"return-reasons": [chosen], "return-reason": ""}, follow=True)
    with pytest.raises(services.Refused, match="已不在清单"):
        services.return_to_provider(case, user("legal"), reasons=[chosen])
    case.refresh_from_db()
    assert case.state == Case.State.OPEN


def test_the_publishing_post_keeps_the_list_and_a_changed_row_changes_no_record(case):
    give_back(At("legal"), case, ["文字、格式不规范"])
    row = ReturnReason.objects.get(text="文字、格式不规范")
    base = "/admin/disclosure_workflows/returnreason"
    keeper = At("publicity")
    changed = {"text": "文字不规范", "place": "5", "is_active": "on"}
    assert keeper.client.post(f"{base}/edit/{row.pk}/", changed).status_code == 302
    assert (
        keeper.client.post(f"{base}/create/", {"text": "新理由", "place": "99", "is_active": "on"}).status_code == 302
    )
    history = text(keeper.page(f"{base}/history/{row.pk}/"))
    assert "文字、格式不规范 → 文字不规范" in history
    assert At("legal").client.get(f"{base}/").status_code == 302, "of no concern to others"
    decision = Decision.objects.get(case_id=case.pk, kind="return")
    assert decision.comment == "文字、格式不规范"
    call_command("casefile", "verify")
