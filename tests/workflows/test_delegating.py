"""A holder gives their own post to a colleague for dated days, on a screen of their own (rule 6)."""

import datetime
import re

from django.utils import timezone

from cms.organisation.models import Delegation, Post
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import fees, next_people, sign_all, submit, user

ADDRESS = "/admin/cases/delegations/"


def told(post, to, days=5):
    until = timezone.localtime(timezone.now() + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    return {"post": post.pk, "to_user": user(to).pk, "ends_at": until, "reason": "出差"}


def test_the_delegate_is_asked_and_the_giver_can_end_it(bureau, client):
    post = Post.objects.get(identifier="planning", unit__kind="municipal")
    client.force_login(user("planning"))
    assert client.post(ADDRESS, told(post, "personnel")).status_code == 302
    page = bureau.licence()
    from cms.workflows.cases import lookup
    from cms.workflows.services import providing

    case = lookup.running(page)
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


def test_who_signed_for_somebody_else_is_never_shown_as_the_holder(bureau, client):
    """Both names in the drawn chain, in the whole life and among the signers, not in the record alone."""
    page = bureau.licence()
    fees(page)
    case = submit(page)
    post = Post.objects.get(identifier="legal", unit__kind="municipal")
    client.force_login(user("legal"))
    assert client.post(ADDRESS, told(post, "personnel")).status_code == 302
    giver, delegate = user("legal").get_full_name(), user("personnel").get_full_name()
    services.sign(case, user("personnel"), comment="同意")
    sign_all(lookup.running(page))
    client.force_login(user("discipline"))
    for address in (f"/admin/cases/{case.pk}/", f"/admin/cases/life/{page.pk}/", "/admin/cases/channels/"):
        words = re.sub(r"<[^>]+>|\s+", "", client.get(address).content.decode())
        assert words.count(f"{delegate}代{giver}") == words.count(delegate) > 0, address


def test_the_list_of_delegates_says_who_they_are_and_asks_a_constant_number_of_questions(
    bureau, client, django_assert_max_num_queries
):
    client.force_login(user("planning"))
    client.get(ADDRESS)
    with django_assert_max_num_queries(40):
        page = client.get(ADDRESS).content.decode()
    options = re.findall(r"<option[^>]*>([^<]*)</option>", page)
    named = [each for each in options if each.startswith("郑听雨")]
    assert named == ["郑听雨（法规处）"]
    assert all(
        "（" in each
        for each in re.findall(r'<select name="to_user".*?</select>', page, re.DOTALL)[0].split("\n")
        if 'value="' in each and 'value=""' not in each
    )
    own = Post.objects.get(identifier="planning", unit__kind="municipal")
    assert f'<option value="{own.pk}" selected>' in page, "one post: nothing to choose"


def away(client):
    """The buttons of being away: words → what they send."""
    page = client.get(ADDRESS).content.decode()
    return {words: value for value, words in re.findall(r'name="away" value="([^"]+)">([^<]+)</button>', page)}


def test_being_away_takes_two_clicks_and_a_colleague_stands_in_to_the_end_of_the_day(bureau, client):
    """The page of delegations, and one button: whoever did it last stands in again."""
    client.force_login(user("planning"))
    post = Post.objects.get(identifier="planning", unit__kind="municipal")
    client.post(ADDRESS, told(post, "personnel"))
    assert away(client) == {}, "it is given away already"
    client.post(ADDRESS, {"end": Delegation.objects.get().pk})
    buttons = away(client)
    assert list(buttons) == ["今天", "三天", "一周"]
    assert client.post(ADDRESS, {"away": buttons["三天"]}).status_code == 302
    row = Delegation.objects.get(ends_at__gt=timezone.now(), from_user=user("planning"))
    assert row.to_user == user("personnel")
    until = timezone.localtime(row.ends_at)
    assert until.date() == timezone.localdate() + datetime.timedelta(days=2)
    assert (until.hour, until.minute) == (23, 59)


def test_whoever_shares_a_post_is_not_asked_to_stand_in_for_it(bureau, client):
    client.force_login(user("legal"))
    for value in away(client).values():
        assert value.split(":")[1] != str(user("legal_2").pk)
        assert client.post(ADDRESS, {"away": value}).status_code == 302
        break


def test_a_button_of_being_away_gives_nobody_more_than_the_form_does(bureau, client):
    client.force_login(user("planning"))
    director = Post.objects.get(identifier="director", unit__kind="municipal")
    own = Post.objects.get(identifier="planning", unit__kind="municipal")
    for sent in (
        f"{director.pk}:{user('personnel').pk}:3",
        f"{own.pk}:{user('yuzhong_legal').pk}:3",
        "x:y:3",
        "1:1:99",
    ):
        assert client.post(ADDRESS, {"away": sent}).status_code == 422, sent
    assert not Delegation.objects.exists()
