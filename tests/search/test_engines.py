"""One suite for every engine: the same questions, the same answers."""

import datetime
import json
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.outbox import services as outbox
from cms.pages.models import LicensingPage
from cms.publication import current
from cms.workflows import services
from search import indexing, suggesting
from search.query import from_request
from tests.factories.bureau import sign_all, submit, user
from tests.search.asking import ask, publish, structure, titles

QUESTIONS = [
    ("使用登记", ["特种设备使用登记"]),
    ("特种設備", ["特种设备使用登记"]),
    ("登", ["特种设备使用登记"]),
    ("３Ｃ认证", ["电梯制造许可"]),
    ("12365", ["电梯制造许可"]),
    ("dianti", ["电梯制造许可"]),
    ("dt", ["电梯制造许可"]),
    ("tezhongshebei", ["特种设备使用登记"]),
    ("渝文备〔2007〕23号", ["关于进一步推行政务公开的实施意见"]),
    ("渝文备2007 23", ["关于进一步推行政务公开的实施意见"]),
    ("怎么办理电梯制造许可", ["电梯制造许可"]),
    ("密语", []),
    ("不存在的东西乙丙丁", []),
]


def test_what_is_asked_is_found(built):
    wrong = {
        text: titles(built, text) for text, wanted in QUESTIONS if titles(built, text)[: len(wanted) or None] != wanted
    }
    assert not wrong
    page = LicensingPage.objects.get(title="电梯制造许可")
    assert titles(built, page.index_number)[0] == "电梯制造许可"
    hit = ask(built, "特种设备使用登记").hits[0]
    assert "<mark>" in hit.snippet and "<script" not in hit.snippet


def test_a_term_may_begin_and_end_in_the_middle_of_words(built, bureau, engine):
    publish(bureau, "强制性产品认证3C目录2026年版")
    outbox.deliver_due()
    for piece in ("产品认证3C", "证3C目", "认证3c目录2026", "目录2026年", "3C目录", "2026年版"):
        assert "强制性产品认证3C目录2026年版" in {hit.title for hit in ask(engine, piece).hits}, piece


def test_a_title_as_it_stands_comes_first(engine, bureau):
    publish(bureau, "气瓶充装许可", summary="一个很长的概述，与标题无关。" * 40)
    publish(bureau, "气瓶充装许可（二）", summary="气瓶充装许可：气瓶充装许可，气瓶充装许可。")
    outbox.deliver_due()
    for asked in ("气瓶充装许可", "《气瓶充装许可》", "气瓶 充装许可"):
        assert titles(engine, asked)[0] == "气瓶充装许可", asked
    assert titles(engine, "气瓶充装许可(二)")[0] == "气瓶充装许可（二）"


def test_parts_of_long_words_are_found_by_their_sound(engine, bureau):
    publish(bureau, "电子商务行政处罚法解读许可")
    outbox.deliver_due()
    for asked in ("dianzi", "dianzi shangwu", "dianzishangwu", "dzsw", "xingzheng chufa", "xzcf", "xingzhengchufafa"):
        assert titles(engine, asked)[:1] == ["电子商务行政处罚法解读许可"], asked
    assert titles(engine, "shangdian") == []


def test_facets_count_under_the_other_filters(built):
    found = ask(built, "市质监局")
    counts = {value: count for value, _label, count in found.facets["category"]}
    assert counts.get("licensing", 0) == 2
    narrowed = ask(built, "市质监局", category="licensing")
    assert narrowed.total == 2
    assert {value: count for value, _label, count in narrowed.facets["category"]} == counts
    assert ask(built, "市质监局", category="nonsense").total == 0
    for year in ("nonsense", "None", "-1", "２００７"):
        assert (ask(built, "市质监局", year=year).total, ask(built, "市质监局", year=year).hits) == (0, ()), year


def test_words_are_taken_singly_only_where_nothing_has_them_all(built):
    """Not because of a filter: a visitor who narrows down gets less, not something else."""
    found = ask(built, "特种设备使用登记", category="regulations")
    assert (found.total, found.loosened) == (0, False)
    assert [value for value, _label, _count in found.facets["category"]] == ["licensing"]
    assert ask(built, "特种设备飞碟登记").loosened


def test_a_withdrawal_is_neither_shown_nor_counted_before_it_is_delivered(built):
    page = LicensingPage.objects.get(title="特种设备使用登记")
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))
    assert "特种设备使用登记" not in titles(built, "特种设备使用登记")
    outbox.deliver_due()
    assert "特种设备使用登记" not in titles(built, "特种设备使用登记")
    assert not indexing.difference(built)


def test_a_scheduled_notice_appears_and_an_expired_one_is_gone_in_its_second(engine, bureau):
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    end = start + datetime.timedelta(days=1)
    publish(bureau, "气瓶充装通告", go_live_at=start, expire_at=end)
    outbox.deliver_due()
    second = datetime.timedelta(seconds=1)
    assert [ask(engine, "气瓶充装", at).total for at in (start - second, start, end - second, end)] == [0, 1, 1, 0]


def test_a_modification_replaces_what_was_found(built):
    page = LicensingPage.objects.get(title="电梯制造许可")
    draft = page.get_latest_revision_as_object()
    draft.title = "升降机制造许可"
    draft.save_revision(user=user("editor_licensing"))
    sign_all(submit(page))
    outbox.deliver_due()
    assert titles(built, "制造许可") == ["升降机制造许可"]
    assert not indexing.difference(built)


def test_a_late_write_never_overwrites_a_newer_one(built):
    """The message of the first publication comes again after the withdrawal."""
    page = LicensingPage.objects.get(title="特种设备使用登记")
    first = {"channel": "web", "item": page.disclosure_key, "number": 1, "kind": "shown"}
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))
    outbox.deliver_due()
    indexing.changed(first)
    indexing.changed_elsewhere(first)
    assert "特种设备使用登记" not in titles(built, "特种设备使用登记")
    assert current.of_item(page.disclosure_key) is None


def test_the_command_answers_in_json(built):
    out = StringIO()
    call_command("search", "query", "特种设备使用登记", "--engine", built, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert set(told) == {"total", "hits", "facets", "suggestion", "took_ms", "engine"}
    assert told["engine"] == built and told["total"] >= 1
    hit = told["hits"][0]
    assert set(hit) == {"id", "title", "url", "category", "score", "highlights"}
    assert hit["url"].startswith("/xu-ke/") and hit["category"] == "licensing"


def test_did_you_mean(built):
    out = StringIO()
    call_command("search", "query", "电踢", "--engine", built, "--json", stdout=out)
    assert json.loads(out.getvalue())["suggestion"] == "电梯"


def test_no_word_of_what_is_gone_is_suggested(built):
    """Though the words of titles are kept for a while."""
    suggestion = suggesting.suggestion(from_request({"q": "电踢"}))
    assert suggestion == "电梯"
    page = LicensingPage.objects.get(title="电梯制造许可")
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))  # and not delivered
    assert suggesting.suggestion(from_request({"q": "电踢"})) == ""


def test_no_word_of_what_expires_is_suggested_in_its_second(engine, bureau):
    end = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    publish(bureau, "气瓶充装通告", expire_at=end)
    outbox.deliver_due()
    second = datetime.timedelta(seconds=1)
    asked = from_request({"q": "气平充装"})
    assert [suggesting.suggestion(asked, at) for at in (end - second, end)] == ["气瓶充装", ""]


def test_no_word_that_somebody_put_into_the_cache_is_suggested(built):
    cache.set(suggesting.KEY, {"dianti": [("密语", suggesting.vocabulary()["dianti"][0][1])]})
    assert suggesting.suggestion(from_request({"q": "电踢"})) == ""


def test_rebuild_and_reconcile(built):
    out = StringIO()
    call_command("search", "rebuild", "--engine", built, stdout=out, stderr=(told := StringIO()))
    done, _slash, total = told.getvalue().split()[-1].partition("/")
    assert done == total and int(total) > 0
    assert str(3 + structure()) in out.getvalue()
    assert titles(built, "特种设备使用登记")[0] == "特种设备使用登记"
    target = indexing.engine(built)
    if built == "elasticsearch":
        number = min(target.windows())
        target.delete([(number, 10**9)])
    else:
        number = min(target.numbers())
        target.remove([number])
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("search", "reconcile", "--engine", built, "--json", stdout=out)
    assert json.loads(out.getvalue())["missing"] == [number]
