"""What a case says that changes: in the words that people use, read from the case's own page."""

import html
import re

import pytest
from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from cms.pages.base.child_rows import Attachment, RelatedItem
from cms.pages.models import RegulationPage
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import ATTESTED, document, fees, sign_all, submit, user
from tests.files import samples

FLAGS = re.compile(
    r"\b(True|False|None|neither|both|in_force|amended_by|paragraph|\d+-\d+-article)\b|[0-9a-f]{12}|page:\d"
)
TABLE = {"data": [["项目", "标准"], ["检验", "480元"]], "table_header_choice": "both", "table_caption": "收费对照表"}


def block(kind, value):
    return {"type": kind, "value": value}


def shown(client, case, by="legal"):
    """Label → words of each line of the list of changes, as somebody reads them; markers for what went and came."""
    client.force_login(user(by))
    page = client.get(f"/admin/cases/{case.pk}/").content.decode()
    table = re.search(r'<table class="listing cases-changes">(.*?)</table>', page, re.DOTALL)
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', table[1] if table else "", re.DOTALL)
    marked = {label: re.sub(r"<(/?)(ins|del)>", r"[\1\2]", words).replace("<br>", "\n") for label, words in rows}
    return {html.unescape(label): html.unescape(re.sub(r"<[^>]+>", "", words)) for label, words in marked.items()}


def plain(words):
    """What came, without what went."""
    return re.sub(r"\[/?ins\]", "", re.sub(r"\[del\].*?\[/del\]", "", words, flags=re.DOTALL))


@pytest.fixture
def rule(bureau):
    """A draft with a block of many kinds, an attachment and a related page."""
    other = bureau.regulation("被解释的办法")
    sign_all(submitted(other))
    link = f'<p>见<a linktype="page" id="{other.pk}">此</a></p>'
    page = bureau.regulation(
        validity="amended",
        body=[
            block("heading", {"text": "标题甲", "level": "3"}),
            block("table", TABLE),
            block("clauses", [{"level": "article", "number": "第一条", "title": "", "text": "条文甲"}]),
            block("notice", {"tone": "attention", "title": "", "text": link}),
            block("contacts", {"heading": "", "contacts": [{"name": "窗口甲", "phone": "12365"}]}),
        ],
    )  # fmt: skip
    page.disclosure_attachments = [Attachment(document=document("大附件", b"%PDF-1.4\nA\n%%EOF\n"))]
    page.disclosure_relations = [RelatedItem(kind="amended_by", target=other)]
    page.save_revision(user=user("editor_regulations"))
    return page


def submitted(page) -> Case:
    case = lookup.running(page)
    services.provide(case, user("legal"), stated=("legal",))
    return services.submit(lookup.running(page), user("editor_regulations"), attestation=ATTESTED)


def modified(page, change):
    """The item is on view, and its modification is submitted."""
    sign_all(submitted(page))
    draft = RegulationPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    change(draft)
    draft.save_revision(user=user("editor_regulations"))
    return submitted(page)


def test_a_new_item_is_told_in_words(client, rule):
    found = shown(client, submitted(rule))
    body = plain(found["正文"])
    for words in (
        "【小标题】",
        "【表格】",
        "收费对照表",
        "首行和首列为表头",
        "检验 ｜ 480元",
        "层级：条",
        "第一条 · 条文甲",
    ):
        assert words in body, (words, body)
    for words in ("【提示框】", "注意", "见此（→ 《被解释的办法》）", "窗口甲", "12365"):
        assert words in body, (words, body)
    assert plain(found["有效性"]) == "修改"
    assert plain(found["附件"]).startswith("文档：大附件（大附件.pdf，")
    assert "关系：修改本文件的文件 · 页面：《被解释的办法》" in plain(found["关联页面"])
    assert plain(found["文件"]).startswith("大附件（大附件.pdf，")
    assert next(iter(found)) == "标题", "in the order in which the type declares them"
    everything = "\n".join([*found, *found.values()])
    assert not FLAGS.search(plain(everything)), FLAGS.search(plain(everything))


def test_one_cell_of_a_table_is_the_only_change(client, rule):
    def dearer(draft):
        raw = draft.body.get_prep_value()
        raw[1]["value"]["data"][1][1] = "500元"
        draft.body = raw

    found = shown(client, modified(rule, dearer))
    assert list(found) == ["正文"]
    assert re.search(r"\[del\].*480.*\[/del\]\[ins\].*500.*\[/ins\]", found["正文"])


def test_other_bytes_under_the_same_name_are_said(client, rule):
    def exchanged(draft):
        row = draft.disclosure_attachments.get()
        other = document("大附件", b"%PDF-1.4\nB\n%%EOF\n")
        row.document = other
        draft.disclosure_attachments = [row]

    found = shown(client, modified(rule, exchanged))
    assert "同名而内容不同" in plain(found["文件"])
    assert not FLAGS.search(plain("\n".join(found.values())))


def test_what_no_word_tells_is_said_too(client, rule):
    """The level of a heading has a word; emphasis has none."""

    def emphasised(draft):
        raw = draft.body.get_prep_value()
        raw[3]["value"]["text"] = raw[3]["value"]["text"].replace("见", "<b>见</b>")
        draft.body = raw

    found = shown(client, modified(rule, emphasised))
    assert list(found) == ["正文"]
    assert "文字相同，排法有变" in found["正文"]


def test_a_link_that_leads_elsewhere_is_a_change(client, bureau, rule):
    third = bureau.regulation("第三个办法")
    sign_all(submitted(third))

    def led_elsewhere(draft):
        raw = draft.body.get_prep_value()
        raw[3]["value"]["text"] = re.sub(r'id="\d+"', f'id="{third.pk}"', raw[3]["value"]["text"])
        draft.body = raw

    found = shown(client, modified(rule, led_elsewhere))
    assert "第三个办法" in plain(found["正文"])


def test_a_finished_case_tells_what_it_changed(client, rule):
    def renamed(draft):
        draft.title = "改名后的办法"

    case = modified(rule, renamed)
    before = shown(client, case)
    sign_all(case)
    assert shown(client, case) == before
    assert "改名后" in before["标题"]
    first = Case.objects.filter(item=case.item).earliest("pk")
    assert "收费对照表" in shown(client, first)["正文"], "what it published, though another text is on view now"
    page = client.get(f"/admin/cases/{case.pk}/").content.decode()
    assert "改动内容" in page
    assert "没有差别" not in page


def test_a_cancelled_case_does_not_show_the_draft_of_today(client, rule):
    case = modified(rule, lambda draft: setattr(draft, "title", "不会公开的题名"))
    services.return_to_provider(case, user("general"), reason="不改")
    case.refresh_from_db()
    services.cancel(case, user("editor_regulations"), reason="不改了")
    draft = RegulationPage.objects.get(pk=rule.pk).get_latest_revision_as_object()
    draft.title = "后来的题名"
    draft.save_revision(user=user("editor_regulations"))
    found = shown(client, case)
    assert "不会公开的题名" in plain(found["标题"])
    assert "后来的题名" not in "".join(found.values())


def test_a_column_says_which_categories_it_takes(client, bureau):
    draft = bureau.rules.get_latest_revision_as_object()
    draft.allowed_types = ["regulations", "plans"]
    draft.save_revision(user=user("publicity"))
    found = shown(client, lookup.running(bureau.rules), by="publicity")
    assert "规划" in plain(found["接收的类别"] if "接收的类别" in found else "".join(found.values()))
    assert "plans" not in "".join(found.values())


def test_a_file_of_another_name_is_named(client, rule):
    def renamed(draft):
        row = draft.disclosure_attachments.get()
        row.document.title, row.document.original_name = "新附件", "新附件.pdf"
        row.document.save()

    found = shown(client, modified(rule, renamed))
    assert "新附件（新附件.pdf，" in plain(found["附件"])


def test_size_and_name_survive_markup(client, bureau):
    page = bureau.regulation(title="<b>题</b>", body=[block("table", {**TABLE, "table_caption": "<script>1</script>"})])
    case = submitted(page)
    client.force_login(user("legal"))
    raw = client.get(f"/admin/cases/{case.pk}/").content.decode()
    assert "<script>1</script>" not in raw


def test_a_link_to_what_is_not_public_says_so(client, bureau):
    """Its submission is refused; whoever prepares it reads why in the list as well."""
    draft = bureau.regulation("还没有公开的办法")
    link = f'<p>见<a linktype="page" id="{draft.pk}">此</a></p>'
    page = bureau.regulation("引用草稿的办法", body=[block("paragraph", link)])
    found = shown(client, lookup.running(page), by="editor_regulations")
    assert "见此（→ “还没有公开的办法”（未公开））" in plain(found["正文"])


def test_the_words_given_at_upload_are_read_where_a_place_has_none_of_its_own(client, bureau):
    """They are public, printed and searchable there: whoever signs has to see them."""
    image = get_image_model().objects.create(
        title="抽查现场", description="检查人员在现场抽样", file=ContentFile(samples.picture("PNG"), name="scene.png")
    )
    own = {"image": image.pk, "alt": "电梯井道", "caption": ""}
    page = bureau.regulation(body=[block("picture", own | {"alt": ""}), block("picture", own)])
    body = shown(client, submitted(page))["正文"]
    assert body.count("上传时填写的替代文字：检查人员在现场抽样") == 1
    assert body.count("电梯井道") == 1


def test_the_same_holds_for_the_picture_of_a_field(client, bureau):
    image = get_image_model().objects.create(
        title="流程图", description="受理后五日内决定", file=ContentFile(samples.picture("PNG"), name="flow.png")
    )
    page = bureau.licence(flow_picture=image)
    fees(page)
    assert "受理后五日内决定" in "".join(shown(client, submit(page)).values())
