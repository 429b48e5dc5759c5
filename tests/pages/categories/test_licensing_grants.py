"""准予许可结果: read from a file, approved in a batch by one case, each shown and found on its own."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.pages.categories.licensing import grants_table
from cms.pages.models import LicenceGrant, LicenceGrantsPage
from cms.publication import current, verify
from cms.publication import services as publication
from cms.scheduler import service as scheduler
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import ATTESTED, Bureau, fees, office, sign_all, submit, user

HEAD = "许可证编号,被许可人,统一社会信用代码,许可范围,发证日期,有效期至\n"
GOOD = HEAD + "TS3-001,重庆甲电梯公司,91500000MA5U000001,电梯安装,2026-11-02,2030-11-01\nTS3-002,乙公司,,,2026/11/3,\n"


class Batch:
    def __init__(self):
        self.bureau = Bureau()
        item = self.bureau.licence()
        fees(item)
        sign_all(submit(item))
        self.item = item
        self.page = LicenceGrantsPage(
            title="2026年11月准予许可",
            slug="2026-11",
            issuing_office=office("licensing_office"),
            live=False,
            owner=user("editor_licensing"),
            summary="本月准予的许可。",
            created_on=datetime.date(2026, 11, 30),
        )
        item.add_child(instance=self.page)
        self.edit({"number": "TS3-001", "holder": "甲公司", "granted_on": datetime.date(2026, 11, 2)})

    def edit(self, *rows):
        draft = LicenceGrantsPage.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        draft.grants = [LicenceGrant(sort_order=place, **row) for place, row in enumerate(rows)]
        draft.save_revision(user=user("editor_licensing"))

    def carry(self, until=""):
        case = lookup.running(LicenceGrantsPage.objects.get(pk=self.page.pk))
        services.provide(case, user("planning"))
        case = services.submit(case, user("editor_licensing"), attestation=ATTESTED)
        sign_all(case, until=until)
        case.refresh_from_db()
        return case

    def get(self, slug="", client=None):
        return (client or Client()).get(f"/xu-ke/{self.item.slug}/2026-11/{slug}")


@pytest.fixture
def batch(db):
    return Batch()


TWO = (
    {"number": "TS3-001", "holder": "甲公司", "granted_on": datetime.date(2026, 11, 2)},
    {"number": "TS3-002", "holder": "乙公司", "scope": "电梯维修", "granted_on": datetime.date(2026, 11, 3)},
)


def test_each_is_shown_and_found_on_its_own_by_one_case(batch):
    batch.edit(*TWO)
    batch.carry(until="publish")
    assert batch.get("ts3-001/").status_code == 404
    sign_all(lookup.running(LicenceGrantsPage.objects.get(pk=batch.page.pk)))
    scheduler.round_of_work(everything=True)
    whole, one, two = batch.get(), batch.get("ts3-001/"), batch.get("ts3-002/")
    assert [response.status_code for response in (whole, one, two)] == [200, 200, 200]
    assert "甲公司" in one.content.decode() and "乙公司" not in one.content.decode()
    assert "电梯维修" in two.content.decode()
    found = Client().get("/search/?q=乙公司").content.decode()
    assert f"/xu-ke/{batch.item.slug}/2026-11/ts3-002/" in found
    assert "ts3-002" in Client().get("/search/?q=TS3-002").content.decode()
    assert not list(verify.findings())


def test_a_grant_is_no_modification_of_the_item(batch):
    before = current.of_item(f"page:{batch.item.pk}").number
    batch.carry()
    assert current.of_item(f"page:{batch.item.pk}").number == before
    assert "2026年11月准予许可" in Client().get(f"/xu-ke/{batch.item.slug}/").content.decode()


def test_a_modified_batch_takes_down_what_it_has_no_more_and_leaves_the_rest(batch):
    batch.edit(*TWO)
    batch.carry()
    first = current.of_item(f"part:{batch.page.pk}/ts3-001").number
    batch.edit(TWO[0], {"number": "TS3-003", "holder": "丙公司", "granted_on": datetime.date(2026, 11, 4)})
    batch.carry()
    assert batch.get("ts3-002/").status_code == 410
    assert batch.get("ts3-003/").status_code == 200
    assert current.of_item(f"part:{batch.page.pk}/ts3-001").number == first


def test_nobody_publishes_a_part_that_was_not_signed(batch):
    case = batch.carry()
    authority = publication.Authority("case", str(case.pk))
    from cms.publication import parts
    from cms.workflows.cases.models import SignedForm

    form = next(iter(parts.of(SignedForm.objects.get(digest=case.digest).text).values()))
    forged = type(form)(form.text.replace("甲公司", "丁公司"))
    with pytest.raises(publication.Unauthorised):
        publication.publish(forged, authority=authority)
    with pytest.raises(publication.Unauthorised):
        publication.withdraw(form.key, authority=authority, notice={})


def test_withdrawing_the_batch_takes_each_down(batch):
    batch.edit(*TWO)
    batch.carry()
    page = LicenceGrantsPage.objects.get(pk=batch.page.pk)
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason="批次有误")
    sign_all(services.submit(case, user("editor_licensing"), attestation=ATTESTED))
    assert [batch.get(slug).status_code for slug in ("", "ts3-001/", "ts3-002/")] == [410, 410, 410]


def test_a_table_is_read_in_either_format():
    rows = grants_table.read("许可.csv", GOOD.encode("gb18030"))
    assert [row.errors for row in rows] == [[], []]
    assert rows[1].row.granted_on == datetime.date(2026, 11, 3)
    book = openpyxl.Workbook()
    for line in ([*grants_table.headings()], ["A-1", "丙", "91500000", 12.0, datetime.datetime(2026, 1, 2), 20270102]):
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    (row,) = grants_table.read("a.xlsx", stream.getvalue())
    assert (row.errors, row.row.credit_code, row.row.scope) == ([], "91500000", "12")
    assert (row.row.granted_on, row.row.valid_until) == (datetime.date(2026, 1, 2), datetime.date(2027, 1, 2))


def workbook(*lines) -> bytes:
    book = openpyxl.Workbook()
    for line in ([*grants_table.headings()], *lines):
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


DAY = datetime.datetime(2026, 1, 2)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["A-1", "丙", 915000002028123456, "", DAY, None], "统一社会信用代码：单元格 C2 以数字保存"),
        (["A-1", "丙", 1.5e3, "", DAY, None], "C2 以数字保存"),
        ([1001, "丙", "", "", DAY, None], "许可证编号：单元格 A2 以数字保存"),
        (["A-1", "丙", "9.15000002028123E+17", "", DAY, None], "C2 已被表格软件舍入"),
        (["A-1", "丙", "915000002028123000", "", DAY, None], "C2 已被表格软件舍入"),
        (["A-1", 1234567890123456789, "", "", DAY, None], "B2 以数字保存"),
        ([datetime.datetime(2026, 1, 2), "丙", "", "", DAY, None], "A2 已被转换为日期"),
        (["A-1", "丙", "", "", 45234, None], "E2 是数字"),
        (["A-1", "丙", "", "", DAY, 45234.5], "F2 是数字"),
        (["A-1", "丙", "", True, DAY, None], "D2 是逻辑值"),
        (["A-1", "丙", "", "#REF!", DAY, None], "D2 显示表格错误（#REF!）"),
        (["A-1", "丙", "", "=A1&B1", DAY, None], "D2 是没有结果的公式"),
        (["A-1", "丙", "", datetime.time(8, 30), DAY, None], "D2 是时刻"),
        (["A-1", "丙" * 201, "", "", DAY, None], "被许可人"),
        (["A-1", "丙", "9" * 19, "", DAY, None], "统一社会信用代码"),
    ],
)
def test_what_a_spreadsheet_did_to_a_cell_is_named_with_the_cell(line, words):
    (row,) = grants_table.read("a.xlsx", workbook(line))
    assert row.row is None
    assert words in "；".join(row.errors), row.errors


def test_a_code_as_text_is_taken_as_it_stands_and_two_columns_of_one_name_are_refused():
    (row,) = grants_table.read("a.xlsx", workbook(["007", "丙", "91350100M000100Y43", "", DAY, None]))
    assert (row.errors, row.row.number, row.row.credit_code) == ([], "007", "91350100M000100Y43")
    with pytest.raises(grants_table.UnreadableTable, match="被许可人"):
        grants_table.read("a.csv", (HEAD.strip() + ",被许可人\n1,a,,,2026-01-01,,b\n").encode())


def test_the_editor_reads_which_cell_to_format(batch):
    editor = Client()
    editor.force_login(user("editor_licensing"))
    content = workbook(["A-1", "丙", 915000002028123456, "", DAY, None])
    answer = editor.post(
        f"/admin/licence-grants/{batch.page.pk}/import/", {"file": SimpleUploadedFile("a.xlsx", content)}
    )
    html = answer.content.decode()
    assert "单元格 C2" in html and "文本" in html and 'name="rows"' not in html


@pytest.mark.parametrize(("kind", "told"), [("error", True), ("privacy", False)])
def test_a_removed_licence_says_why_unless_the_cause_is_confidential(batch, kind, told):
    batch.edit(*TWO)
    batch.carry()
    batch.edit(TWO[0])
    case = lookup.running(LicenceGrantsPage.objects.get(pk=batch.page.pk))
    services.give_reason(case, user("editor_licensing"), reason_kind=kind, reason="编号登记有误")
    batch.carry()
    answer = batch.get("ts3-002/")
    html = answer.content.decode()
    assert answer.status_code == 410
    assert ("编号登记有误" in html) is told and ("乙公司" in html) is told
    assert ("内容有误" in html or "错误" in html or "有误" in html) is told and batch.bureau.home.title in html
    unit = lookup.latest(LicenceGrantsPage.objects.get(pk=batch.page.pk)).unit.name
    assert unit in html


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",甲,,,2026-01-01,", "许可证编号"),
        ("B-1,,,,2026-01-01,", "被许可人"),
        ("B-1,甲,,,昨天,", "昨天"),
        ("B-1,甲,,,,", "发证日期"),
        ("B-1,甲,,,2026-01-02,2026-01-01", "有效期"),
        ("TS3-001,甲,,,2026-01-01,", "已经有了"),
        ("B-1,甲,9150000000000000000000000,,2026-01-01,", "统一社会信用代码"),
    ],
)
def test_what_is_wrong_is_said_row_by_row(line, words):
    (row,) = grants_table.read("a.csv", (HEAD + line).encode(), known=["TS3-001"])
    assert row.row is None
    assert words in "".join(row.errors)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b"a,b\n1,2\n", HEAD.encode(), b"PK\x03\x04"])
def test_what_is_no_table_is_refused_in_words(content):
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(grants_table.UnreadableTable) as refused:
            grants_table.read(name, content)
        assert str(refused.value)


def test_preview_then_one_new_draft(batch):
    editor = Client()
    editor.force_login(user("editor_licensing"))
    address = f"/admin/licence-grants/{batch.page.pk}/import/"
    bad = editor.post(address, {"file": SimpleUploadedFile("a.csv", (HEAD + "X-1,甲,,,昨天,\n").encode())})
    assert "昨天" in bad.content.decode() and 'name="rows"' not in bad.content.decode()
    good = editor.post(address, {"file": SimpleUploadedFile("a.csv", GOOD.replace("TS3-001", "TS3-009").encode())})
    signed = good.context["signed"]
    assert signed
    assert len(LicenceGrantsPage.objects.get(pk=batch.page.pk).get_latest_revision_as_object().grants.all()) == 1
    editor.post(address, {"rows": signed})
    draft = LicenceGrantsPage.objects.get(pk=batch.page.pk).get_latest_revision_as_object()
    assert [row.number for row in draft.grants.all()] == ["TS3-001", "TS3-009", "TS3-002"]
    editor.post(address, {"rows": signed[:-3] + "xxx"})
    assert len(LicenceGrantsPage.objects.get(pk=batch.page.pk).get_latest_revision_as_object().grants.all()) == 3


@pytest.mark.parametrize("name", ["yuzhong_editor", "editor_plans", "legal"])
def test_others_add_nothing(batch, name):
    stranger = Client()
    stranger.force_login(user(name))
    address = f"/admin/licence-grants/{batch.page.pk}/import/"
    response = stranger.post(address, {"file": SimpleUploadedFile("a.csv", GOOD.encode())})
    assert response.status_code in (302, 404)
