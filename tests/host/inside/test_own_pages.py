"""The host's editors and moderators at the host's pages: writing, its stock workflow, publishing, taking down,
moving."""

from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page

from tests.host.home.models import StandardPage
from tests.host.inside.world import at, soup, standard


def actions(answer):
    """The buttons of the editor: names and words."""
    found = soup(answer).select("footer button, footer a")
    return {each.get("name") or each.get_text(" ", strip=True) for each in found}


def test_an_editor_writes_and_submits_a_moderator_approves_and_the_public_reads(world):
    editor, moderator = at(world.editor), at(world.moderator)
    begin = reverse("wagtailadmin_pages:add", args=["home", "standardpage", world.home.pk])
    assert {"action-submit"} <= actions(editor.get(begin))
    assert "disclosure-submit" not in actions(editor.get(begin))
    sent = editor.post(begin, standard("News", "news", **{"action-submit": "1"}), follow=True)
    assert sent.status_code == 200
    page = StandardPage.objects.get(slug="news")
    assert not page.live and page.workflow_in_progress
    waiting = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert "Awaiting your review" in waiting and "News" in waiting
    task = page.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    assert moderator.post(approve, {"comment": "fine"}, follow=True).status_code == 200
    page.refresh_from_db()
    assert page.live
    assert page.current_workflow_state is None
    public = world_client().get(page.url)
    assert public.status_code == 200
    assert "host page News" in public.content.decode()


def world_client():
    from django.test import Client

    return Client()


def test_a_moderator_publishes_takes_down_locks_moves_copies_and_deletes(world):
    moderator = at(world.moderator)
    page = world.page(world.home, "Plain", "plain")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert {"action-publish"} <= actions(moderator.get(edit))
    moderator.post(edit, standard("Plain anew", "plain", **{"action-publish": "1"}), follow=True)
    assert "Plain anew" in world_client().get(page.url).content.decode()
    moderator.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)
    assert world_client().get(page.url).status_code == 404
    moderator.post(reverse("wagtailadmin_pages:lock", args=[page.pk]), follow=True)
    page.refresh_from_db()
    assert page.locked
    moderator.post(reverse("wagtailadmin_pages:unlock", args=[page.pk]), follow=True)
    moved = moderator.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, world.about.pk]), follow=True)
    assert moved.status_code == 200
    assert Page.objects.get(pk=page.pk).get_parent().pk == world.about.pk
    copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": world.home.pk, "publish_copies": "on"}
    moderator.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copied, follow=True)
    assert Page.objects.filter(slug="copy").exists()
    assert moderator.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True).status_code == 200
    assert not Page.objects.filter(pk=page.pk).exists()


def test_the_explorer_history_privacy_and_reports_are_there(world):
    moderator = at(world.moderator)
    listed = moderator.get(reverse("wagtailadmin_explore", args=[world.home.pk])).content.decode()
    assert "About us" in listed
    for name in ("history", "workflow_history", "usage", "set_privacy"):
        assert moderator.get(reverse(f"wagtailadmin_pages:{name}", args=[world.about.pk])).status_code == 200, name
    for name in ("locked_pages", "workflow", "workflow_tasks", "site_history", "aging_pages", "page_types_usage"):
        answer = moderator.get(reverse(f"wagtailadmin_reports:{name}"), follow=True)
        assert answer.status_code == 200, name
        assert "/reports/" in answer.redirect_chain[-1][0] if answer.redirect_chain else True, name


def test_scheduled_publishing_publishes(world):
    moderator = at(world.moderator)
    page = world.page(world.home, "Later", "later")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    entered = standard("Later", "later", **{"expire_at": "2099-01-01 10:00", "action-publish": "1"})
    moderator.post(edit, entered, follow=True)
    page.refresh_from_db()
    assert page.expire_at is not None
    Page.objects.filter(pk=page.pk).update(expire_at="2020-01-01T00:00:00Z")
    call_command("publish_scheduled", verbosity=0)
    page.refresh_from_db()
    assert not page.live and page.expired
