"""What was signed is what is served, previewed and listed, whatever happens to Wagtail's rows afterwards."""

import datetime
import io
import json
import re

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test import RequestFactory
from PIL import Image as PillowImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.organisation.models import Office, Unit
from cms.pages.models import Attachment, LicensingPage, RegulationPage, SubjectClass
from cms.publication import canonical, current
from cms.publication.models import Publication
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case, SignedForm
from tests.factories.bureau import ATTESTED, document, fees, sign_all, submit, user

BODY = re.compile(r'<main id="main".*</main>', re.S)


def main_of(html: str) -> str:
    return BODY.search(html)[0]


def every_block(image, attachment):
    """One of each block that such documents use."""
    return [
        {"type": "heading", "value": {"text": "第一部分", "level": "2"}},
        {"type": "paragraph", "value": "<p>一段<b>粗体</b>文字。</p>"},
        {"type": "clauses", "value": [{"level": "item", "number": "1.", "title": "条目", "text": "条文内容"}]},
        {"type": "picture", "value": {"image": image.pk, "alt": "示意图", "caption": "图一"}},
        {"type": "attachments", "value": {"heading": "附件", "documents": [{"document": attachment.pk, "title": ""}]}},
        {"type": "notice", "value": {"tone": "note", "title": "提示", "text": "<p>注意</p>"}},
    ]


@pytest.fixture
def regulation(bureau, django_capture_on_commit_callbacks):
    stream = io.BytesIO()
    PillowImage.new("RGB", (1500, 600), "navy").save(stream, "PNG")
    content = ContentFile(stream.getvalue(), name="tu.png")
    image = get_image_model().objects.create(title="图", file=content, description="图")
    attachment = document("附件一")
    page = bureau.regulation(subject=SubjectClass.objects.create(code="99", name="测试主题"))
    page.body = every_block(image, attachment)
    page.disclosure_attachments = [Attachment(document=document("附件二"))]
    page.save_revision(user=user("editor_regulations"))
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    with django_capture_on_commit_callbacks(execute=True):
        sign_all(submit(page, by="editor_regulations"))
    return RegulationPage.objects.get(pk=page.pk)


def served(client, page):
    response = client.get(f"/fa-gui/{page.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_signed_previewed_and_served_are_the_same(client, regulation):
    case = Case.objects.get(item=regulation.disclosure_key)
    row = current.of_item(regulation.disclosure_key, form=True)
    assert row.form == SignedForm.objects.get(digest=case.digest).text
    client.force_login(user("legal"))
    preview = client.get(f"/admin/cases/{case.pk}/preview/").content.decode()
    drafted = regulation.get_latest_revision_as_object()
    editor = drafted.serve_preview(RequestFactory().get("/"), "").content.decode()
    public = served(client, regulation)

    def text(html):  # the one thing that only a publication knows
        return re.sub(r"<dt>发布日期</dt><dd>.*?</dd>", "", main_of(html))

    assert text(public) == text(preview) == text(editor)
    for words in (
        "第一部分",
        "粗体",
        "条文内容",
        "示意图",
        "图一",
        "附件一",
        "注意",
        "测试主题",
        "渝质监发〔2026〕1号",
    ):
        assert words in public, words
    listed = client.get("/fa-gui/").content.decode()
    assert row.title in re.sub("</?wbr>", "", listed)


def meddle_text(page):
    RegulationPage.objects.filter(pk=page.pk).update(summary="改了", body="[]", title="改了")
    Page.objects.filter(pk=page.pk).update(title="改了", slug="gai", live=False)


def meddle_revisions(page):
    for revision in page.revisions.all():
        revision.content = {**revision.content, "title": "改了"}
        revision.save()


def meddle_names(page):
    Office.objects.update(name="改名处")
    Unit.objects.update(name="改名局", short_name="改名")
    SubjectClass.objects.update(name="改名类")


def meddle_files(page):
    for model in (get_document_model(), get_image_model()):
        for record in model.objects.all():
            record.file.storage.delete(record.file.name)
        model.objects.update(title="改了", file="x", sha256="0" * 64)


def meddle_tree(page):
    from cms.pages.models import ColumnPage

    other = ColumnPage.objects.get(slug="xu-ke")
    Page.objects.get(pk=page.pk).move(other, pos="last-child")
    ColumnPage.objects.filter(slug="fa-gui").update(description="改了")
    Page.objects.filter(slug="fa-gui").update(title="改了", slug="gai-le")


def meddle_publish(page):
    draft = page.get_latest_revision_as_object()
    draft.title = "未经批准"
    draft.save_revision().publish()


def meddle_unpublish(page):
    page.unpublish()


def meddle_rows(page):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM disclosure_pages_attachment")
        cursor.execute("UPDATE wagtailcore_page SET title='改了', expired=TRUE WHERE id=%s", [page.pk])


MEDDLING = [
    meddle_text,
    meddle_revisions,
    meddle_names,
    meddle_files,
    meddle_tree,
    meddle_publish,
    meddle_unpublish,
    meddle_rows,
]


@pytest.mark.parametrize("meddle", MEDDLING, ids=lambda each: each.__name__)
def test_a_change_in_wagtails_tables_changes_nothing_of_it(client, regulation, meddle):
    from django.core.cache import cache

    addresses = [f"/fa-gui/{regulation.slug}/", "/fa-gui/", "/", "/mu-lu/"]
    before = [client.get(address).content for address in addresses]
    files = re.findall(rb'/files/[0-9a-f]{64}/[^"\s]+', before[0])
    assert files
    meddle(regulation)
    cache.clear()
    current.forget()
    assert [client.get(address).content for address in addresses] == before
    for file in set(files):
        assert client.get(file.decode()).status_code == 200


def started_anew():
    """As processes do when their code has changed."""
    from django.core.cache import cache

    cache.clear()
    current.forget()


def test_a_field_that_a_later_migration_adds_changes_no_stored_form(client, regulation):
    """An old form is read by an upgrader; without one it is an error, never a default."""
    from dataclasses import replace

    before = served(client, regulation)
    schema = RegulationPage.disclosure_schema
    grown = replace(schema, version=schema.version + 1, fields=(*schema.fields, "seo_title"))

    def add(body):
        return {**body, "content": {**body["content"], "seo_title": ""}}

    try:
        RegulationPage.disclosure_schema = replace(grown, upgraders={schema.version: add})
        started_anew()
        assert main_of(served(client, regulation)) == main_of(before)
        RegulationPage.disclosure_schema = grown
        started_anew()
        assert client.get(f"/fa-gui/{regulation.slug}/").status_code == 404
    finally:
        RegulationPage.disclosure_schema = schema


def test_go_live_and_expiry_flip_in_their_second(client, bureau):
    start = datetime.datetime(2027, 5, 1, 2, 0, 0, tzinfo=datetime.UTC)
    end = start + datetime.timedelta(days=3)
    page = bureau.licence(go_live_at=start, expire_at=end)
    fees(page)
    sign_all(submit(page))
    form = json.loads(Publication.objects.get(item=page.disclosure_key).form)
    file = re.search(r'"sha256": ?"([0-9a-f]{64})"', json.dumps(form))[1]
    name = next(
        copy["files"]["file"]["name"]
        for rows in form["exhibits"]["rows"].values()
        for copy in rows.values()
        if copy.get("files", {}).get("file", {}).get("sha256") == file
    )
    second = datetime.timedelta(seconds=1)
    for moment, status, of_file in (
        (start - second, 404, 404),
        (start, 200, 200),
        (end - second, 200, 200),
        (end, 410, 410),
    ):
        with time_machine.travel(moment, tick=False):
            response = client.get(f"/xu-ke/{page.slug}/")
            assert response.status_code == status, moment
            listed = "特种设备" in client.get("/xu-ke/").content.decode()
            assert listed == (status == 200), moment
            assert client.get(f"/files/{file}/{name}").status_code == of_file, moment
    assert Page.objects.get(pk=page.pk).live is False  # no job has run, and none was needed


def test_an_expired_case_goes_back_to_its_provider(bureau):
    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    page = bureau.licence(expire_at=end)
    fees(page)
    case = submit(page)
    sign_all(case, until="publish")
    with time_machine.travel(end + datetime.timedelta(seconds=5), tick=False):
        with pytest.raises(services.Refused, match="已过"):
            services.publish(case, user("publicity"))
        services.return_to_provider(case, user("publicity"), reason="到期时间已过")
    case.refresh_from_db()
    assert case.state == Case.State.RETURNED
    assert not Publication.objects.filter(item=page.disclosure_key).exists()


def test_the_former_address_leads_to_the_new_one(client, published, django_capture_on_commit_callbacks):
    former = published.slug
    page = LicensingPage.objects.get(pk=published.pk).get_latest_revision_as_object()
    page.slug = "xin-di-zhi"
    page.save_revision(user=user("editor_licensing"))
    services.provide(lookup.running(page), user("planning"))
    with django_capture_on_commit_callbacks(execute=True):
        sign_all(services.submit(lookup.running(page), user("editor_licensing"), attestation=ATTESTED))
    assert client.get("/xu-ke/xin-di-zhi/").status_code == 200
    moved = client.get(f"/xu-ke/{former}/")
    assert (moved.status_code, moved["Location"]) == (301, "/xu-ke/xin-di-zhi/")


def test_values_have_one_written_form(bureau):
    page = bureau.licence()
    first, second = (
        canonical.make(page.get_latest_revision_as_object()),
        canonical.make(LicensingPage.objects.get(pk=page.pk)),
    )
    assert first.digest == second.digest


def test_a_rich_text_without_words_is_the_same_however_the_editor_writes_it(bureau):
    """As a paragraph at the first save and as nothing at the second: that voids nothing that another office gave."""
    page = bureau.licence(conditions="", tracking="")
    blocks = [
        {"type": "paragraph", "value": "<p>正文</p>"},
        {"type": "notice", "value": {"tone": "note", "title": "提示"}},
    ]
    before = regulation_with(bureau, blocks, "")
    empty = '<p data-block-key="k3x9a"></p>'
    after = regulation_with(bureau, blocks, empty)
    assert before == after
    plain = canonical.make(page).data["content"]
    page.conditions = page.tracking = empty
    assert canonical.make(page).data["content"] == plain
    page.conditions = '<p data-block-key="k3x9a">有字</p>'
    assert canonical.make(page).data["content"] != plain


def regulation_with(bureau, blocks, text):
    """The signed content of a regulation whose notice says `text`."""
    told = [*blocks[:-1], {**blocks[-1], "value": {**blocks[-1]["value"], "text": text}}]
    page = RegulationPage(title="办法", body=told, issuing_office=Office.objects.first())
    return canonical.value_of(page, "body")
