"""An administrator edits words in the real forms; the public's question means something else in the same second."""

import io
import re

import pytest
from django.urls import reverse

from cms.outbox import services as outbox
from search import words
from search.word_models import Boost, PeoplesWord, StopWord
from tests.factories.bureau import user
from tests.search.asking import publish, results

INDEX = "disclosure_search_peoplesword_modeladmin_index"
CREATE = "disclosure_search_peoplesword_modeladmin_create"
EDIT = "disclosure_search_peoplesword_modeladmin_edit"
HISTORY = "disclosure_search_peoplesword_modeladmin_history"
DELETE = "disclosure_search_peoplesword_modeladmin_delete"
IMPORT = "disclosure_search_words_import"


@pytest.fixture
def root(bureau, client):
    client.force_login(user("admin"))
    return client


def phrases(question):
    return {each.phrase: each.weight for each in words.current().expansions(question)}


def enter(client, name, *args, **values):
    return client.post(reverse(name, args=args), {"is_active": "on", **values}, follow=True)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_an_entry_is_made_changed_switched_off_and_all_of_it_is_in_its_history(root):
    enter(root, CREATE, word="铁罐罐", targets="压力容器  气瓶=0.50", area="特种设备")
    row = PeoplesWord.objects.get(word="铁罐罐")
    assert phrases("请问铁罐罐要不要检验") == {"压力容器": 1, "气瓶": 0.5}
    enter(root, EDIT, row.pk, word="铁罐罐", targets="气瓶=0.9", area="特种设备")
    assert phrases("铁罐罐") == {"气瓶": 0.9}
    root.post(reverse(EDIT, args=[row.pk]), {"word": "铁罐罐", "targets": "气瓶=0.9", "area": "特种设备"})
    assert phrases("铁罐罐") == {}
    history = text(root.get(reverse(HISTORY, args=[row.pk])))
    assert "规范用语：压力容器 气瓶=0.5 → 气瓶=0.9" in history and "启用：是 → 否" in history
    assert str(user("admin").get_full_name() or user("admin")) in history


def test_a_shipped_entry_is_changed_and_switched_off_but_not_deleted(root):
    row = PeoplesWord.objects.get(word="年检")
    assert root.get(reverse(DELETE, args=[row.pk])).status_code in (302, 403)
    enter(root, EDIT, row.pk, word="年检", targets="车辆检验", area=row.area)
    assert phrases("年检") == {"车辆检验": 1}
    listed = text(root.get(reverse(INDEX), {"says": "changed"}))
    assert "车辆检验" in listed and "本站已修改" in listed
    assert "铁罐罐" not in text(root.get(reverse(INDEX), {"area": "食品"}))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"word": "年检", "targets": "定期检验"}, "已有这一条"),
        ({"word": "年檢", "targets": "定期检验"}, "已有这一条"),
        ({"word": "铁罐罐", "targets": "气瓶=3"}, "权重"),
        ({"word": "铁罐罐", "targets": "铁罐罐"}, "本身"),
        ({"word": "？？", "targets": "气瓶"}, "没有文字或数字"),
        ({"word": "ﷺ" * 20, "targets": "气瓶"}, "超过"),
    ],
)
def test_what_cannot_be_an_entry_is_told_in_the_form_and_nothing_is_lost(root, values, reason):
    before = PeoplesWord.objects.count()
    answer = enter(root, CREATE, **values)
    assert reason in text(answer) and values["targets"] in answer.content.decode()
    assert PeoplesWord.objects.count() == before


def test_stop_words_and_boosts_are_edited_alike(root):
    enter(root, "disclosure_search_stopword_modeladmin_create", word="摆龙门阵")
    assert "摆龙门阵" in words.current().stop
    publish_category = Boost.objects.filter(category="licensing").first().category
    enter(root, "disclosure_search_boost_modeladmin_create", word="咋整", category=publish_category, factor="1.5")
    assert [(each.category, each.factor) for each in words.current().raising("这事咋整")] == [("licensing", 1.5)]
    answer = enter(root, "disclosure_search_boost_modeladmin_create", word="咋整呢", factor="9")
    assert "系数应在" in text(answer) and "请填写类别" in text(answer)
    stop = StopWord.objects.get(word="请问")
    root.post(reverse("disclosure_search_stopword_modeladmin_edit", args=[stop.pk]), {"word": "请问"})
    assert "请问" not in words.current().stop


def test_groups_of_synonyms_count_at_once(root, bureau):
    publish(bureau, "特种设备使用登记")
    outbox.deliver_due()
    assert "特种设备使用登记" not in results(root, "铁罐罐")
    enter(root, "disclosure_search_synonymgroup_modeladmin_create", terms="登记 铁罐罐")
    assert "特种设备使用" in results(root, "铁罐罐")


def sent(client, content, name="words.tsv"):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return client.post(reverse(IMPORT), {"file": file}, follow=True)


def test_a_file_is_read_as_a_whole_or_not_at_all(root):
    answer = sent(root, "[本地]\n铁罐罐 铁坨坨\t气瓶 压力容器=0.5\n年检\t定期检验=0.9\n")
    assert "新增 2 条，修改 1 条，未变 0 条" in text(answer)
    assert phrases("铁坨坨") == {"气瓶": 1, "压力容器": 0.5} and phrases("年检") == {"定期检验": 0.9}
    row = PeoplesWord.objects.get(word="年检")
    assert "→ 定期检验=0.9" in text(root.get(reverse(HISTORY, args=[row.pk])))
    answer = sent(root, "木头房\t木结构房屋\n年检\t定期检验=7\n")
    assert "第 2 行" in text(answer) and "权重" in text(answer)
    assert phrases("木头房") == {} and phrases("年检") == {"定期检验": 0.9}
    for content, reason in (
        (b"\xff\xfe", "UTF-8"),
        ("# 无\n", "没有条目"),
        ("甲,乙,丙,是,多", "每行应为"),
        ("甲词,乙\n甲詞,丙\n", "已在第 1 行"),
        ("x" * (2**20 + 1), "大于"),
    ):
        assert reason in text(sent(root, content)), reason


def test_what_is_exported_can_be_read_in_again(root):
    enter(root, CREATE, word="铁罐罐", targets="气瓶=0.9", area="本地")
    PeoplesWord.objects.filter(word="年审").update(is_active=False)
    table = b"".join(root.get(reverse(INDEX), {"export": "csv"}).streaming_content)
    assert "铁罐罐".encode() in table
    assert "新增 0 条，修改 0 条" in text(sent(root, table, "words.csv"))
    PeoplesWord.objects.filter(word__in=["铁罐罐"]).delete()
    PeoplesWord.objects.filter(word="年审").update(is_active=True)
    assert "新增 1 条，修改 1 条" in text(sent(root, table, "words.csv"))
    assert phrases("铁罐罐") == {"气瓶": 0.9} and phrases("年审") == {}


def test_who_holds_no_right_reads_no_words_in(bureau, client):
    client.force_login(user("editor_licensing"))
    assert sent(client, "铁罐罐\t气瓶\n").status_code in (200, 403)
    assert not PeoplesWord.objects.filter(word="铁罐罐").exists()
