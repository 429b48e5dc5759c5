import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from cms.pages.base import placement
from cms.pages.editor.copy_form import BasePageCopyForm
from cms.pages.models import CataloguePage, ColumnPage, HomePage, LicensingPage, RegulationPage, UnitHomePage


def test_the_unit_of_a_place_is_that_of_the_nearest_home_page(site):
    assert placement.unit_of_place(site.rules) == site.bureau.pk
    assert placement.unit_of_place(site.district_rules) == site.district.pk
    assert placement.unit_of_place(site.district_home) == site.district.pk
    assert placement.unit_of_place(Page.objects.get(depth=1)) is None


def test_a_column_takes_only_what_it_names(site):
    assert RegulationPage.can_create_at(site.rules)
    assert not LicensingPage.can_create_at(site.rules)
    assert not RegulationPage.can_create_at(site.home)
    assert not RegulationPage.can_create_at(site.regulation())
    site.rules.allowed_types = ["regulations", "licensing"]
    site.rules.save()
    assert LicensingPage.can_create_at(Page.objects.get(pk=site.rules.pk))


@pytest.mark.parametrize(
    ("model", "parent", "allowed"),
    [
        (ColumnPage, "home", True),
        (ColumnPage, "district_home", True),
        (ColumnPage, "rules", True),
        (CataloguePage, "home", True),
        (CataloguePage, "rules", False),
        (UnitHomePage, "home", True),
        (UnitHomePage, "rules", False),
        (HomePage, "home", False),
    ],
)
def test_structure_stands_where_it_belongs(site, model, parent, allowed):
    assert model.can_create_at(getattr(site, parent)) is allowed


def test_there_is_one_home_page_and_one_per_unit(site):
    assert not HomePage.can_create_at(Page.objects.get(depth=1))
    second = UnitHomePage(title="又一个", issuing_office=site.district_general, home_of=site.district)
    with pytest.raises(ValidationError) as refused:
        site.home.add_child(instance=second)
    assert "home_of" in refused.value.message_dict


def test_a_unit_home_page_has_an_office_of_its_unit(site):
    page = UnitHomePage(title="别的", issuing_office=site.general, home_of=site.district)
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert "issuing_office" in refused.value.message_dict


@pytest.mark.parametrize("live", [False, True])
def test_an_item_of_another_unit_cannot_begin_here(site, live):
    page = RegulationPage(title="他局", issuing_office=site.district_general, live=live)
    with pytest.raises(ValidationError) as refused:
        site.rules.add_child(instance=page)
    assert "市局" in refused.value.message_dict["issuing_office"][0]
    assert not RegulationPage.objects.exists()


def test_nor_move_here(site):
    page = site.regulation()
    assert not page.can_move_to(site.district_rules)
    assert not page.can_move_to(site.licences)
    sibling = site.column(site.home, "又一栏", ["regulations"])
    assert page.can_move_to(sibling)


def test_nor_change_its_office_to_another_unit(site):
    page = site.regulation()
    page.issuing_office = site.district_general
    with pytest.raises(ValidationError):
        page.full_clean()


def test_the_copy_form_says_why(site, django_user_model):
    admin = django_user_model.objects.create_superuser("root", password="x")
    page = site.regulation()
    data = {"new_title": "副本", "new_slug": "fu-ben", "new_parent_page": site.district_rules.pk}
    form = BasePageCopyForm(data, user=admin, page=Page.objects.get(pk=page.pk))
    assert not form.is_valid()
    assert "new_parent_page" in form.errors
    data["new_parent_page"] = site.rules.pk
    form = BasePageCopyForm(data, user=admin, page=Page.objects.get(pk=page.pk))
    form.is_valid()
    assert page.refusal_of_copy(site.rules) is None


def test_a_column_cannot_drop_a_category_that_stands_in_it(site):
    site.regulation()
    column = ColumnPage.objects.get(pk=site.rules.pk)
    column.allowed_types = ["licensing"]
    with pytest.raises(ValidationError) as refused:
        column.full_clean()
    assert "allowed_types" in refused.value.message_dict


def test_the_address_is_pinyin(site):
    assert site.rules.slug == "fa-gui-wen-jian"
    assert site.regulation().slug == "ce-shi-ban-fa"
    assert site.regulation(title="测试办法").slug == "ce-shi-ban-fa-2"
