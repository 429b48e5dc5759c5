"""Run in a process of its own: one plugin alone on a site of somebody else's, from an empty database to its screens.

`python -m tests.plugins.alone.drive`, with ALONE and ALONE_VAR in the environment; ends with a line `DRIVEN`.
"""

import os
from urllib.parse import quote

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.plugins.alone.settings")
django.setup()

from bs4 import BeautifulSoup  # noqa: E402 - after the set-up
from django.conf import settings  # noqa: E402 - after the set-up
from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up
from django.test.utils import setup_test_environment  # noqa: E402 - after the set-up
from wagtail.models import Page, Site  # noqa: E402 - after the set-up
from wagtail.rich_text import RichText  # noqa: E402 - after the set-up

from cms.organisation.chart import EXAMPLE  # noqa: E402 - after the set-up
from tests.pages.editing import sent  # noqa: E402 - after the set-up
from tests.plugins.alone.plain.models import ArticlePage, StartPage  # noqa: E402 - after the set-up


def page(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def start() -> StartPage:
    """The site as its owner made it: a home page and an article, live, at their own addresses."""
    root = Page.objects.get(depth=1)
    for old in root.get_children():
        old.delete()
    home = Page.objects.get(depth=1).add_child(instance=StartPage(title="首页", slug="home"))
    body = [("heading", "沿江岸线 “Notes” 50%"), ("paragraph", RichText("<p>分两<b>批</b>公布</p>"))]
    words = {"lead": "导语", "text": "<p>自家正文</p>", "body": body}
    home.add_child(instance=ArticlePage(title="自家文章", slug="article", **words))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    assert "自家正文" in page(Client(), "/article/")
    return home


def person(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def organisation(home: StartPage) -> None:
    """The fixture loads, and its screens work for whoever holds a post."""
    call_command("organisation", "load", str(EXAMPLE))
    call_command("organisation", "load", str(EXAMPLE))
    admin = person("admin")
    for name in ("unit", "office", "post", "tenure", "portfolio", "delegation"):
        assert "admin" in page(admin, f"/admin/disclosure_organisation/{name}/"), name
    assert "法规处" in page(admin, "/admin/disclosure_organisation/office/")
    assert "wagtail" in page(person("legal"), "/admin/")


def workflows(home: StartPage) -> None:
    """An editor begins a page of the site's own type below the site's own page, and it is published by its chain."""
    from cms.workflows.cases import lookup
    from tests.plugins.alone.notices.models import NoticePage
    from tests.workflows.by_buttons import At

    call_command("organisation", "load", str(EXAMPLE))
    call_command("chain", "check")
    editor = At("editor_announcements")
    office = _office_of("editor_announcements")
    chooser = page(editor.client, f"/admin/pages/{home.pk}/add_subpage/")
    assert "noticepage" in chooser or "issuing_office" in chooser, chooser[:2000]
    address = f"/admin/pages/add/notices/noticepage/{home.pk}/"
    data = sent(editor.client.get(address).content.decode(), NoticePage)
    data |= {"title": "玩具抽查通告", "slug": "toys", "text": "本季度抽查结果。", "issuing_office": str(office)}
    editor.client.post(address, data, follow=True)
    notice = NoticePage.objects.get()
    case = lookup.running(notice)
    assert (case.procedure_class, case.state) == ("announcements", "preparing")
    _told_beforehand(editor, case, home, notice)
    _to_the_public(editor, case, notice)
    assert "自家正文" in page(Client(), "/article/"), "and the site's own page as before"
    other = At("editor_licensing")
    refused = other.client.get(address)
    assert refused.status_code in (302, 403), "whoever drafts nothing of the kind begins none"
    _the_sites_own_pages_stay_its_own(editor, home)


def _the_sites_own_pages_stay_its_own(editor, home: StartPage) -> None:
    """A post lets somebody begin an item below them, and no more."""
    article = ArticlePage.objects.get()
    begin = f"/admin/pages/add/plain/articlepage/{home.pk}/"
    for address in (f"/admin/pages/{home.pk}/edit/", f"/admin/pages/{article.pk}/edit/", begin):
        assert editor.client.get(address).status_code in (302, 403), address
        assert editor.client.post(address, {"title": "改过", "slug": "gai-guo"}).status_code in (302, 403), address
    assert not Page.objects.filter(title="改过").exists() and not Page.objects.filter(draft_title="改过").exists()


def _told_beforehand(editor, case, home: StartPage, notice) -> None:
    """While a page of the site's own above it is not published, the editor says so, to whoever begins one as well, and
    nothing is submitted."""
    submit, why = f"/admin/cases/{case.pk}/submit/", "它的上级页面“首页”（本站自有页面）尚未发布"
    home.unpublish()
    for address in (f"/admin/pages/{notice.pk}/edit/", f"/admin/pages/add/notices/noticepage/{home.pk}/", submit):
        assert why in editor.page(address).get_text(" ", strip=True), address
    assert editor.page(submit).select_one(".cases-case form") is None
    StartPage.objects.get(pk=home.pk).save_revision().publish()
    for address in (f"/admin/pages/{notice.pk}/edit/", submit):
        assert "它的上级页面" not in editor.page(address).get_text(" ", strip=True), address
    seen = editor.page(submit).get_text(" ", strip=True)
    assert "玩具抽查通告" in seen and "保密审查" in seen, "the whole chain beforehand"


def _to_the_public(editor, case, notice) -> None:
    """Each presses the button that they are offered, and the public reads it at its address."""
    from cms.publication import current
    from cms.workflows.cases import progress
    from tests.workflows.by_buttons import At

    editor.submits(case)
    for _turn in range(20):
        case.refresh_from_db()
        step = progress.look(case).position.step
        if step is None:
            break
        holder = progress.look(case).seats()[0].assignment.holders[0].username
        At(holder).press(case, "publish" if step.definition.finishes else "sign")
    assert case.state == "completed"
    link = current.link(notice.disclosure_key)
    assert link is not None and link.url == "/toys/"
    assert "本季度抽查结果" in page(Client(), "/toys/")
    type(notice).objects.filter(pk=notice.pk).update(text="改过的")
    assert "本季度抽查结果" in page(Client(), "/toys/"), "what was signed"
    assert Client().get("/toys").status_code == 301


def _office_of(name: str) -> int:
    from cms.organisation.models import Tenure

    return int(Tenure.objects.get(user__username=name).post.office_id)


def search(home: StartPage) -> None:
    """Its page, its suggestions and its screens work on a site on which nothing is disclosed yet."""
    call_command("search", "rebuild")
    get_user_model().objects.create_superuser("admin", "admin@example.test", "x")
    shown = BeautifulSoup(page(Client(), "/search/"), "html.parser")
    assert shown.select_one('form[role="search"] input[name="q"]') is not None
    assert shown.select_one('link[href$="disclosure_search/search.css"]') is not None
    _own_pages_are_found(home)
    assert "suggestions" in page(Client(), "/search/suggest/?q=自")
    admin = person("admin")
    page(admin, "/admin/reports/searched/")
    page(admin, "/admin/disclosure_search/synonymgroup/")


def _own_pages_are_found(home: StartPage) -> None:
    """The site's own article is found as it stands, and not a moment longer than the public may read it."""
    from wagtail.models import PageViewRestriction

    def is_found(question: str = "自家正文") -> bool:
        shown = BeautifulSoup(page(Client(), f"/search/?q={quote(question)}"), "html.parser")
        return [each["href"] for each in shown.select(".search-host a")] == ["/article/"]

    article = ArticlePage.objects.get()
    assert is_found() and "文章" in page(Client(), "/search/?q=自家正文")
    for question in ("岸线", "notes 岸线", "“notes”", "50%", "分两 公布", "导语 岸线"):
        assert is_found(question), question
    for question in ("岸线 没有", "heading", "u6cbf", "5_%"):
        assert not is_found(question), (question, "how a stream is stored is no text of it")
    article.text = "<p>尚未公开的改动</p>"
    article.save_revision()
    assert is_found() and "尚未公开" not in page(Client(), "/search/?q=自家正文"), "a draft is not read"
    assert "/article/" not in page(Client(), "/search/?q=strong"), "what stands in tags is no text"
    restriction = PageViewRestriction.objects.create(page=home, restriction_type="login")
    assert not is_found(), "restricted above"
    restriction.delete()
    assert is_found()
    article.unpublish()
    assert not is_found()
    article.get_latest_revision().publish()
    assert "尚未公开的改动" in page(Client(), "/search/?q=尚未公开")
    ArticlePage.objects.get().delete()
    assert "/article/" not in page(Client(), "/search/?q=尚未公开")


def main() -> None:
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("check", databases=["default"], fail_level="WARNING")
    globals()[settings.SET](start())
    print("DRIVEN")


if __name__ == "__main__":
    main()
