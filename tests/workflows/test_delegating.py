"""A holder gives their own post to a colleague for dated days, on a screen of their own (rule 6)."""

import datetime

from django.utils import timezone

from cms.organisation.models import Delegation, Post
from tests.factories.bureau import fees, next_people, submit, user

ADDRESS = "/admin/cases/delegations/"


def told(post, to, days=5):
    until = timezone.localtime(timezone.now() + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    return {"post": post.pk, "to_user": user(to).pk, "ends_at": until, "reason": "出差"}


def test_the_delegate_is_asked_and_the_giver_can_end_it(bureau, client):
    post = Post.objects.get(identifier="planning", unit__kind="municipal")
    client.force_login(user("planning"))
    assert client.post(ADDRESS, told(post, "personnel")).status_code == 302
    page = bureau.licence()
    from cms.workflows import cases
    from cms.workflows.services import providing

    case = cases.running(page)
    assert providing.refusal(case, user("personnel")) is None
    row = Delegation.objects.get(from_user=user("planning"))
    assert "出差" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, {"end": row.pk}).status_code == 302
    assert providing.refusal(case, user("personnel")) is not None
    fees(page)
    assert next_people(submit(page)) == ["legal", "legal_2"]


def test_nobody_gives_away_what_they_do_not_hold(bureau, client):
    client.force_login(user("planning"))
    post = Post.objects.get(identifier="director", unit__kind="municipal")
    assert client.post(ADDRESS, told(post, "personnel")).status_code == 422
    own = Post.objects.get(identifier="planning", unit__kind="municipal")
    assert client.post(ADDRESS, told(own, "yuzhong_legal")).status_code == 422
    assert client.post(ADDRESS, told(own, "personnel", days=-1)).status_code == 409
    assert not Delegation.objects.exists()


def test_another_persons_delegation_is_not_ended(bureau, client):
    post = Post.objects.get(identifier="planning", unit__kind="municipal")
    client.force_login(user("planning"))
    client.post(ADDRESS, told(post, "personnel"))
    client.force_login(user("personnel"))
    assert client.post(ADDRESS, {"end": Delegation.objects.get().pk}).status_code == 404
