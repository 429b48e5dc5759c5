"""Every address of every mail leads its reader on, also when what it is about is gone or not theirs any more."""

import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from cms.deadlines import expiries, falling, missed, steps
from cms.organisation.models import Delegation, Post, Tenure
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import fees, next_people, sign_all, submit, user

URL = re.compile(r"https?://[^\s\"'<>（）]+")


def mails() -> set[tuple[str, str]]:
    """Who was sent which address, by mail address and path."""
    found = set()
    for row in OutboxMessage.objects.filter(topic="mail.send"):
        for text in (row.payload["body"], row.payload.get("html", "")):
            for url in URL.findall(text):
                parts = urlsplit(url)
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                found |= {(recipient, path) for recipient in row.payload["to"]}
    return found


def follow(found: set[tuple[str, str]]) -> dict[str, str]:
    """What each address says, and to whom it said nothing that helps on."""
    dead = {}
    for recipient in {address for address, _path in found}:
        reader = get_user_model().objects.get(email=recipient)
        client = Client()
        client.force_login(reader)
        for path in (path for address, path in found if address == recipient):
            response = client.get(path, follow=True)
            said = response.content.decode()
            helped = response.status_code == 200 or (
                response.status_code == 404 and "待我办理" in said and 'href="/admin/cases/"' in said
            )
            if not helped:
                dead[f"{reader.username} {path}"] = f"{response.status_code} {said[:200]}"
    return dead


def draft(page, text: str) -> LicensingPage:
    form = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    form.summary += text
    form.save_revision(user=user("editor_licensing"))
    return LicensingPage.objects.get(pk=page.pk)


@pytest.fixture
def told(bureau) -> Case:
    """A life that sends each kind of mail that a case sends; the case that is in approval at its end."""
    page = bureau.licence()
    fees(page)
    case = submit(page)
    seat = next_people(case)[0]
    services.return_to_provider(case, user(seat), reason="缺少依据")
    case = submit(draft(page, "补依据。"))
    services.recall(case, user("editor_licensing"), reason="再看看")
    case = submit(draft(page, "看过。"))
    falling.run(timezone.now())
    post = Post.objects.get(identifier="legal", unit__kind="municipal")
    begins = timezone.now() - datetime.timedelta(minutes=1)
    Delegation.objects.create(
        post=post,
        from_user=user("legal"),
        to_user=user("personnel"),
        starts_at=begins,
        ends_at=begins + datetime.timedelta(days=9),
        reason="出差",
    )
    falling.run(timezone.now())
    services.raise_mark(case, user(next_people(case)[0]), reason="涉及面广")
    steps.run(timezone.now() + datetime.timedelta(days=40))
    sign_all(case)
    services.open_case(page, action="modify", user=user("editor_licensing"))
    sign_all(submit(draft(page, "改。")))
    expiries.run(timezone.now())
    missed.run(timezone.now())
    page = LicensingPage.objects.get(pk=page.pk)
    services.take_down_now(page, user("general"), reason="泄露", reason_kind="privacy")
    return Case.objects.latest("pk")


def subjects() -> str:
    return "\n".join(row.payload["subject"] for row in OutboxMessage.objects.filter(topic="mail.send"))


def test_every_address_of_every_mail_leads_its_reader_on(told):
    said = subjects()
    for kind in ("待您", "已退回", "已撤回", "转由您办理", "催办", "督办", "已办结", "紧急撤下"):
        assert kind in said, (kind, said)
    found = mails()
    assert len(found) > 10 and follow(found) == {}


def test_also_when_posts_and_delegations_have_ended_and_the_case_is_not_theirs_any_more(told):
    Delegation.objects.all().delete()
    ends = timezone.now() - datetime.timedelta(minutes=1)
    Tenure.objects.filter(user__username__in=("legal", "personnel", "deputy_licensing")).update(ends_at=ends)
    assert follow(mails()) == {}


def test_also_when_the_draft_is_gone(bureau, client):
    page = bureau.licence()
    fees(page)
    case = submit(page)
    services.recall(case, user("editor_licensing"), reason="不要了")
    second = bureau.licence("没有写完的")
    waiting = lookup.running(second)
    missed.run(timezone.now())
    client.force_login(user("editor_licensing"))
    for each in (second, page):
        client.post(f"/admin/pages/{each.pk}/delete/")
    assert not LicensingPage.objects.filter(pk=second.pk).exists()
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    found = mails() | {("editor_licensing@example.test", f"/admin/cases/{waiting.pk}/")}
    assert follow(found) == {}


@pytest.mark.parametrize("end", ["", "submit/", "preview/", "sign/", "end/", "provide/", "evidence/1/"])
def test_nobody_learns_from_the_answer_whether_there_is_a_case(told, end):
    client = Client()
    client.force_login(user("yuzhong_editor"))
    here, nowhere = (client.get(f"/admin/cases/{pk}/{end}") for pk in (told.pk, 987_654))
    assert here.status_code == nowhere.status_code == 404
    assert "待我办理" in here.content.decode() and told.title not in here.content.decode()


def test_a_script_gets_its_bare_answer_and_nothing_is_said_twice(told):
    client = Client()
    client.force_login(user("yuzhong_editor"))
    response = client.get("/admin/documents/edit/99999/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.status_code == 404
    response = client.get("/admin/cases/987654/", headers={"Sec-Fetch-Dest": "empty"})
    assert response.status_code == 404 and "没有内容" not in response.content.decode()


READERS = ("editor_licensing", "editor_regulations", "legal", "general", "yuzhong_editor", "discipline", "director")


def test_what_is_on_view_links_to_those_cases_alone_that_its_reader_may_open(bureau):
    """The lists of channels are for everybody; the cases behind them are not."""
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    dead, opened = [], set()
    for name in READERS:
        client = Client()
        client.force_login(user(name))
        found = set()
        for address in ("/admin/cases/channels/", f"/admin/cases/life/{page.pk}/"):
            html = client.get(address).content.decode().partition("<main")[2]
            found |= set(re.findall(r'href="(/admin/cases/(?:life/)?\d+/)"', html))
        opened |= found
        dead += [(name, each) for each in sorted(found) if client.get(each, follow=True).status_code != 200]
    assert dead == [] and opened
