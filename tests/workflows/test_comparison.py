"""What a case says that changes: in the words that people use, read from the case's own page."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.pages.base.child_rows import Attachment, RelatedItem
from cms.pages.models import RegulationPage
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.extraction import samples as samples_of_text
from tests.factories.bureau import ATTESTED, document, fees, sign_all, submit, user
from tests.files import samples
from tests.workflows.by_buttons import At, text

FLAGS = re.compile(
    r"\b(True|False|None|neither|both|in_force|amended_by|paragraph|\d+-\d+-article)\b|[0-9a-f]{12}|page:\d"
)
TABLE = {"data": [["项目", "标准"], ["检验", "480元"]], "table_header_choice": "both", "table_caption": "收费对照表"}


def block(kind, value):
    return {"type": kind, "value": value}


def shown(client, case, by="legal", against=""):
    """Label → words of each line of what differs, as somebody reads them; markers for what went and came. Of an item
    that is new, every field."""
    client.force_login(user(by))
    soup = BeautifulSoup(client.get(f"/admin/cases/{case.pk}/").content.decode(), "html.parser")
    for mark in soup.select("del, ins"):
        mark.insert_before(f"[{mark.name}]")
        mark.insert_after(f"[/{mark.name}]")
        mark.unwrap()
    soup.smooth()
    by_default = soup.select_one("[data-against=view]") or soup.select_one("[data-against=all]")
    found = soup.select_one(f"[data-against={against}]") if against else by_default
    lines = found.select(".cases-change") if found else []
    return {each.h3.get_text(): each.select_one(".cases-change-text").get_text("\n") for each in lines}


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


def test_what_was_corrected_in_the_second_round_is_shown_beside_what_differs_from_the_page_on_view(client, rule):
    """In the first round there is nothing to correct; in the second, one sees that and nothing else."""
    case = modified(rule, lambda draft: setattr(draft, "summary", "第一稿的摘要"))
    assert shown(client, case, against="round") == {}
    At("general").press(case, "return", reason="摘要不准确")
    draft = RegulationPage.objects.get(pk=rule.pk).get_latest_revision_as_object()
    draft.title = "更正后的题名"
    draft.save_revision(user=user("editor_regulations"))
    again = submitted(rule)
    corrected, changed = shown(client, again, against="round"), shown(client, again, against="view")
    assert list(corrected) == ["标题"]
    assert "[ins]更正" in corrected["标题"].replace("\n", "")
    assert "第一稿的摘要" in "".join(changed.values()).replace("\n", "")
    assert "第一稿的摘要" not in "".join(corrected.values())
    page = text(At("legal").case(again))
    assert "第1轮" in page
    assert "摘要不准确" in page


def test_a_round_that_changed_nothing_says_so(client, rule):
    case = modified(rule, lambda draft: setattr(draft, "summary", "不变的摘要"))
    At("general").press(case, "return", reason="再核一遍")
    draft = RegulationPage.objects.get(pk=rule.pk).get_latest_revision_as_object()
    draft.save_revision(user=user("editor_regulations"))
    again = submitted(rule)
    assert "这一轮以来没有更正" in text(At("legal").case(again).select_one("[data-against=round]"))


def test_a_table_is_compared_cell_by_cell_and_a_list_entry_by_entry(client, rule):
    def revised(draft):
        raw = draft.body.get_prep_value()
        raw[1]["value"]["data"] = [["项目", "单位", "标准"], ["检验", "台", "500元"], ["复检", "台", "100元"]]
        raw[2]["value"].append(
            {
                "type": "item",
                "value": {"level": "article", "number": "第二条", "title": "", "text": "条文乙"},
                "id": "second",
            }
        )
        draft.body = raw

    case = modified(rule, revised)
    soup = At("legal").case(case)
    rows = [
        [cell.decode_contents() for cell in row.select("td")]
        for row in soup.select_one("[data-against=view]").select("table.cases-table tr")
    ]
    assert rows[0] == ["项目", "<ins>单位</ins>", "标准"]
    assert rows[1][0] == "检验"
    assert rows[1][1] == "<ins>台</ins>"
    assert "<del>480</del>" in rows[1][2]
    assert rows[2][0] == "<ins>复检</ins>"
    said = shown(client, case)["正文"]
    assert "[ins]" in said
    assert "条文乙" in said
    assert "【小标题】" not in said
    assert "标题甲" not in said, "a block that stayed is counted, not said"


def test_dates_and_choices_are_read_as_people_write_them(client, rule):
    def dated(draft):
        draft.created_on = datetime.date(2027, 3, 9)

    found = shown(client, modified(rule, dated))
    assert any("2027年3月9日" in plain(said).replace("\n", "") for said in found.values()), found


def test_an_attachment_is_compared_by_its_content(client, bureau, rule):
    """The text of both files, as the public search has it."""
    old, new = (text_document(words) for words in ("第一条 收费480元\n第二条 不变", "第一条 收费500元\n第二条 不变"))

    def attach(draft, file):
        row = draft.disclosure_attachments.get()
        row.document = file
        draft.disclosure_attachments = [row]

    page = RegulationPage.objects.get(pk=rule.pk).get_latest_revision_as_object()
    attach(page, old)
    page.save_revision(user=user("editor_regulations"))
    said = shown(client, modified(page, lambda draft: attach(draft, new)))["文件"]
    assert "同名而内容不同" in said
    assert "[del]" in said
    assert "480" in said
    assert "500" in said


def test_the_page_is_read_in_a_frame_that_asks_the_same_permission_and_runs_nothing(client, rule):
    case = submitted(rule)
    at = At("legal")
    frame = at.case(case).select_one("iframe[data-reading]")
    assert "allow-scripts" not in frame["sandbox"]
    response = at.client.get(frame["src"])
    inner = response.content.decode()
    assert "条文甲" in inner
    assert "<script" not in inner
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert At("editor_licensing").client.get(frame["src"]).status_code == 404


def test_what_is_to_come_down_is_read_before_it_is_signed(client, rule):
    sign_all(submitted(rule))
    editor = At("editor_regulations")
    editor.fill(f"/admin/cases/begin/{rule.pk}/withdraw/", reason_kind="outdated", reason="已过时")
    case = lookup.running(rule)
    frame = editor.case(case).select_one("iframe[data-reading]")
    assert "条文甲" in editor.client.get(frame["src"]).content.decode()


def text_document(words):
    """A document whose text can be read, always under the same title and name."""
    body = "".join(samples_of_text.paragraph(each) for each in words.split("\n"))
    file = ContentFile(samples_of_text.docx(body), name="收费办法.docx")
    return get_document_model().objects.create(title="收费办法", file=file)


def test_a_block_that_moved_is_said_to_have_moved(client, rule):
    def turned(draft):
        raw = draft.body.get_prep_value()
        draft.body = [*raw[1:], raw[0]]

    said = shown(client, modified(rule, turned))["正文"]
    assert "原在此处，已移到别处" in said
    assert "移到此处，内容未变" in said
    assert "[del]" not in said
    assert "[ins]" not in said


def test_what_an_emergency_took_down_is_read_before_it_is_ratified(client, rule):
    sign_all(submitted(rule))
    At("general").fill(f"/admin/cases/emergency/{rule.pk}/", reason_kind="error", reason="标准有误")
    case = lookup.running(rule)
    at = At("editor_regulations")
    frame = at.case(case).select_one("iframe[data-reading]")
    assert "条文甲" in at.client.get(frame["src"]).content.decode()
