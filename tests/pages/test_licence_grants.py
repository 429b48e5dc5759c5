"""准予许可结果: read from a file, approved in a batch by one case, each shown and found on its own."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.lifecycle import service as lifecycle
from cms.pages.importers import licence_rows
from cms.pages.models import LicenceGrant, LicenceGrantsPage
from cms.publication import current, verify
from cms.publication import services as publication
from cms.workflows import cases, services
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
        case = cases.running(LicenceGrantsPage.objects.get(pk=self.page.pk))
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
    sign_all(cases.running(LicenceGrantsPage.objects.get(pk=batch.page.pk)))
    lifecycle.round_of_work(everything=True)
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
    from cms.workflows.models import SignedForm

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
    rows = licence_rows.read("许可.csv", GOOD.encode("gb18030"))
    assert [row.errors for row in rows] == [[], []]
    assert rows[1].row.granted_on == datetime.date(2026, 11, 3)
    book = openpyxl.Workbook()
    for line in ([*licence_rows.headings()], ["A-1", "丙", 91500000, "", datetime.datetime(2026, 1, 2), None]):
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    (row,) = licence_rows.read("a.xlsx", stream.getvalue())
    assert (row.errors, row.row.credit_code, row.row.granted_on) == ([], "91500000", datetime.date(2026, 1, 2))


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
    (row,) = licence_rows.read("a.csv", (HEAD + line).encode(), known=["TS3-001"])
    assert row.row is None
    assert words in "".join(row.errors)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b"a,b\n1,2\n", HEAD.encode(), b"PK\x03\x04"])
def test_what_is_no_table_is_refused_in_words(content):
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(licence_rows.UnreadableTable) as refused:
            licence_rows.read(name, content)
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
