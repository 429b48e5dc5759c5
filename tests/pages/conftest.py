"""A small site: the municipal bureau's home page with two columns, a district's home page with one."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page

from cms.organisation.models import Office, Unit
from cms.pages.models import ColumnPage, HomePage, LicensingPage, RegulationPage, UnitHomePage
from cms.publication.rendering import PageContext

SOURCE = Path(__file__).resolve().parents[2] / "fixtures" / "implementation-opinions-2007.txt"


class Site:
    """Builds pages; nothing here is published."""

    def __init__(self) -> None:
        self.bureau = Unit.objects.create(identifier="municipal", name="市局", kind="municipal", code="ZJ00")
        self.district = Unit.objects.create(
            identifier="yuzhong", name="渝中区局", kind="district", parent=self.bureau, code="YZ"
        )
        self.general = Office.objects.create(unit=self.bureau, identifier="general", name="办公室")
        self.business = Office.objects.create(unit=self.bureau, identifier="special", name="特设处", kind="business")
        self.district_general = Office.objects.create(unit=self.district, identifier="general", name="办公室")
        self.user = get_user_model().objects.create_user("author", password="x", last_name="张", first_name="伟")
        root = Page.objects.get(depth=1)
        root.get_children().delete()
        root = Page.objects.get(depth=1)
        self.home = root.add_child(instance=HomePage(title="政务公开", issuing_office=self.general))
        self.rules = self.column(self.home, "法规文件", ["regulations"])
        self.licences = self.column(self.home, "行政许可", ["licensing"])
        self.district_home = self.home.add_child(
            instance=UnitHomePage(title="渝中区局", issuing_office=self.district_general, home_of=self.district)
        )
        self.district_rules = self.column(self.district_home, "法规文件", ["regulations"], self.district_general)

    def column(self, parent, title, allowed_types, office=None):
        page = ColumnPage(title=title, issuing_office=office or self.general, allowed_types=allowed_types)
        return parent.add_child(instance=page)

    def regulation(self, parent=None, **values):
        values = {"title": "测试办法", "issuing_office": self.general, "document_number": "渝文备[2007]23号", **values}
        return (parent or self.rules).add_child(instance=RegulationPage(**{"live": False, **values}))

    def licence(self, parent=None, **values):
        values = {"title": "使用登记", "issuing_office": self.business, "created_on": date(2007, 5, 8), **values}
        return (parent or self.licences).add_child(instance=LicensingPage(**{"live": False, **values}))


@pytest.fixture
def site(db) -> Site:
    return Site()


@pytest.fixture(scope="session")
def source_text() -> str:
    return SOURCE.read_text(encoding="utf-8")


@pytest.fixture
def publication():
    """What a template is told of the publication that it renders."""

    def make(page, **values):
        facts = page.disclosure_facts()
        told = {"number": 1, "key": page.disclosure_key, "address": "/a/", "published_at": None}
        return PageContext(**told | {"visible_until": None, "facts": facts} | values)

    return make
