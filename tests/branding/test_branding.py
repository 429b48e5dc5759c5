"""The admin is this product's: name, mark, no way to another one's guide."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.pages.models import ColumnPage
from tests.factories.bureau import Bureau, user


@pytest.fixture
def bureau(db):
    return Bureau()


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "登录政务公开"), ("en", "Sign in: 政务公开")])
def test_the_log_in_has_name_and_mark(db, client, language, words):
    page = BeautifulSoup(client.get("/admin/login/", headers={"accept-language": language}).content, "html.parser")
    assert page.h1.get_text(strip=True) == words
    assert page.title.get_text(strip=True).endswith("政务公开")
    assert finders.find(page.h1.img["src"].removeprefix("/static/"))
    assert not page.select(".login-logo, [class*=wordmark]")
    assert "agtail" not in page.main.get_text()


def test_the_home_page_leads_to_no_other_products_pages(bureau, client):
    client.force_login(user("editor_licensing"))
    answer = client.get("/admin/").content.decode()
    page = BeautifulSoup(answer, "html.parser")
    assert page.title.get_text(strip=True).endswith("政务公开")
    assert "wagtail.org" not in answer and "编辑指南" not in answer
    for link in page.select('link[rel~="icon"], img.branding-mark'):
        assert finders.find((link.get("href") or link.get("src")).removeprefix("/static/"))


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "个页面"), ("en", "pages")])
def test_a_search_over_all_pages_says_what_it_counts(bureau, client, language, words):
    editor = user("editor_licensing")
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    client.force_login(editor)
    answer = client.get("/admin/pages/search/", {"q": "公开"})
    head = BeautifulSoup(answer.content, "html.parser").select_one("thead").get_text(" ", strip=True)
    assert words in head and "None" not in head


def test_no_form_explains_itself_by_another_sites_address(bureau, client):
    """The hint of Wagtail's field for the address, on a form of each kind of page."""
    client.force_login(user("publicity"))
    column = Page.objects.type(ColumnPage).first()
    for page in (column, column.get_parent()):
        form = BeautifulSoup(client.get(f"/admin/pages/{page.pk}/edit/").content, "html.parser")
        field = form.select_one("#id_slug").find_parent(attrs={"data-field-wrapper": True}) or form
        assert "拼音" in form.get_text() and "domain.com" not in field.get_text()
