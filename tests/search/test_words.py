"""Words of the people: what they are in official ones, from a file and from the register, in every process at once."""

import pytest

from search import shipping, word_files, words
from search.models import SynonymGroup
from search.word_models import PeoplesWord, StopWord


def phrases(question):
    return {each.phrase: each.weight for each in words.current().expansions(question)}


def add(word, targets, **more):
    row = PeoplesWord(word=word, targets=targets, **more)
    row.full_clean()
    row.save()
    return row


def test_what_is_shipped_is_there_after_a_migration(db):
    assert phrases("电梯年检")["定期检验"] == 1
    assert "请问" in words.current().stop
    assert {each.category for each in words.current().raising("请问怎么办理电梯")} == {"licensing"}


def test_the_longest_word_counts_wherever_it_stands(db):
    add("甲乙", "第一")
    add("甲乙丙", "第二 第三=0.5")
    add("猫咖", "第四=0.25")
    assert phrases("请问甲乙丙、猫咖？") == {"第二": 1, "第三": 0.5, "第四": 0.25}
    assert phrases("甲乙") == {"第一": 1}
    sources = [each.source for each in words.current().expansions("猫咖甲乙丙")]
    assert sources == ["甲乙丙", "甲乙丙", "猫咖"], "the longest first"


def test_script_width_and_spaces_make_no_difference(db):
    add("網聯WIFI", "无线局域网")
    for question in ("网联wifi", "網聯ＷＩＦＩ", "网联 WiFi"):
        assert phrases(question) == {"无线局域网": 1}, question


def test_one_way(db):
    add("甲乙丙", "子丑寅卯")
    assert phrases("子丑寅卯") == {}


def test_what_a_word_is_made_of_by_chance_is_no_word(db):
    """去年|检验 has no 年检; ship has no IP; a single character has to be a word of its own."""
    add("IP", "互联网协议")
    add("猪", "生猪")
    assert "定期检验" not in phrases("去年检验")
    assert phrases("ship") == {} and phrases("IP是啥") == {"互联网协议": 1}
    assert phrases("家里的猪") == {"生猪": 1} and phrases("猪") == {"生猪": 1}


def test_groups_of_synonyms_are_among_them_and_stay_two_way(db):
    group = SynonymGroup.objects.create(terms="甲乙 丙丁")
    assert phrases("甲乙") == {"丙丁": 1} and phrases("问丙丁") == {"甲乙": 1}
    assert words.current().synonyms == (("甲乙", "丙丁"),)
    group.delete()
    assert phrases("甲乙") == {}


def test_an_entry_of_this_site_wins_over_the_shipped_one_and_can_switch_it_off(db):
    row = PeoplesWord.objects.get(word="年检")
    row.targets = "车辆检验"
    row.save()
    assert phrases("年检") == {"车辆检验": 1}
    assert shipping.bring()["followed"] == 0
    assert phrases("年检") == {"车辆检验": 1}, "a migration later still"
    PeoplesWord.objects.filter(pk=row.pk).update(is_active=False)
    words.changed()
    assert phrases("年检") == {}
    StopWord.objects.get(word="请问").delete()
    assert "请问" not in words.current().stop


def test_files_of_the_site_come_besides_and_instead(db, settings, tmp_path):
    file = tmp_path / "own.tsv"
    file.write_text("[本地]\n吊脚楼 干栏屋\t干栏屋 木结构房屋=0.6\n年检\t年度检验\n", encoding="utf-8")
    settings.DISCLOSURE_SEARCH_VOCABULARY = [file]
    assert shipping.bring() == {"came": 2, "followed": 1, "went": 0}
    assert (
        phrases("吊脚楼") == {"干栏屋": 1, "木结构房屋": 0.6}
        and phrases("干栏屋") == {"木结构房屋": 0.6}
        and phrases("年检") == {"年度检验": 1}
    )
    assert PeoplesWord.objects.get(word="吊脚楼").area == "本地"
    settings.DISCLOSURE_SEARCH_VOCABULARY = []
    assert shipping.bring() == {"came": 0, "followed": 1, "went": 2}
    assert phrases("吊脚楼") == {} and "定期检验" in phrases("年检")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("年检 定期检验", "制表符"),
        ("年检\t定期检验=2", "权重"),
        ("年检\t定期检验=x", "不是数"),
        ("年检\t定期检验=NaN", "不是数"),
        ("年检\t定期检验 定期检验", "两次"),
        ("年检\t年检", "本身"),
        ("！\t定期检验", "没有文字"),
        (f"{'年' * 31}\t定期检验", "超过"),
        ("好的\t甲 乙\n好的\t丙", "已在第 1 行"),
        (f"年检\t{' '.join(f'词{n}' for n in range(9))}", "超过"),
        ("[" + "长" * 21 + "]", "1 到"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(line, reason, tmp_path):
    before = "# 说明\n\n" if "\n" not in line else ""
    file = tmp_path / "own.tsv"
    file.write_text(before + line, encoding="utf-8")
    with pytest.raises(word_files.Unreadable, match=reason) as caught:
        word_files.read(file, word_files.word_lines)
    assert "own.tsv" in str(caught.value) and f"第 {2 if not before else 3} 行" in str(caught.value)


def test_what_is_no_text_is_told(tmp_path):
    file = tmp_path / "own.tsv"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(word_files.Unreadable, match="own"):
        word_files.read(file, word_files.word_lines)
    with pytest.raises(word_files.Unreadable, match="none"):
        word_files.read(tmp_path / "none.tsv", word_files.word_lines)


def test_nothing_is_asked_while_nothing_changed(db, django_assert_num_queries):
    words.current()
    with django_assert_num_queries(0):
        words.current()


def test_another_process_sees_the_change_by_the_token(db, monkeypatch):
    """As if this process had not been told: only the row says that something changed."""
    kept = words.current()
    add("甲乙", "第一")
    monkeypatch.setattr(words, "_kept", kept)
    monkeypatch.setattr(words, "_asked", 0.0)
    assert phrases("甲乙") == {"第一": 1}


def test_the_checks_tell_of_a_file_that_cannot_be_read(settings, tmp_path):
    from search import checks

    file = tmp_path / "own.tsv"
    file.write_text("x\n")
    assert checks.words_can_be_read(None) == []
    settings.DISCLOSURE_SEARCH_VOCABULARY = [file]
    (found,) = checks.words_can_be_read(None)
    assert found.id == "disclosure_search.E003" and "own.tsv" in found.msg


def test_a_word_within_an_official_one_is_none(db):
    add("甲级证", "第一")
    add("某某某", "特等甲级证书")
    assert phrases("特等甲级证书") == {} and phrases("办甲级证书") == {"第一": 1}


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("酒驾怎么处罚", "饮酒驾驶"),
        ("老板不发工资怎么办", "拖欠劳动报酬"),
        ("怎么办证", "行政许可"),
        ("請問年檢去哪裡", "定期检验"),
        ("举报电话是多少", "投诉举报"),
        ("表格下载", "申请书格式文本"),
        ("上班时间", "办公时间"),
        ("邻居家狗叫太吵", "环境噪声"),
        ("消法", "消费者权益保护法"),
    ],
)
def test_people_are_understood(db, question, phrase):
    assert phrase in phrases(question)


@pytest.mark.parametrize("question", ["食品安全法", "劳动合同法", "特种设备使用登记", "产品质量法"])
def test_an_official_title_means_itself(db, question):
    assert [phrase for phrase in phrases(question) if phrase not in question] == []
