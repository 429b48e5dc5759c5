"""What a question finds and in which order: pure ranking, and the same through the index."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.outbox import services as outbox
from search import analysis, passages
from search.ranking import articles, numbers, plans, scoring, sounds, titles
from search.ranking.asked import Hint, cut, understood
from search.ranking.scoring import Views
from search.remembered import Remembered
from tests.search.asking import ask, publish, rule

WORDS = tuple("质量 检查 监督 管理 许可 登记 投诉 电梯 食品 安全 标准 计量 认证 收费 公开 信息".split())  # noqa: SIM905 - read as words


class Lexicon:
    """Some words, as an index would have counted them."""

    total = 1000

    def __init__(self, **counts):
        self.known = {"质量": 300, "监督": 250, "检查": 200, "计量": 40, "电梯": 12, "安全": 500, "管理": 700, **counts}

    def counts(self, words):
        return {word: self.known[word] for word in words if word in self.known}

    def sounding(self, spelt):
        found = {}
        for word, count in self.known.items():
            sound = sounds.syllables(word)
            for key in ("".join(sound), "".join(each[0] for each in sound)):
                if key in spelt:
                    found.setdefault(key, []).append((word, count))
        return found


def order(question, *told, **hint):
    """Titles in order; each of `told` is a title or (title, passages, more)."""
    views = []
    for number, each in enumerate(told, 1):
        title, body, more = each if isinstance(each, tuple) else (each, [], {})
        text = passages.SEPARATOR.join(analysis.fold(part) for part in body)
        views.append(Views(number, analysis.fold(title), body=text, **more))
    asked = understood(question, Lexicon(), Hint(**hint))
    return [views[each.number - 1].title for each in scoring.ranked(asked, views) if each.score > 0.2]


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True))
def test_spaces_between_words_are_no_matter(words):
    together, apart = understood("".join(words), Lexicon()), understood(" ".join(words), Lexicon())
    assert together.units == apart.units and together.whole == apart.whole


def test_a_run_is_cut_so_that_no_character_is_left_over():
    assert cut("质量检查") == ("质量", "检查")
    assert cut("发展中国") == ("发展", "中国")
    assert cut("电动自行车") == ("电动", "自行车")


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("产品质量法第五条", "第五条", "产品质量法"),
        ("产品质量法5条", "第五条", "产品质量法"),
        ("产品质量法 第 105 条", "第一百零五条", "产品质量法"),
        ("刑法第133条之一", "第一百三十三条之一", "刑法"),
        ("三条措施", "", "三条措施"),
        ("产品质量法", "", "产品质量法"),
    ],
)
def test_an_article_is_cited_in_many_ways(text, place, rest):
    assert articles.cited(text) == (place, rest)


@pytest.mark.parametrize(
    ("value", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (1077, "一千零七十七")]
)
def test_numerals(value, written):
    assert articles.numeral(value) == written


@pytest.mark.parametrize(
    ("asked", "own", "is_it"),
    [
        ("国务院令617", "国务院令第617号", True),
        ("国务院第617号令", "国务院令第617号", True),
        ("市场监管总局43号令", "国家市场监督管理总局令第43号", True),
        ("国发2019年5号", "国发〔2019〕5号", True),
        ("国发2018年5号", "国发〔2019〕5号", False),
        ("国务院令618", "国务院令第617号", False),
        ("公安部令617", "国务院令第617号", False),
    ],
)
def test_numbers_of_documents(asked, own, is_it):
    assert (numbers.likeness(numbers.parse(asked), own) > 0) is is_it


def test_what_is_no_number_is_none():
    for text in ("电梯", "2026年工作要点", "12365", "第三季度质量公告", "3C认证"):
        assert numbers.parse(text) is None, text


def test_short_forms_are_derived_from_titles():
    law, rules, other = "中华人民共和国道路交通安全法", "道路交通安全法实施条例", "中华人民共和国交通运输法"
    assert order("道交法", other, rules, law)[0] == law
    assert order("治安法", "治安保卫条例", "治安管理处罚法")[0] == "治安管理处罚法"
    assert titles.short_form("法交道", titles.core(law)) == 0, "in this order alone"


@pytest.mark.parametrize("wrong", ["计亮法", "计晾法", "汁量法", "jiliang法", "jiliangfa", "jlf", "計量法"])
def test_wrong_characters_and_letters_in_a_title(wrong):
    assert order(wrong, "标准化法", "中华人民共和国计量法", "计算机软件保护条例")[0] == "中华人民共和国计量法"


def test_letters_that_are_no_syllables_are_initials_or_nothing():
    assert sounds.split("anquan") == ("an", "quan") and sounds.split("dt") == ()
    assert titles.likeness("xyz", titles.of("计量法")) == 0


def test_the_best_passage_counts_and_rare_words_above_common_ones():
    long_law = ("综合管理规定", [*["管理和监督。"] * 40, "电梯每年检查一次。"], {})
    vague = ("监督办法", ["管理、监督和检查。", "管理、检查。"], {})
    assert order("电梯检查", vague, long_law) == ["综合管理规定", "监督办法"]
    asked = understood("电梯检查", Lexicon())
    views = Views(1, long_law[0], body=passages.SEPARATOR.join(long_law[1]))
    assert scoring.score(asked, views).passage == 40


def test_of_many_the_best_are_read_and_the_others_when_they_are_shown(monkeypatch):
    monkeypatch.setattr(scoring, "READ", 1)
    asked, body = understood("电梯检查", Lexicon()), passages.SEPARATOR.join(["管理。", "电梯每年检查一次。"])
    many = [Views(1, "管理办法", body=body), Views(2, "电梯检查办法", body=body)]
    first, second = scoring.ranked(asked, many)
    assert (first.number, first.passage, first.is_read) == (2, 1, True)
    assert (second.number, second.passage, second.is_read) == (1, -1, False)
    assert second.covered == 1  # what it has is known all the same
    shown = scoring.read(asked, many[0], second)
    assert (shown.passage, shown.score) == (1, second.score)


def test_a_process_keeps_no_more_than_it_has_room_for():
    kept = Remembered[str](10, len)
    kept._keep({(1, "seal"): "四个字符", (2, "seal"): "四个字符"})
    kept._keep({(3, "seal"): "四个字符"})
    assert kept.taken == 8 and list(kept._kept) == [(2, "seal"), (3, "seal")]


def test_words_together_come_before_words_apart():
    apart = ("甲规定", ["质量由生产者负责，主管部门在每年的第一季度和第三季度进行检查。"], {})
    together = ("乙规定", ["部门进行质量检查，生产者应当配合，不得拒绝，每年的第三季度公布。"], {})
    assert order("质量检查", apart, together)[0] == "乙规定"


def test_what_is_in_force_and_newer_comes_first():
    old = ("电梯管理办法", ["电梯。"], {"validity": "repealed", "date": "2020-01-01"})
    new = ("电梯管理办法（修订）", ["电梯。"], {"validity": "in_force", "date": "2019-01-01"})
    assert order("电梯管理", old, new)[0] == "电梯管理办法(修订)"
    first, second = (
        ("电梯办法", ["电梯。"], {"date": "2010-01-01"}),
        ("电梯办法", ["电梯检查。"], {"date": "2020-01-01"}),
    )
    asked = understood("电梯办法", Lexicon())
    many = [Views(n, each[0], body=each[1][0], date=each[2]["date"]) for n, each in enumerate((first, second))]
    assert [each.number for each in scoring.ranked(asked, many)] == [1, 0]


def test_what_is_repealed_gives_way_unless_the_question_names_it():
    gone = ("锅炉压力容器安全监察暂行条例", ["锅炉的制造、安装。"], {"validity": "repealed"})
    guide = (
        "特种设备使用登记",
        ["锅炉、压力容器、电梯使用登记。"] * 3,
        {"headings": "锅炉", "summary": "锅炉使用登记"},
    )
    assert order("锅炉", gone, guide)[0] == "特种设备使用登记"
    for named in (gone[0], "锅炉压力容器条例", "锅炉压力容器安全监察条例"):
        assert order(named, gone, guide)[0] == gone[0], named


def test_the_cited_article_is_the_passage():
    body = passages.SEPARATOR.join(["第四条 甲。", "第五条 乙。", "第五条之一 丙。"])
    asked = understood("计量法第5条", Lexicon())
    assert scoring.score(asked, Views(1, "计量法", body=body)).passage == 1
    asked = understood("计量法第五条之一", Lexicon())
    assert scoring.score(asked, Views(1, "计量法", body=body)).passage == 2


def test_words_of_the_site_find_what_the_question_does_not_say():
    law = ("特种设备规定", ["电梯的定期检查。"], {})
    assert order("年审", law) == []
    assert order("年审", law, related=(("检查", 1.0, "年审"),)) == ["特种设备规定"]


def test_a_word_of_the_people_is_one_thing_however_often_it_is_said():
    related = (("饮酒驾驶", 1.0, "酒驾"), ("醉酒驾驶", 0.9, "酒驾"), ("赔偿", 1.0, "赔"))
    lexicon = Lexicon(饮酒驾驶=9, 醉酒驾驶=8, 赔偿=90, 酒=60, 驾=70)
    asked = understood("酒驾怎么赔", lexicon, Hint(related, frozenset({"怎么"})))
    assert [unit.text for unit in asked.units] == ["酒驾", "赔"]
    assert [len(concept.others) for concept in asked.concepts] == [2, 1]
    twice, both = (
        scoring.score(asked, Views(1, "办法", body=body)) for body in ("饮酒驾驶或者醉酒驾驶", "饮酒驾驶的赔偿")
    )
    assert both.covered > twice.covered and both.score > twice.score
    assert twice.covered < 0.8 < both.covered


def test_what_people_say_is_not_the_rarest_of_a_question_because_no_law_says_it():
    lexicon = Lexicon(加班=20, 天天=1, 延长工作时间=9)
    related = (("延长工作时间", 1.0, "加班"),)
    asked = understood("天天加班吗", lexicon, Hint(related, frozenset({"吗"})))
    meant, said = (scoring.score(asked, Views(1, "办法", body=body)) for body in ("延长工作时间", "天天向上"))
    assert meant.score > said.score and meant.covered > said.covered


def test_beside_the_only_word_that_no_text_has_the_rest_is_looked_for():
    lexicon = Lexicon(脸=9)
    asked = understood("面霜烂脸", lexicon)
    assert [unit.text for unit in asked.units if unit.is_needed] == ["面霜"]
    assert "脸" in plans.of(asked, lexicon.counts(["脸"]), lexicon.total).loose


@given(st.text(max_size=60))
def test_any_text_is_a_question(text):
    asked = understood(text, Lexicon())
    assert len(asked.units) <= 12
    scoring.score(asked, Views(1, "计量法", body="第一条 计量。"))


def test_passages_are_articles_or_lines():
    found = list(passages.of_text("第一章 总则\n第一条 为了管理。\n（一）甲；\n第二条\n乙。"))
    assert [(each.kind, each.place) for each in found] == [("text", ""), ("article", "第一条"), ("article", "第二条")]
    assert passages.read(passages.written(found)) == tuple(found)
    many = passages.bounded(passages.Passage("text", "", "", "甲") for _each in range(passages.MOST + 5))
    assert len(many) == passages.MOST and many[-1].text.count("甲") == 6


# Through the index


@pytest.fixture
def several(db, bureau):
    publish(bureau, "电梯使用登记", summary="电梯的质量监督由市局负责，检查每年一次。")
    publish(bureau, "产品质量检查", summary="对产品进行质量检查。")
    rule(bureau, "计量监督管理办法", "渝质监发〔2026〕8号")
    outbox.deliver_due()


def items(text, **filters):
    return {hit.item for hit in ask("embedded", text, **filters).hits}


def test_pairs_of_words_find_one_set_with_and_without_a_space(several):
    for one, other in itertools.permutations(WORDS[:7], 2):
        together, apart = ask("embedded", one + other), ask("embedded", f"{one} {other}")
        assert together.total == apart.total, (one, other)
        assert {hit.item for hit in together.hits} == {hit.item for hit in apart.hits}, (one, other)


def test_titles_are_found_by_their_sound_and_with_wrong_characters(several):
    for question in ("计亮监督管理办法", "jiliang jiandu", "jlgl办法", "计监管办法", "计量监都管理办法"):
        hits = ask("embedded", question).hits
        assert hits and hits[0].title == "计量监督管理办法", question
    assert not items("kongqi wuran"), "no title sounds so"


def test_wrong_characters_in_texts(several):
    assert ask("embedded", "质亮监督").hits, "量 was meant"
    assert not ask("embedded", "飞碟勘察").hits


def test_labels_are_found(several):
    assert ask("embedded", "收费多少").total, "a caption that the page prints"
    assert not ask("embedded", "没有这样的标签").total


def test_columns_are_found_and_the_home_page_is_not(several):
    found = ask("embedded", "行政许可")
    assert "行政许可" in {hit.title for hit in found.hits}
    assert "structure" not in {value for value, _label, _count in found.facets["category"]}


def test_pages_of_a_list_have_everything_once(several, monkeypatch):
    from dataclasses import replace

    from cms.publication import clock
    from search import indexing
    from search.query import from_request

    query = replace(from_request({"q": "质量"}), per_page=1)
    whole = ask("embedded", "质量")
    seen = [
        hit.item
        for page in range(1, whole.total + 2)
        for hit in indexing.engine("embedded").search(replace(query, page=page), clock.now()).hits
    ]
    assert sorted(seen) == sorted(hit.item for hit in whole.hits)


OLD = Views(1, "电梯抽查公告", body="抽查电梯120台。", category="announcements", date="2020-03-01")
NEW = Views(2, "2026年电梯质量抽查公告", body="抽查电梯80台。", category="announcements", date="2026-03-01")


@pytest.mark.parametrize(
    ("question", "plain", "dated"),
    [
        ("电梯抽查情况怎么样", [1, 2], [2, 1]),  # nearly the same: the newer one
        ("电梯抽查公告", [1, 2], [1, 2]),  # its title as it stands
        ("2026年电梯抽查", [2, 1], [2, 1]),
        ("抽查120台", [1, 2], [1, 2]),  # a word more
    ],
)
def test_where_a_category_wants_it_the_newer_stands_above_the_older(question, plain, dated):
    asked = understood(question, Lexicon())

    def numbers_of(*views, **how):
        return [each.number for each in scoring.ranked(asked, views, **how)]

    assert numbers_of(OLD, NEW) == plain
    assert numbers_of(OLD, NEW, dated={"plans"}) == plain
    assert numbers_of(OLD, NEW, dated={"announcements"}) == dated
    undated = replace(NEW, date="")
    assert numbers_of(OLD, undated, dated={"announcements"}) == numbers_of(OLD, undated)
