"""Double clicks, tabs left open, forms of a state that is over: said in words, nothing decided twice, nothing lost."""

import pytest
from django.urls import reverse

from cms.publication import current
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case, Decision
from tests.factories.bureau import fees, sign_all, submit
from tests.workflows.by_buttons import At, text


@pytest.fixture
def case(bureau) -> Case:
    page = bureau.licence()
    fees(page)
    return submit(page)


def tabs(person: At, case: Case, verb: str):
    """The form of a verb, in two tabs."""
    return [person.case(case).select_one(f'form[data-verb="{verb}"]') for _tab in range(2)]


def decided(case: Case) -> list[str]:
    return list(Decision.objects.filter(case_id=case.pk).order_by("number").values_list("kind", flat=True))


def test_who_signs_twice_reads_when_they_signed(case):
    legal = At("legal")
    first, second = tabs(legal, case, "sign")
    legal.send(first)
    before = decided(case)
    said = text(legal.send(second).select_one(".messages"))
    assert "您已于" in said and "合法性审查" in said and "已记录在案" in said
    assert decided(case) == before
    other = text(At("legal_2").send(second).select_one(".messages"))
    assert "您不在这些席位上" in other, "who never decided is told as before"


def test_nothing_is_published_after_its_return(case):
    sign_all(case, until="publish")
    publicity, other = At("publicity"), At("publicity_2")
    form = publicity.case(case).select_one('form[data-verb="publish"]')
    other.press(case, "return", reason="请再核对")
    before = decided(case)
    said = text(publicity.send(form).select_one(".messages"))
    assert "不在审批中" in said and decided(case) == before
    assert current.of_item(case.item) is None
    assert "请再核对" in text(publicity.case(case)), "and what happened meanwhile stands there"


def test_nothing_is_returned_after_its_publication(case):
    sign_all(case, until="publish")
    publicity, other = At("publicity"), At("publicity_2")
    form = publicity.case(case).select_one('form[data-verb="return"]')
    other.press(case, "publish")
    before = decided(case)
    said = text(publicity.send(form, **{"return-reason": "晚了"}).select_one(".messages"))
    assert "不在审批中" in said and decided(case) == before
    assert current.of_item(case.item) is not None


def test_what_is_submitted_twice_is_submitted_once(bureau):
    page = bureau.licence()
    fees(page)
    case = lookup.running(page)
    editor = At("editor_licensing")
    url = reverse("disclosure_approval:submit", args=[case.pk])
    form = editor.page(url).select_one(".cases-case form")
    form["action"] = url
    ticked = {each["name"]: True for each in form.select('input[type="checkbox"]')}
    editor.send(form, **ticked)
    assert Case.objects.get(pk=case.pk).state == "open"
    before = decided(case)
    assert before.count("submit") == 1
    editor.send(form, **ticked)
    assert decided(case) == before
