"""The host's own editors, moderators and pages, as they were before: nothing of the plugins is named here."""

import json

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from drives.screen import PASSWORD, said, screens, visitor
from home.models import HomePage
from journal.models import ArticlePage
from wagtail.models import Site

EDITOR, MODERATOR = "writer@host.test", "moderator@host.test"


def people():
    """Somebody in each of Wagtail's own groups, who holds no post."""
    for name, group in ((EDITOR, "Editors"), (MODERATOR, "Moderators")):
        get_user_model().objects.create_user(name, PASSWORD).groups.add(Group.objects.get(name=group))


def home():
    return Site.objects.get(is_default_site=True).root_page


def written(name, model, **entered):
    """A page of this type below the home page, typed into Wagtail's form by this person."""
    address = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, home().pk])
    answer = screens(name).send(screens(name).form(address, "form#page-edit-form"), **entered)
    made = model.objects.filter(slug=entered["slug"]).first()
    assert made is not None, said(answer)[:3000]
    return made


def edited(name, page, button, **entered):
    """The page's form as it stands, with what this person entered, sent by a button that it offers."""
    form = screens(name).form(reverse("wagtailadmin_pages:edit", args=[page.pk]), "form#page-edit-form")
    assert form.select_one(button) is not None, (name, "is not offered", button)
    answer = screens(name).send(form, **entered)
    page.refresh_from_db()
    return answer


def page_to_the_public(title="Summer fete", slug="fete"):
    """Submitted by an editor, approved by a moderator in Wagtail's own workflow: its address."""
    page = written(EDITOR, HomePage, title=title, slug=slug)
    edited(EDITOR, page, 'button[name="action-submit"]', **{"action-submit": "1"})
    assert page.current_workflow_state is not None and not page.live
    assert visitor().status(f"/{slug}/") == 404
    approval = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps({"comment": "well written"}),
    }
    edited(MODERATOR, page, 'button[data-workflow-action-name="approve"]', **approval)
    assert page.live and page.current_workflow_state is None
    assert title in said(visitor().open(f"/{slug}/"))
    return f"/{slug}/"


def article(title, slug, text, heading):
    """An article with two blocks in its stream, typed by a moderator, who publishes it at once: its address."""
    blocks = [("heading", heading), ("text", draftail(text))]
    stream = {"body-count": str(len(blocks))}
    for place, (kind, value) in enumerate(blocks):
        stream |= {f"body-{place}-{name}": "" for name in ("deleted", "id")}
        stream |= {f"body-{place}-order": str(place), f"body-{place}-type": kind, f"body-{place}-value": value}
    written(MODERATOR, ArticlePage, title=title, slug=slug, **stream, **{"action-publish": "1"})
    assert text in said(visitor().open(f"/{slug}/"))
    return f"/{slug}/"


def draftail(text):
    """What the editor of formatted text sends for a paragraph."""
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def taken_down(page):
    """Unpublished by a moderator, at Wagtail's page that asks whether one is sure."""
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    screens(MODERATOR).send(screens(MODERATOR).form(address, f'form[action="{address}"]'))
    page.refresh_from_db()
    assert not page.live
