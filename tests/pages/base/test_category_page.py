"""What an item declares of itself: class, what is missing, facts, provided parts."""

from datetime import date, timedelta

import pytest
from django.core.checks import Error
from django.test import RequestFactory
from django.utils import timezone, translation
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.organisation.models import Office
from cms.pages.base import checks, registry
from cms.pages.base.category_page import CategoryPage
from cms.pages.catalogue.subjects import load_standard
from cms.pages.models import LicensingFee, LicensingMaterial, LicensingPage, RegulationPage, SubjectClass

TYPES = list(registry.types().values())


def test_the_class_is_derived_from_the_declared_kind(site):
    assert site.regulation().procedure_class == "regulations.normative"
    assert site.regulation(kind="law").procedure_class == "regulations.law"
    assert site.licence().procedure_class == "licensing"


@pytest.mark.parametrize("model", TYPES)
def test_a_category_is_declared_whole(model):
    assert issubclass(model, CategoryPage)
    assert model.page_description
    assert model.exclude_fields_in_copy == ["index_number"]
    assert model.structural is False


def test_every_check_passes():
    assert checks.categories_are_complete(None) == []


def test_a_wrong_declaration_is_found(monkeypatch):
    monkeypatch.setattr(LicensingPage, "category_code", RegulationPage.category_code)
    monkeypatch.setattr(LicensingPage, "required_to_publish", ("no_such_field",))
    monkeypatch.setattr(LicensingPage, "template", "disclosure/nowhere.html")
    found = checks.categories_are_complete(None)
    assert all(isinstance(error, Error) for error in found)
    assert {error.id for error in found} >= {"disclosure_pages.E002", "disclosure_pages.E003", "disclosure_pages.E004"}


def test_a_licensing_item_names_what_is_missing(site):
    page = site.licence()
    with translation.override("zh-hans"):
        lines = page.missing("publish")
    for label in ("法规依据", "实施机关", "申请条件", "数量", "提交材料目录", "办理程序", "收费依据"):
        assert any(label in line for line in lines), label
    assert page.missing("withdraw") == []
    page.materials = [LicensingMaterial(name="申请表")]
    assert len(page.missing("publish")) == len(lines) - 1


def test_a_promise_is_never_longer_than_the_law(site):
    page = site.licence(statutory_days=5, promised_days=6)
    before = page.missing("publish")
    page.promised_days = 5
    assert len(page.missing("publish")) == len(before) - 1


@pytest.mark.parametrize(
    ("limited", "values", "short"),
    [
        (True, {}, True),
        (True, {"no_expiry_reason": "  "}, True),
        (True, {"no_expiry_reason": "长期有效"}, False),
        (True, {"expire_at": True}, False),
        (False, {}, False),
    ],
)
def test_what_is_time_limited_needs_an_expiry_or_a_reason(site, limited, values, short):
    if values.get("expire_at"):
        values = {"expire_at": timezone.now() + timedelta(days=3)}
    page = site.licence(**values)
    without = len(page.missing("publish"))
    page.time_limited = limited
    assert (len(page.missing("publish")) > without) is short


def test_a_repealed_document_says_when(site):
    page = site.regulation(validity="repealed")
    assert len(page.missing("modify")) == 1 + len(
        site.regulation(validity="repealed", ended_on=date(2012, 1, 1)).missing("modify")
    )


def test_facts_are_plain_values_in_the_language_of_the_public(site):
    load_standard()
    page = site.regulation(
        subject=SubjectClass.objects.get(code="02"),
        created_on=date(2007, 4, 11),
        summary="关于公开",
        genre="opinion",
        body=[{"type": "paragraph", "value": "<p>甲<b>乙</b></p><p>丙</p>"}],
    )
    with translation.override("en"):
        facts = page.disclosure_facts()
    assert facts["genre"] == "意见"
    assert (facts["validity"], facts["validity_code"]) == ("有效", "in_force")
    assert (facts["category"], facts["unit"], facts["unit_name"]) == ("regulations", "municipal", "市局")
    assert (facts["date"], facts["year"], facts["subject"]) == ("2007-04-11", 2007, "综合政务")
    assert facts["index_number"] == page.index_number
    assert facts["document_key"]
    assert "甲乙" in page.search_text()
    assert "<" not in page.search_text()
    assert {"summary", "office_name", "document_number", "kind_label"} <= set(facts)


def test_search_text_holds_every_shown_word(site):
    page = site.licence(
        conditions="<p>具备条件</p>",
        body=[
            {"type": "notice", "value": {"tone": "note", "title": "提醒", "text": "<p>注意事项</p>"}},
            {"type": "clauses", "value": [{"level": "item", "number": "1.", "title": "", "text": "逐项办理"}]},
        ],
    )
    page.materials = [LicensingMaterial(name="营业执照", note="加盖公章")]
    page.fees = [LicensingFee(item="检验费", amount="1.00", per="台")]
    text = page.search_text()
    for words in ("具备条件", "提醒", "注意事项", "逐项办理", "营业执照", "加盖公章", "检验费"):
        assert words in text, words
    assert "无编号" not in text


def test_the_offices_concerned_are_those_that_provide(site):
    planning = Office.objects.create(unit=site.bureau, identifier="planning", name="计划科技处")
    Office.objects.create(unit=site.district, identifier="planning", name="区局计划科")
    assert site.licence().concerned_offices() == [site.business, planning]
    assert site.regulation().concerned_offices() == [site.general]


@pytest.mark.parametrize("model", TYPES)
def test_provided_parts_are_no_part_of_the_editors_form(model):
    form_class = model.get_edit_handler().get_form_class()
    for names in model.provided_parts.values():
        for name in names:
            assert name not in form_class.base_fields
            assert name not in form_class.formsets


def test_a_hand_made_post_changes_no_fee(site):
    page = site.licence(fee_basis="渝价〔2006〕345号")
    page.fees = [LicensingFee(item="检验费", amount="1.00")]
    page.save()
    form_class = LicensingPage.get_edit_handler().get_form_class()
    relations = ("materials", "forms", "steps", "windows", "disclosure_attachments", "disclosure_relations", "comments")
    data = nested_form_data(
        {
            "title": "新名",
            "issuing_office": site.business.pk,
            "genre": "guide",
            "validity": "in_force",
            "body": streamfield([]),
            **{name: rich_text("") for name in ("legal_basis", "conditions", "flow", "tracking")},
            **{name: inline_formset([]) for name in relations},
            "fee_basis": "免费",
            "fees": inline_formset([{"id": page.fees.get().pk, "item": "检验费", "amount": "0"}], initial=1),
        }
    )
    site.user.is_superuser = True  # may draft everything, and still not this
    form = form_class(data, instance=page, parent_page=site.licences, for_user=site.user)
    form.defer_required_fields()
    assert form.is_valid(), form.errors
    saved = form.save(commit=False)
    assert saved.title == "新名"
    assert (saved.fee_basis, str(saved.fees.get().amount)) == ("渝价〔2006〕345号", "1.00")


def test_the_editor_shows_provided_parts_to_be_read(site, django_user_model):
    page = site.licence(fee_basis="渝价〔2006〕345号")
    page.fees = [LicensingFee(item="检验费", amount="120.00", per="台")]
    page.save()
    request = RequestFactory().get("/")
    request.user = django_user_model.objects.create_superuser("root", password="x")
    handler = LicensingPage.get_edit_handler()
    form = handler.get_form_class()(instance=page, parent_page=site.licences, for_user=request.user)
    html = handler.get_bound_panel(instance=page, request=request, form=form).render_html()
    assert "渝价〔2006〕345号" in html
    assert "检验费" in html
    assert 'name="fee_basis"' not in html


def test_the_form_offers_the_offices_of_this_unit(site):
    form_class = RegulationPage.get_edit_handler().get_form_class()
    for person, offered in ((None, [site.district_general]), (site.user, [])):  # they hold no post there
        form = form_class(instance=RegulationPage(), parent_page=site.district_rules, for_user=person)
        assert list(form.fields["issuing_office"].queryset) == offered


def test_standard_subject_classes_are_added_once(db):
    assert load_standard() == 22
    SubjectClass.objects.filter(code="02").update(name="改过的名称")
    assert load_standard() == 0
    assert SubjectClass.objects.get(code="02").name == "改过的名称"
