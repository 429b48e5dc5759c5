"""The chain as a picture: who, when, how long, until when, why not, and what came back where; read aloud as well."""

import re

import pytest
from django.utils import timezone

from cms.workflows.admin.queue import waiting as queue
from cms.workflows.cases import lookup
from cms.workflows.cases.models import PendingSeat
from tests.factories.bureau import fees, sign_all, submit, user
from tests.workflows.by_buttons import At, text


@pytest.fixture
def case(bureau):
    page = bureau.licence()
    fees(page)
    return submit(page)


def drawing(soup, kind="wide"):
    return soup.select_one(f".cases-picture--{kind} svg.cases-drawing--chart")


def nodes(svg):
    return [re.search(r"cases-node--(\w+)", " ".join(each["class"]))[1] for each in svg.select(".cases-node")]


def test_done_now_later_and_not_needed_are_told_apart_without_colours(case):
    At("legal").press(case, "sign", comment="合法")
    svg = drawing(At("general").case(case))
    assert nodes(svg) == ["done", "done", "done", "done", "current", "later", "skipped", "later"]
    signs = {
        each["class"][-1]: str(each.select_one(".cases-sign, .cases-number")) for each in svg.select(".cases-node")
    }
    assert len({re.sub(r">\d+<", "><", sign) for sign in signs.values()}) >= 3
    said = text(svg.desc)
    due = PendingSeat.objects.get(case=case).due_on
    for words in ("郑听雨", "现由高若水", f"{due:%Y-%m-%d}前办结", "仅在标为特别重大或敏感时需要", "正在办理"):
        assert words in said, (words, said)
    assert svg["role"] == "img"
    assert svg["aria-labelledby"].split() == [svg.title["id"], svg.desc["id"]]


def test_every_word_of_the_picture_stands_in_it_and_nothing_is_styled_inline(case):
    soup = At("legal").case(case)
    for kind in ("wide", "narrow"):
        svg = drawing(soup, kind)
        assert not svg.select("[style], style, script, foreignObject")
        drawn = "".join(each.get_text() for each in svg.select("text")).replace(" ", "")
        for name in ("合法性审查", "保密审查", "签批", "发布", "郑听雨"):
            assert name in drawn
        width, height = (float(each) for each in svg["viewbox"].split()[2:])
        for each in svg.select("text.cases-name, text.cases-said"):
            wide = sum(1 if ord(letter) > 0x2E80 else 0.58 for letter in each.get_text()) * 14
            assert float(each["x"]) + wide <= width + 15, each
            assert float(each["y"]) <= height
    ids = [each["id"] for each in soup.select("[id]")]
    assert len(ids) == len(set(ids)), [each for each in ids if ids.count(each) > 1]


def test_a_return_stands_where_it_happened_in_the_next_round_as_well(case):
    At("legal").press(case, "return", reason="依据条款号有误")
    before = drawing(At("editor_licensing").case(case))
    assert nodes(before)[3] == "returned"
    assert "依据条款号有误" in text(before.desc)
    strip = nodes(At("editor_licensing").queue().select_one("svg.cases-drawing--strip"))
    assert strip[:3] == nodes(before)[:3] == ["current", "later", "later"], "small and large say the same"
    page = lookup.item(case)
    draft = page.get_latest_revision_as_object()
    draft.summary = "改过条款号。"
    draft.save_revision(user=user("editor_licensing"))
    again = submit(page)
    svg = drawing(At("legal").case(again))
    assert nodes(svg)[3] == "current"
    assert "第1轮：郑听雨退回" in text(svg.desc)
    assert "依据条款号有误" in "".join(each.get_text() for each in svg.select("text.cases-back")).replace(" ", "")


def test_the_queue_has_it_small_and_asks_as_many_questions_for_fifty_cases(case, bureau, django_assert_num_queries):
    svg = At("legal").queue().select_one("svg.cases-drawing--strip")
    assert nodes(svg) == ["done", "done", "done", "current", "later", "later", "skipped", "later"]
    waiting = queue.waiting_for(user("legal"))
    with django_assert_num_queries(2):  # plans and returns: nothing is signed for later, nothing came back
        queue.with_standing(waiting, timezone.now())
    for number in range(3):
        page = bureau.licence(f"另一个事项{number}")
        fees(page)
        submit(page)
    more = queue.waiting_for(user("legal"))
    assert len(more) == 4
    with django_assert_num_queries(2):
        queue.with_standing(more, timezone.now())


def test_the_case_file_draws_the_same_from_the_record_alone(case):
    At("legal").press(case, "return", reason="依据条款号有误")
    page = lookup.item(case)
    draft = page.get_latest_revision_as_object()
    draft.summary = "改过条款号。"
    draft.save_revision(user=user("editor_licensing"))
    again = submit(page)
    At("legal").press(again, "sign", comment="合法")
    running = drawing(At("legal").page(f"/admin/case-files/{again.pk}/"))
    assert nodes(running) == nodes(drawing(At("legal").case(again)))
    assert "依据条款号有误" in text(running.desc)
    sign_all(again)
    finished = drawing(At("legal").page(f"/admin/case-files/{again.pk}/"))
    assert set(nodes(finished)) == {"done", "skipped"}
