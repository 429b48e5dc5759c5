"""Run by `test_outside_category.py` in a process of its own, on a site that has the app `tests.outside_category`.

Everything is typed into the real screens, by the people of the bureau, and looked at where people look.
"""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page

from cms.organisation.models import Post
from cms.outbox import services as outbox
from cms.pages.models import ColumnPage
from cms.workflows.cases import lookup, progress, regulation
from cms.workflows.cases.models import Case
from cms.workflows.chains import reading, sources
from tests.factories.bureau import Bureau, office, unit
from tests.outside_category.models import HearingPage
from tests.pages.editing import sent
from tests.workflows.by_buttons import At, filled, messages, text

EDITOR = "editor_complaint_results"
TITLE = "电梯安全办法立法听证"


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


def driven(case: Case) -> list[tuple[str, str]]:
    """Whoever's turn it is presses the button that is offered, until the case is over: (kind of step, person)."""
    pressed = []
    for _turn in range(20):
        case.refresh_from_db()
        situation = progress.look(case)
        step = situation.position.step
        if step is None:
            return pressed
        person = situation.seats()[0].assignment.holders[0].username
        At(person).press(case, "publish" if step.definition.finishes else "sign")
        pressed.append((step.kind, person))
    raise AssertionError("the case never ends")


def drafts_hearings(bureau) -> None:
    """The administrator ticks the category at a post, in the register."""
    post = Post.objects.get(unit=unit(), identifier=EDITOR)
    admin = At("admin")
    address = f"/admin/disclosure_organisation/post/edit/{post.pk}/"
    form = admin.page(address).select_one(f'form[action*="/post/edit/{post.pk}/"]')
    assert form.select_one('input[name="categories"][value="hearings"]'), "the register offers it"
    data: dict = {}
    for name, value in filled(form):
        data.setdefault(name, []).append(value)
    data["categories"] = [*data.get("categories", []), "hearings"]
    admin.client.post(address, data)
    post.refresh_from_db()
    assert "hearings" in post.categories


def made(person: At, model, parent: Page, **entered) -> Page:
    """The form of a new page, filled in and sent."""
    address = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
    html = person.client.get(address)
    assert html.status_code == 200, (address, html.status_code)
    before = set(model.objects.values_list("pk", flat=True))
    answer = person.client.post(address, {**sent(html.content.decode(), model), **entered}, follow=True)
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    new = set(model.objects.values_list("pk", flat=True)) - before
    assert len(new) == 1, messages(soup) or text(soup)[:2000]
    return model.objects.get(pk=new.pop())


def column(bureau) -> ColumnPage:
    """Publicity sets up a column for it, through the chain of two people."""
    publicity = At("publicity")
    page = made(
        publicity,
        ColumnPage,
        bureau.home,
        title="听证",
        slug="ting-zheng",
        issuing_office=str(office("publicity").pk),
        allowed_types=["hearings"],
    )
    case = lookup.running(page)
    publicity.submits(case)
    driven(case)
    return page


def one_paragraph(words: str) -> dict[str, str]:
    """A body of one paragraph, as the editor's form sends it."""
    line = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": json.dumps({"blocks": [line], "entityMap": {}}),
    }


def hearing(by: At, below: ColumnPage) -> HearingPage:
    return made(
        by,
        HearingPage,
        below,
        title=TITLE,
        slug="dian-ti",
        issuing_office=str(Post.objects.get(identifier=EDITOR, unit=unit()).office_id),
        summary="就电梯安全管理办法草案听取意见。",
        created_on="2026-11-02",
        held_on="2026-11-20",
        venue="市质监局三楼会议室",
        no_expiry_reason="长期有效",
        **one_paragraph("物业服务企业与业主代表到会。"),
        **{
            "participants-TOTAL_FORMS": "2",
            "participants-0-name": "张三",
            "participants-0-side": "业主代表",
            "participants-0-opinion": "维保费用应当公开。",
            "participants-0-ORDER": "1",
            "participants-0-DELETE": "",
            "participants-1-name": "某物业公司",
            "participants-1-side": "物业",
            "participants-1-opinion": "赞成。",
            "participants-1-ORDER": "2",
            "participants-1-DELETE": "",
        },
    )


def test_it_is_drafted_signed_published_and_found(bureau, client):
    drafts_hearings(bureau)
    below = column(bureau)
    editor = At(EDITOR)
    offered = editor.client.get(reverse("wagtailadmin_pages:add_subpage", args=[below.pk]), follow=True)
    assert f"/add/outside_category/hearingpage/{below.pk}/" in offered.content.decode()
    page = hearing(editor, below)
    case = lookup.running(page)
    assert (case.procedure_class, case.category) == ("hearing", "hearings")
    editor.submits(case)
    assert TITLE in text(At("legal").queue())
    assert [kind for kind, _person in driven(case)] == ["review", "review", "sign", "publish"]
    outbox.deliver_due()

    shown = client.get("/ting-zheng/dian-ti/").content.decode()
    for words in (TITLE, "2026年11月20日", "市质监局三楼会议室", "业主代表", "维保费用应当公开", "举行日期", "参加人"):
        assert words in shown, words
    assert TITLE in client.get("/ting-zheng/").content.decode(), "in its column"
    assert TITLE in client.get("/feed/ting-zheng/").content.decode(), "in the column's feed"
    assert TITLE in client.get("/feed/").content.decode()
    assert "/ting-zheng/dian-ti/" in client.get("/sitemap-1.xml").content.decode()

    catalogue = BeautifulSoup(client.get("/mu-lu/").content.decode(), "html.parser")
    facet = next(a for a in catalogue.select("a[href]") if "category=hearings" in a["href"])
    assert "听证" in facet.get_text()
    narrowed = client.get(f"/mu-lu/{facet['href']}").content.decode()
    assert TITLE in narrowed and page.index_number in narrowed and "-31-" in page.index_number

    for question in ("电梯安全", "物业服务企业", "维保费用", "举行日期"):
        found = client.get("/search/", {"q": question}, follow=True).content.decode()
        assert "/ting-zheng/dian-ti/" in found, question
    answer = client.get("/search/", {"q": "听证", "format": "json"}, follow=True)
    facets = json.loads(answer.content)["facets"]["category"]
    assert {"value": "hearings", "label": "听证", "count": 1} in facets


def test_where_the_admin_shows_categories_it_is_there(bureau):
    drafts_hearings(bureau)
    page = hearing(At(EDITOR), column(bureau))
    register = text(At("admin").page(reverse("disclosure_approval:register")))
    assert "听证" in register and TITLE in register
    assert page.get_verbose_name() == "听证"
    assert "31" in page.index_number


def test_whoever_drafts_it_not_is_neither_offered_nor_given_the_form(bureau):
    drafts_hearings(bureau)
    below = column(bureau)
    other = At("editor_licensing")
    address = reverse("wagtailadmin_pages:add", args=["outside_category", "hearingpage", below.pk])
    answer = other.client.get(address)
    assert answer.status_code in (302, 403)
    before = HearingPage.objects.count()
    other.client.post(address, {"title": "x", "slug": "x"})
    assert HearingPage.objects.count() == before


def test_without_its_chain_in_force_it_is_refused_in_its_form_before_anything_is_saved(bureau):
    """The app came to a site that had a text in force: nobody put its chains in force yet."""
    text_before = sources.apart(reading.regulation().text)
    regulation.activate(text_before[sources.REGULATION], None, "before the app came")
    drafts_hearings(bureau)
    below = column(bureau)
    with pytest.raises(AssertionError, match="hearing"):
        hearing(At(EDITOR), below)
    assert not HearingPage.objects.exists()
    with pytest.raises(CommandError):
        call_command("chain", "activate", "--of", "outside_category", "--as", EDITOR, "--reason", "听证")
    call_command("chain", "activate", "--of", "outside_category", "--as", "admin", "--reason", "听证")
    page = hearing(At(EDITOR), below)
    assert lookup.running(page) is not None


def test_it_lacks_what_its_type_says(bureau):
    drafts_hearings(bureau)
    page = hearing(At(EDITOR), column(bureau))
    draft = page.get_latest_revision_as_object()
    draft.participants = draft.participants.all()[:1]
    draft.save_revision(clean=False)
    case = lookup.running(page)
    seen = text(At(EDITOR).page(reverse("disclosure_approval:submit", args=[case.pk])))
    assert "听证不能只有一方参加" in seen
