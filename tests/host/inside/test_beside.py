"""What goes through a chain among the host's pages: read at its own address, and opened by none of Wagtail's own
ways."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site, WorkflowState

from cms.publication import current, disclosable
from cms.workflows.cases import lookup, progress
from tests.host.bulletins.models import BulletinPage
from tests.host.home.models import HomePage, StandardPage
from tests.host.inside.world import at, form_of, said, standard
from tests.workflows.by_buttons import At


def person(name: str):
    return get_user_model().objects.get(email=f"{name}@example.test")


class Holder(At):
    """A holder of a post at the screen, by name in the fixture."""

    def __init__(self, name: str) -> None:
        self.user = person(name)
        self.client = Client()
        self.client.force_login(self.user, backend="cms.organisation.permissions.PostBackend")


def drafted(world, parent=None, slug="toys") -> BulletinPage:
    """Typed into the editor by whoever drafts announcements, below a page of the host's."""
    parent = parent or world.about
    editor = Holder("editor_announcements")
    office = editor.user.tenures.get().post.office_id
    address = reverse("wagtailadmin_pages:add", args=["bulletins", "bulletinpage", parent.pk])
    entered = form_of(editor.client.get(address))
    entered |= {"title": f"Bulletin {slug}", "slug": slug, "text": f"Checked: {slug}.", "issuing_office": str(office)}
    editor.client.post(address, entered, follow=True)
    return BulletinPage.objects.get(slug=slug)


def published(world, parent=None, slug="toys") -> BulletinPage:
    page = drafted(world, parent, slug)
    case = lookup.running(page)
    Holder("editor_announcements").submits(case)
    for _turn in range(20):
        case.refresh_from_db()
        step = progress.look(case).position.step if case.state == "open" else None
        if step is None:
            break
        holder = progress.look(case).seats()[0].assignment.holders[0].username
        name = holder.partition("@")[0]
        Holder(name).press(case, "publish" if step.definition.finishes else "receive" if False else _verb(step))
    assert case.state == "completed", case.state
    return BulletinPage.objects.get(pk=page.pk)


def _verb(step) -> str:
    return "sign"


def test_it_is_published_at_its_own_address_below_the_hosts_page(disclosing):
    page = published(disclosing)
    link = current.link(page.disclosure_key)
    assert link.url == "/about/toys/" == page.url
    answer = Client().get("/about/toys/")
    assert "sealed Bulletin toys" in answer.content.decode()
    assert Client().get("/about/toys").status_code == 301
    assert "host page About us" in Client().get("/about/").content.decode()
    page.title = "Altered behind the chain"
    page.save()
    assert "sealed Bulletin toys" in Client().get("/about/toys/").content.decode()


def test_the_state_of_the_hosts_pages_above_is_explained_before_the_submission(disclosing):
    page = drafted(disclosing)
    case = lookup.running(page)
    submit = reverse("disclosure_approval:submit", args=[case.pk])
    editor = Holder("editor_announcements")
    assert editor.page(submit).select_one(".cases-case form") is not None
    at(disclosing.moderator).post(reverse("wagtailadmin_pages:unpublish", args=[disclosing.about.pk]), follow=True)
    refused = editor.page(submit)
    assert "“About us”, a page of this site that it stands under, is not published" in refused.get_text(" ", strip=True)
    assert refused.select_one(".cases-case form") is None
    disclosing.about.get_latest_revision().publish()
    PageViewRestriction.objects.create(page=disclosing.home, restriction_type="login")
    assert "is not for everybody" in editor.page(submit).get_text(" ", strip=True)


@pytest.mark.parametrize("slug", ["toys"])
def test_none_of_wagtails_own_ways_opens_it(disclosing, slug):
    page = drafted(disclosing, slug=slug)
    host = disclosing.page(disclosing.home, "Plain", "plain")
    Page.objects.filter(pk=host.pk).update(live=False)
    moderator = at(disclosing.moderator)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert moderator.get(edit).status_code in (302, 403)
    for name in ("unpublish", "delete", "copy", "lock"):
        assert moderator.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk])).status_code in (302, 403), name
    for action in ("publish", "delete"):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        named = f"?id={page.pk}&id={host.pk}&next=/admin/"
        answer = moderator.post(url + named, {"include_descendants": "on"}, follow=True)
        assert answer.status_code in (200, 403)
        assert BulletinPage.objects.get(pk=page.pk).live is False
    state = disclosing.workflow.start(page, disclosing.moderator)
    while state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.current_task_state.specific.approve(user=disclosing.moderator)
        state.refresh_from_db()
    assert BulletinPage.objects.get(pk=page.pk).live is False
    assert current.link(page.disclosure_key) is None
    assert Client().get(f"/about/{slug}/").status_code == 404


def test_a_mixed_selection_publishes_the_hosts_and_says_why_not_ours(disclosing):
    page, host = drafted(disclosing), disclosing.page(disclosing.home, "Plain", "plain")
    Page.objects.filter(pk=host.pk).update(live=False)
    admin = at(disclosing.admin)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = admin.post(f"{url}?id={page.pk}&id={host.pk}&next=/admin/", {"include_descendants": "on"}, follow=True)
    assert StandardPage.objects.get(pk=host.pk).live
    assert not BulletinPage.objects.get(pk=page.pk).live
    assert "Bulletin toys" in said(answer)


@pytest.mark.parametrize("who", ["moderator", "admin"])
def test_a_page_of_the_hosts_with_items_below_stays(disclosing, who):
    section = disclosing.page(disclosing.home, "Section", "section")
    page = published(disclosing, section, "kept")
    client = at(getattr(disclosing, who))
    assert "approval chain" in said(client.post(reverse("wagtailadmin_pages:delete", args=[section.pk]), follow=True))
    moved = reverse("wagtailadmin_pages:move_confirm", args=[section.pk, disclosing.about.pk])
    client.post(moved, follow=True)
    for action, entered in (("delete", {}), ("move", {"chooser": disclosing.about.pk})):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{url}?id={section.pk}&next=/admin/", entered, follow=True)
    copied = {"new_title": "C", "new_slug": "c", "new_parent_page": disclosing.home.pk, "copy_subpages": "on"}
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[section.pk]), copied | {"publish_copies": "on"})
    assert answer.status_code < 500
    assert BulletinPage.objects.count() == 1
    assert Page.objects.get(pk=section.pk).get_parent().pk == disclosing.home.pk
    assert "sealed" in Client().get("/section/kept/").content.decode()
    assert BulletinPage.objects.get(pk=page.pk)


def test_the_hosts_api_and_chooser_name_its_own_pages_alone(disclosing):
    published(disclosing)
    titles = [each["title"] for each in Client().get("/api/v2/pages/").json()["items"]]
    assert "About us" in titles and not [title for title in titles if "Bulletin" in title]
    item = BulletinPage.objects.get()
    assert Client().get(f"/api/v2/pages/{item.pk}/").status_code == 404
    editor = at(disclosing.editor)
    listed = editor.get(reverse("wagtailadmin_choose_page_child", args=[disclosing.about.pk])).content.decode()
    assert "Bulletin toys" not in listed


def test_a_post_opens_none_of_the_hosts_pages(disclosing):
    editor = Holder("editor_announcements").client
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[disclosing.about.pk])).status_code in (302, 403)
    begin = reverse("wagtailadmin_pages:add", args=["home", "standardpage", disclosing.about.pk])
    assert editor.get(begin).status_code in (302, 403)
    editor.post(begin, standard("Not mine", "not-mine", **{"action-publish": "1"}))
    assert not StandardPage.objects.filter(slug="not-mine").exists()
    stranger = at(disclosing.editor)
    begin = reverse("wagtailadmin_pages:add", args=["bulletins", "bulletinpage", disclosing.about.pk])
    assert stranger.get(begin).status_code in (302, 403)


def test_another_site_of_the_hosts_does_not_show_it(disclosing):
    published(disclosing)
    other = disclosing.root.add_child(instance=HomePage(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    assert Client().get("/about/toys/", HTTP_HOST="other.example").status_code == 404
    assert Client().get("/about/toys/").status_code == 200


def test_one_function_says_what_goes_through_a_chain(world):
    plain = Page.objects.get(pk=world.about.pk)
    assert not disclosable.is_disclosed(plain) and not disclosable.is_disclosed(StandardPage)
    assert disclosable.is_disclosed(BulletinPage) and not disclosable.is_disclosed(world.editor)


def test_a_former_holder_of_nothing_sees_none_of_our_menus(world):
    seen = at(world.editor).get(reverse("wagtailadmin_home")).content.decode()
    for name in ("disclosure_approval:register", "disclosure_overdue"):
        assert reverse(name) not in seen
    assert at(world.admin).get(reverse("disclosure_approval:register")).status_code == 200


def test_a_draft_below_the_hosts_page_is_not_even_named_to_another_unit(disclosing):
    page = drafted(disclosing)
    BulletinPage.objects.get(pk=page.pk).save_revision(user=person("editor_announcements"))
    first, last = page.revisions.order_by("pk").first().pk, page.revisions.order_by("pk").last().pk
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first, last])
    history = reverse("wagtailadmin_pages:history", args=[page.pk])
    listed = reverse("wagtailadmin_explore", args=[disclosing.about.pk])
    own, other = Holder("editor_announcements").client, Holder("yuzhong_editor").client
    assert own.get(compare).status_code == own.get(history).status_code == 200
    assert "Bulletin toys" in own.get(listed, follow=True).content.decode()
    assert {other.get(each).status_code for each in (compare, history)} <= {302, 403}
    assert "Bulletin toys" not in other.get(listed, follow=True).content.decode()
    chooser = reverse("wagtailadmin_choose_page_child", args=[disclosing.about.pk])
    assert "Bulletin toys" not in other.get(chooser).content.decode()


def autosaves(client: Client, address: str) -> bool:
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("#page-edit-form")
    return "w-autosave" in form["data-controller"]


def test_wagtails_autosave_is_on_for_the_hosts_pages_and_off_for_items(disclosing):
    """It makes versions, and whoever saves one is an author: of an item nobody becomes that unasked."""
    page = drafted(disclosing)
    item = Holder("editor_announcements").client
    assert not autosaves(item, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    begun = reverse("wagtailadmin_pages:add", args=["bulletins", "bulletinpage", disclosing.about.pk])
    assert not autosaves(item, begun)
    own = at(disclosing.editor)
    assert autosaves(own, reverse("wagtailadmin_pages:edit", args=[disclosing.about.pk]))
