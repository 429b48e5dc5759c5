"""Saving a page without touching it is no change, for every type of page, through the editor's own form."""

import datetime
from decimal import Decimal

import pytest
from django.db import models
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models

from cms.pages.base.category_page import CategoryPage
from cms.pages.base.internal_page import InternalPage
from cms.pages.models import (
    ColumnPage,
    HomePage,
    InternalFolderPage,
    LicenceGrantsPage,
    LicensingPage,
    SubjectClass,
    UnitHomePage,
)
from cms.publication import canonical, current
from cms.workflows.cases import lookup
from cms.workflows.wagtail.items import DisclosureItem
from tests.factories.bureau import Bureau, document, fees, office, sign_all, submit, user
from tests.pages.editing import sent
from tests.pages.examination.test_findings import picture

TYPES = [model for model in get_page_models() if issubclass(model, DisclosureItem)]
AT = datetime.datetime(2027, 5, 1, 14, 30, 8, 123456, tzinfo=datetime.UTC)
LINES = " 　甲行\n乙行\r\n丙行 \n"
RICH = '<p>甲<b>乙</b> &amp; 丙</p><ul><li>一</li><li>二</li></ul><p>见<a href="https://example.test/?a=1&amp;b=2">站</a></p>'


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


def body(target):
    """One of each block, as an importer or a script may have written them: no identifiers, no keys, odd ends."""
    attached = {"document": document("正文附件").pk, "title": " 名 "}
    table = {
        "data": [["项", None], [" a ", "1\n2"]],
        "table_caption": " 表 ",
        "table_header_choice": "row",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "cell": [],
    }
    clause = {"level": "item", "number": "1.", "title": " 条 ", "text": LINES}
    return [
        {"type": "heading", "value": {"text": " 标题 ", "level": "2"}},
        {"type": "paragraph", "value": RICH + f'<p><a linktype="page" id="{target.pk}">页</a></p>'},
        {"type": "part", "value": {"number": "一、", "title": "部分", "clauses": [clause]}},
        {"type": "clauses", "value": [clause, {**clause, "text": "第二"}]},
        {"type": "table", "value": table},
        {"type": "attachments", "value": {"heading": " 附 ", "documents": [attached]}},
        {"type": "picture", "value": {"image": picture("图").pk, "alt": " 说明 ", "caption": ""}},
        {
            "type": "steps",
            "value": {"heading": "步", "steps": [{"title": "一", "text": LINES, "who": "", "time_limit": ""}]},
        },
        {"type": "fees", "value": {"caption": "费", "fees": [{"item": "项", "amount": "1.0", "basis": ""}]}},
        {"type": "contacts", "value": {"heading": "", "contacts": [{"name": "窗", "address": "", "phone": " 023 "}]}},
        {"type": "notice", "value": {"tone": "note", "title": "", "text": RICH}},
    ]


def value_for(field, bureau, number: int):
    """Something in every field that a form shows, with what a round trip could wear off."""
    if isinstance(field, StreamField):
        return body(bureau.rules)
    if isinstance(field, RichTextField):
        return RICH
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        if issubclass(related, Page):
            return bureau.rules.page_ptr
        if related is get_document_model():
            return document(f"文件{number}")
        if related is get_image_model():
            return picture("图")
        return related._default_manager.order_by("pk").first()
    if field.choices:
        return field.choices[-1][0]
    if isinstance(field, models.DecimalField):
        return Decimal("1.50")
    if isinstance(field, models.DateField):
        return datetime.date(2026, 5, 1 + number)
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.IntegerField):
        return 7
    if isinstance(field, models.URLField):
        return ""
    if isinstance(field, models.EmailField):
        return "a@example.test"
    if isinstance(field, models.TextField):
        return LINES
    return f" 字{number} "[: field.max_length] if isinstance(field, models.CharField) else None


def fill(instance, names, bureau, number: int = 0) -> None:
    for name in names:
        field = instance._meta.get_field(name)
        if name in KEPT or not field.editable:
            continue
        found = value_for(field, bureau, number)
        if found is not None:
            setattr(instance, name, found)


KEPT = {"issuing_office", "title", "index_number", "document_key", "allowed_types", "home_of", "old_path", "number"}
AFTER = {"valid_until": datetime.date(2027, 1, 1), "ends_on": datetime.date(2027, 1, 1)}


def whole(model, bureau):
    """A page of this type below the place where it stands, with every field and child row filled, saved as a draft."""
    parent = place(model, bureau)
    if model is HomePage:
        page = bureau.home.specific
    else:
        page = model(title=" 测试页 ", slug="ce-shi-ye", issuing_office=office("general"), live=False)
        if model is UnitHomePage:
            from tests.factories.bureau import unit

            page.home_of, page.issuing_office = unit("yuzhong"), office("publicity", "yuzhong")
        if model is ColumnPage:
            page.allowed_types = ["regulations", "licensing", "announcements"]
        parent.add_child(instance=page)
    fill(page, page.disclosure_schema.fields, bureau)
    page.expire_at, page.go_live_at = AT + datetime.timedelta(days=9), AT
    for relation, names in page.disclosure_schema.children.items():
        child = page._meta.get_field(relation).related_model
        rows = []
        for number in (1, 2):
            row = child()
            fill(row, names, bureau, number)
            for name, value in {"old_path": f"/old/{number}/", "number": f"A-{number}", "address": ""}.items():
                if name not in names or not isinstance(child._meta.get_field(name), models.CharField):
                    continue
                if name != "address" or relation == "redirects":
                    setattr(row, name, value)
            for name in set(AFTER) & set(names):
                setattr(row, name, AFTER[name])
            rows.append(row)
        setattr(page, relation, rows)
    return page


def place(model, bureau):
    if model is LicenceGrantsPage:
        return bureau.licence()
    if issubclass(model, InternalPage):
        folder = InternalFolderPage(title="内部", issuing_office=office("general"))
        return bureau.home.add_child(instance=folder)
    if issubclass(model, CategoryPage):
        return bureau.rules if model is not LicensingPage else bureau.licences
    return bureau.home


def digest(page) -> str:
    return canonical.make(type(page).objects.get(pk=page.pk).get_latest_revision_as_object()).digest


def save_unchanged(client, page) -> None:
    client.force_login(user("admin"))
    address = f"/admin/pages/{page.pk}/edit/"
    data = sent(client.get(address).content.decode(), type(page))
    answer = client.post(address, data, follow=True)
    told = [str(message) for message in answer.context["messages"]] if answer.context else []
    assert answer.redirect_chain and answer.status_code == 200, (told, errors(answer))


def errors(answer):
    form = answer.context.get("form") if answer.context else None
    if form is None:
        return None
    return form.errors, {name: rows.errors for name, rows in form.formsets.items() if not rows.is_valid()}


@pytest.mark.parametrize("rows", ["in the draft alone", "in their table"])
@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_saving_unchanged_is_no_change(client, bureau, model, rows):
    SubjectClass.objects.create(code="99", name="主题")
    page = whole(model, bureau)
    if rows == "in their table":
        page.save()
    page.save_revision(user=user("admin"), clean=False)
    before = canonical.make(type(page).objects.get(pk=page.pk).get_latest_revision_as_object())
    assert before.data["go_live"] == "2027-05-01T14:30:08Z"
    count = page.revisions.count()
    save_unchanged(client, page)
    assert page.revisions.count() == count + 1
    after = canonical.make(type(page).objects.get(pk=page.pk).get_latest_revision_as_object())
    for part in ("content", "children", "go_live", "expire", "slug", "title"):
        assert after.data[part] == before.data[part], part
    assert after.digest == before.digest
    save_unchanged(client, page)
    assert digest(page) == before.digest


def test_a_live_item_keeps_its_second_and_what_is_entered_is_a_whole_minute(client, bureau):
    until = timezone.now().replace(second=8, microsecond=0) + datetime.timedelta(days=3)
    page = bureau.licence(expire_at=until)
    fees(page)
    sign_all(submit(page))
    save_unchanged(client, page)
    shown = current.of_item(page.disclosure_key)
    assert digest(page) == shown.digest and lookup.running(page) is None
    address = f"/admin/pages/{page.pk}/edit/"
    client.force_login(user("admin"))
    data = sent(client.get(address).content.decode(), type(page))
    local = timezone.localtime(until) + datetime.timedelta(minutes=1)
    data["expire_at"] = local.strftime("%Y-%m-%d %H:%M:08")
    data["go_live_at"] = ""
    client.post(address, data)
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.expire_at == until.replace(second=0) + datetime.timedelta(minutes=1)


def test_what_is_really_changed_is_changed_and_nothing_beside_it(client, bureau):
    page = bureau.regulation(body=body(bureau.rules))
    client.force_login(user("admin"))
    address = f"/admin/pages/{page.pk}/edit/"
    drafted = page.get_latest_revision_as_object()
    list(drafted.body)
    before = canonical.make(drafted).data["content"]["body"]
    data = sent(client.get(address).content.decode(), type(page))
    data["body-0-value-text"] = "另一标题"
    data["body-3-value-1-value-text"] = "第三"
    client.post(address, data)
    after = canonical.make(type(page).objects.get(pk=page.pk).get_latest_revision_as_object()).data["content"]["body"]
    assert after[0]["value"]["text"] == "另一标题" and after[3]["value"][1]["value"]["text"] == "第三"
    before[0]["value"]["text"], before[3]["value"][1]["value"]["text"] = "另一标题", "第三"
    assert after == before


def test_a_value_that_is_no_choice_is_refused_and_never_turned_into_the_first(client, bureau):
    from cms.pages.models import LicensingMaterial

    page = bureau.licence()
    draft = page.get_latest_revision_as_object()
    draft.materials = [LicensingMaterial(name="执照", form="复印件")]
    draft.save_revision(user=user("editor_licensing"), clean=False)
    before = digest(page)
    client.force_login(user("admin"))
    address = f"/admin/pages/{page.pk}/edit/"
    data = sent(client.get(address).content.decode(), type(page))
    answer = client.post(address, data)
    assert data["materials-0-form"] == "复印件" and "复印件" in str(errors(answer)) and digest(page) == before
    client.post(address, {**data, "materials-0-form": "copy"})
    row = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object().materials.get()
    assert row.form == "copy"


def test_a_register_keeps_its_seconds_too(client, bureau):
    from cms.organisation.models import Tenure

    row = Tenure.objects.filter(user__username="legal").first()
    end = timezone.now().replace(second=8, microsecond=0) + datetime.timedelta(days=30)
    Tenure.objects.filter(pk=row.pk).update(ends_at=end)
    client.force_login(user("admin"))
    shown = timezone.localtime(end).strftime("%Y-%m-%d %H:%M")
    answer = client.post(f"/admin/disclosure_organisation/tenure/edit/{row.pk}/", {"ends_at": shown})
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert Tenure.objects.get(pk=row.pk).ends_at == end
