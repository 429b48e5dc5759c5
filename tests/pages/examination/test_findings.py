"""What is named before a submission: typed into the real form, read on the page of the submission."""

import datetime
import io
import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.images import get_image_model

from cms.pages.models import (
    Attachment,
    ColumnPage,
    HomeQuickLink,
    LicensingForm,
    OtherInternalPage,
    RegulationPage,
    RelatedItem,
)
from cms.publication import current
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import Bureau, document, fees, office, sign_all, submit, user

TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


def picture(words: str = ""):
    stream = io.BytesIO()
    PillowImage.new("RGB", (1300, 600), "navy").save(stream, "PNG")
    return get_image_model().objects.create(
        title="tu.png", file=ContentFile(stream.getvalue(), name="tu.png"), description=words
    )


def submission(client, page, by: str = "editor_regulations") -> str:
    """What the page of the submission says, without its tags."""
    client.force_login(user(by))
    case = lookup.running(page)
    html = client.get(f"/admin/cases/{case.pk}/submit/").content.decode()
    return TAG.sub("", html[html.index('class="cases-case"') :])


def drafted(page, **values):
    draft = lookup.draft(lookup.running(page))
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=user("editor_regulations"), clean=False)
    return page


def provided(page):
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    return page


def published(page):
    sign_all(submit(provided(page), "editor_regulations"))
    return page


def link(page) -> dict:
    return {"type": "paragraph", "value": f'<p>见<a linktype="page" id="{page.pk}">该文</a>。</p>'}


# Pictures


def test_a_picture_without_words_is_named_and_the_words_given_at_upload_stand_for_its_own(client, bureau):
    mute, told = picture(), picture("一张示意图")
    page = bureau.regulation()
    blocks = [{"type": "picture", "value": {"image": each.pk, "alt": "", "caption": ""}} for each in (told, mute)]
    provided(drafted(page, body=blocks))
    seen = submission(client, page)
    assert "正文 › 2. 图片 › 图片：图片“tu.png”没有替代文字" in seen and "1. 图片" not in seen
    with pytest.raises(services.Refused, match="替代文字"):
        submit(page, "editor_regulations")
    provided(drafted(page, body=blocks[:1]))
    sign_all(submit(page, "editor_regulations"))
    told.description = "后来改的"
    told.save()
    html = client.get(current.link(page.disclosure_key).url).content.decode()
    assert 'alt="一张示意图"' in html and "后来改的" not in html


def test_the_words_of_the_place_come_before_those_of_the_upload(client, bureau):
    page = bureau.regulation()
    value = {"image": picture("上传时的说明").pk, "alt": "此处的说明", "caption": ""}
    published(drafted(page, body=[{"type": "picture", "value": value}]))
    html = client.get(current.link(page.disclosure_key).url).content.decode()
    assert 'alt="此处的说明"' in html and "上传时的说明" not in html


def test_a_field_that_holds_a_picture_follows_the_same_rule(client, bureau):
    page = bureau.licence(flow_picture=picture())
    fees(page)
    with pytest.raises(services.Refused, match="流程图"):
        submit(page)
    draft = lookup.draft(lookup.running(page))
    draft.flow_picture = picture("申请、受理、决定")
    draft.save_revision(user=user("editor_licensing"))
    services.provide(lookup.running(page), user("planning"))
    sign_all(submit(page))
    assert 'alt="申请、受理、决定"' in client.get(current.link(page.disclosure_key).url).content.decode()


# Files


def test_the_same_file_twice_is_named_whatever_it_is_called(client, bureau):
    same = b"%PDF-1.4\n% one\n%%EOF\n"
    first, second = document("甲", same), document("乙", same)
    block = {"heading": "", "documents": [{"document": second.pk, "title": "另一个名字"}]}
    page = bureau.regulation()
    attachments = [Attachment(document=first)]
    provided(drafted(page, body=[{"type": "attachments", "value": block}], disclosure_attachments=attachments))
    seen = submission(client, page)
    assert "同一文件在本页出现多次" in seen and "《甲》" in seen and "《乙》" in seen and "附件 1" in seen
    with pytest.raises(services.Refused, match="同一文件"):
        submit(page, "editor_regulations")
    linked = f'<p>见<a linktype="document" id="{second.pk}">附件</a></p>'
    provided(drafted(page, body=[{"type": "paragraph", "value": linked}]))
    assert "多次链接" in submission(client, page)
    submit(page, "editor_regulations")


def test_forms_and_samples_are_files_too(bureau):
    page = bureau.licence()
    same = document("同一表格")
    draft = page.get_latest_revision_as_object()
    draft.forms = [LicensingForm(kind=kind, title=kind, document=same) for kind in ("template", "sample")]
    draft.save_revision(user=user("editor_licensing"))
    fees(page)
    with pytest.raises(services.Refused, match="同一文件"):
        submit(page)


def test_a_document_that_is_gone_is_named(bureau):
    gone = document("将被删除")
    page = drafted(
        bureau.regulation(),
        body=[{"type": "paragraph", "value": f'<p><a linktype="document" id="{gone.pk}">x</a></p>'}],
    )
    gone.delete()
    provided(page)
    with pytest.raises(services.Refused, match="已不存在"):
        submit(page, "editor_regulations")


# Links


def internal(bureau):
    from cms.pages.models import InternalFolderPage

    folder = bureau.home.add_child(instance=InternalFolderPage(title="内部", issuing_office=office("general")))
    return folder.add_child(
        instance=OtherInternalPage(title="内部机密标题", issuing_office=office("general"), live=False)
    )


def test_links_and_relations_to_what_nobody_reads_are_named_with_their_place(client, bureau):
    draft, secret = bureau.regulation("另一草稿", document_number="渝质监发〔2026〕3号"), internal(bureau)
    relations = [RelatedItem(kind="basis", target_id=draft.pk), RelatedItem(kind="policy", target_id=secret.pk)]
    page = provided(drafted(bureau.regulation(), body=[link(draft)], disclosure_relations=relations))
    seen = submission(client, page)
    assert "正文 › 1. 段落：“另一草稿”是从未公开的草稿" in seen
    assert "关联页面 1 › 页面：“另一草稿”" in seen
    assert "关联页面 2 › 页面：“内部机密标题”为内部信息" in seen
    with pytest.raises(services.Refused, match="另一草稿"):
        submit(page, "editor_regulations")


def test_what_the_reader_may_not_see_is_not_named(client, bureau):
    """An editor of the district pastes the number of a page of the bureau."""
    from cms.pages.models import AnnouncementPage, ColumnPage, UnitHomePage
    from tests.factories.bureau import unit

    district = unit("yuzhong")
    home = bureau.home.add_child(
        instance=UnitHomePage(title="渝中", issuing_office=office("publicity", "yuzhong"), home_of=district)
    )
    column = home.add_child(
        instance=ColumnPage(
            title="公告", issuing_office=office("publicity", "yuzhong"), allowed_types=["announcements"]
        )
    )
    secret = internal(bureau)
    page = column.add_child(
        instance=AnnouncementPage(title="区公告", issuing_office=office("publicity", "yuzhong"), live=False)
    )
    page.body = [link(secret)]
    page.save_revision(clean=False)
    findings = page.examined("publish", user("yuzhong_editor"), timezone.now())
    told = "\n".join(findings.missing)
    assert "内部" in told and "机密" not in told and secret.title not in told


def test_the_page_that_it_stands_under_is_named_once(client, bureau):
    """Never published, in approval, signed for later: one sentence each time, which says how it stands."""
    column = ColumnPage(title="新栏目", issuing_office=office("publicity"), live=False, allowed_types=["regulations"])
    column.summary = "新栏目。"
    bureau.home.add_child(instance=column)
    column.save_revision(user=user("publicity"))
    page = bureau.regulation("新栏目下的办法")
    page.move(column, pos="last-child")
    page = RegulationPage.objects.get(pk=page.pk)
    page.get_latest_revision_as_object().save_revision(user=user("editor_regulations"))
    provided(page)

    def said() -> list[str]:
        lines = submission(client, page).splitlines()
        return sorted({line.strip().removeprefix("还缺 1 项：") for line in lines if "新栏目”" in line})

    assert len(said()) == 1 and "届时尚未公开" in said()[0]
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(days=2)
    draft = ColumnPage.objects.get(pk=column.pk).get_latest_revision_as_object()
    draft.go_live_at = start
    draft.save_revision(user=user("publicity"))
    case = submit(ColumnPage.objects.get(pk=column.pk), "publicity")
    assert len(said()) == 1 and "尚在审批" in said()[0]
    sign_all(case)
    assert len(said()) == 1 and "才公开" in said()[0]
    with pytest.raises(services.Refused, match="新栏目"):
        submit(page, "editor_regulations")
    provided(drafted(page, go_live_at=start))
    assert said() == []


def test_a_pair_that_goes_up_together(client, bureau):
    """In approval, then signed for later: the link is named, bars nothing, and leads there when its time has come."""
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(days=2)
    first = bureau.regulation("先公布的办法", document_number="渝质监发〔2026〕4号", go_live_at=start)
    page = bureau.regulation("解读", document_number="渝质监发〔2026〕5号")
    provided(drafted(page, body=[link(first)]))
    provided(first)
    case = submit(first, "editor_regulations")
    assert "先公布的办法”尚在审批" in submission(client, page)
    sign_all(case)
    assert "先公布的办法”已签批" in submission(client, page)
    same = drafted(page, go_live_at=start)
    provided(same)
    assert "先公布的办法" not in submission(client, page)  # both come up in the same second
    provided(drafted(page, go_live_at=None))
    sign_all(submit(page, "editor_regulations"))
    client.logout()
    address = current.link(page.disclosure_key).url
    assert "/fa-gui/" + first.slug not in client.get(address).content.decode().split('id="main"')[1]
    import time_machine

    with time_machine.travel(start, tick=False):
        html = client.get(address).content.decode().split('id="main"')[1]
        assert f'href="/fa-gui/{first.slug}/"' in html


def test_a_target_that_will_have_expired(client, bureau):
    soon = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    target = published(bureau.regulation("短期", document_number="渝质监发〔2026〕6号", expire_at=soon))
    page = provided(drafted(bureau.regulation(), body=[link(target)], go_live_at=soon + datetime.timedelta(days=1)))
    assert "“短期”已不公开" in submission(client, page)
    provided(drafted(page, go_live_at=None))
    assert "短期" not in submission(client, page)


def test_an_address_of_this_site_that_was_typed(client, bureau):
    """As a link to elsewhere, with the host or without: what stands there has to be on view too."""
    draft = bureau.regulation("另一草稿", document_number="渝质监发〔2026〕3号")
    live = published(bureau.regulation("公开的", document_number="渝质监发〔2026〕4号"))
    typed = [f"/fa-gui/{draft.slug}/", f"http://localhost/fa-gui/{draft.slug}/", "/admin/pages/", "/nirgends/"]
    good = [f"/fa-gui/{live.slug}/", "/search/?q=a", "https://example.test/fa-gui/x/", "/fa-gui/", "mailto:a@b.test"]
    text = "".join(f'<p><a href="{address}">x</a></p>' for address in (*typed, *good))
    page = provided(drafted(bureau.regulation(), body=[{"type": "paragraph", "value": text}]))
    lines = lookup.draft(lookup.running(page)).examined("publish", user("admin"), timezone.now()).missing
    assert len(lines) == len(typed), lines
    assert all(address in line for address, line in zip(typed, lines, strict=True))
    assert f"正文 › 1. 段落：/fa-gui/{draft.slug}/ 处没有公众可以查看的内容" in submission(client, page)


def test_structure_too(client, bureau):
    draft = bureau.regulation("未公开的办法")
    home = bureau.home.specific.get_latest_revision_as_object()
    home.quick_links = [HomeQuickLink(title="快捷", target_id=draft.pk)]
    home.save_revision(user=user("publicity"))
    case = lookup.running(bureau.home)
    with pytest.raises(services.Refused, match=r"常用服务 1.*未公开的办法"):
        services.submit(case, user("publicity"))
