"""The verbs: appoint, put in charge, delegate, end; what they refuse, they refuse in words."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.log_actions import registry

from cms.organisation import services
from cms.organisation.models import Delegation, LeadingGroupMember, Portfolio, Tenure
from cms.organisation.seats import Directory

DAY = timedelta(days=1)
ROLE = tuple(
    f"disclosure_organisation.{action}_{model}"
    for action in ("add", "change")
    for model in ("tenure", "delegation", "portfolio")
)


@pytest.fixture(autouse=True)
def posts_alone(settings):
    settings.AUTHENTICATION_BACKENDS = ["cms.organisation.permissions.PostBackend"]


@pytest.fixture
def administrator(bureau):
    """Holder of `general`, whose role reaches the municipal unit only."""
    bureau.post("general", "general").roles.add(bureau.role("管理", *ROLE))
    return bureau.user("general")


def actions(row) -> list[str]:
    return [entry.action for entry in registry.get_logs_for_instance(row)]


def test_appoint_gives_the_post_from_now_on_and_is_logged(bureau, administrator):
    post = bureau.post("legal")
    tenure = services.appoint(post, bureau.user("legal"), by=administrator)
    assert [h.username for h in Directory.at().holders(bureau.ref("legal"))] == ["legal"]
    assert actions(tenure) == ["disclosure_organisation.appoint"]
    assert registry.get_logs_for_instance(tenure).first().user == administrator


def test_appoint_refuses(bureau, administrator):
    district = bureau.unit("district")
    legal, elsewhere = bureau.post("legal", "legal"), bureau.post("district.legal")
    inactive = bureau.user("inactive", is_active=False)
    now = timezone.now()
    cases = [
        (elsewhere, bureau.user("x"), {"by": administrator}),
        (legal, administrator, {"by": administrator}),
        (legal, inactive, {}),
        (legal, bureau.user("legal"), {}),
        (legal, bureau.user("x"), {"starts_at": now, "ends_at": now}),
        (legal, bureau.user("x"), {"by": bureau.user("stranger")}),
    ]
    for post, user, options in cases:
        with pytest.raises(services.Refused) as refused:
            services.appoint(post, user, **options)
        assert refused.value.reason
    assert district.posts.count() == 1 and Tenure.objects.filter(post=elsewhere).count() == 0


def test_ending_a_tenure_keeps_the_row(bureau, administrator):
    tenure = bureau.tenure(bureau.post("legal"), "legal")
    services.end_tenure(tenure, by=administrator)
    tenure.refresh_from_db()
    assert tenure.ends_at <= timezone.now()
    assert Directory.at().holders(bureau.ref("legal")) == ()
    assert actions(tenure) == ["disclosure_organisation.end"]
    with pytest.raises(services.Refused):
        services.end_tenure(tenure, by=administrator)


def test_an_end_in_the_future_waits_and_one_in_the_past_is_refused(bureau):
    tenure = bureau.tenure(bureau.post("legal"), "legal")
    later = timezone.now() + DAY
    with pytest.raises(services.Refused):
        services.end_tenure(tenure, ends_at=timezone.now() - DAY)
    services.end_tenure(tenure, ends_at=later)
    assert len(Directory.at().holders(bureau.ref("legal"))) == 1
    assert Directory.at(later).holders(bureau.ref("legal")) == ()


def test_what_has_not_begun_never_begins(bureau):
    start = timezone.now() + DAY
    tenure = Tenure.objects.create(post=bureau.post("legal"), user=bureau.user("legal"), starts_at=start)
    services.end_tenure(tenure)
    tenure.refresh_from_db()
    assert tenure.ends_at == tenure.starts_at
    assert Directory.at(start).holders(bureau.ref("legal")) == ()
    assert services.appoint(tenure.post, tenure.user, starts_at=start)


def test_a_holder_delegates_their_own_post(bureau):
    post, now = bureau.post("legal", "legal"), timezone.now()
    legal, helper = bureau.user("legal"), bureau.user("helper")
    given = services.delegate(post, legal, helper, now, now + DAY, "出差", by=legal)
    assert {h.username for h in Directory.at().holders(bureau.ref("legal"))} == {"legal", "helper"}
    assert actions(given) == ["disclosure_organisation.delegate"]
    services.end_delegation(given, by=legal)
    assert {h.username for h in Directory.at().holders(bureau.ref("legal"))} == {"legal"}


def test_delegate_refuses(bureau, administrator):
    bureau.unit("district")
    post, now = bureau.post("legal", "legal", "legal_2"), timezone.now()
    other = bureau.post("district.legal", "district_legal")
    legal, helper, colleague = bureau.user("legal"), bureau.user("helper"), bureau.user("legal_2")
    cases = [
        (post, helper, legal, {}),
        (post, legal, legal, {}),
        (post, legal, colleague, {}),
        (post, legal, helper, {"by": helper}),
        (post, legal, administrator, {"by": administrator}),
        (other, bureau.user("district_legal"), helper, {"by": administrator}),
    ]
    for seat, giver, taker, options in cases:
        with pytest.raises(services.Refused):
            services.delegate(seat, giver, taker, now, now + DAY, "出差", **options)
    with pytest.raises(services.Refused):
        services.delegate(post, legal, helper, now - 2 * DAY, now - DAY, "出差")
    with pytest.raises(services.Refused):
        services.delegate(post, legal, helper, now, now + DAY, "")
    assert not Delegation.objects.exists()


def test_a_delegate_cannot_delegate_on(bureau):
    post, now = bureau.post("legal", "legal"), timezone.now()
    bureau.delegation(post, "legal", "helper")
    helper = bureau.user("helper")
    with pytest.raises(services.Refused):
        services.delegate(post, helper, bureau.user("third"), now, now + DAY, "出差", by=helper)


def test_a_delegation_is_shortened_but_not_prolonged(bureau):
    given = bureau.delegation(bureau.post("legal", "legal"), "legal", "helper")
    with pytest.raises(services.Refused):
        services.end_delegation(given, ends_at=given.ends_at + DAY)
    services.end_delegation(given, ends_at=given.ends_at - timedelta(hours=2))


def test_portfolios_and_seats_in_the_leading_group_end_too(bureau, administrator):
    deputy, office = bureau.leader("deputy", "deputy"), bureau.office("quality")
    portfolio = services.put_in_charge(deputy, office, by=administrator)
    assert Directory.at().deputies_over(office.pk)[0].id == deputy.pk
    services.end_portfolio(portfolio, by=administrator)
    assert Directory.at().deputies_over(office.pk) == ()
    with pytest.raises(services.Refused):
        services.put_in_charge(bureau.post("head", kind="head"), office)
    assert Portfolio.objects.count() == 1
    member = LeadingGroupMember.objects.create(unit=bureau.municipal, user=bureau.user("a"), role="vice_chair")
    with pytest.raises(services.Refused):
        services.end(member, by=administrator)
    services.end(member)


def test_an_administrator_whose_post_ends_is_one_no_longer(bureau, administrator):
    end = timezone.now().replace(microsecond=0) + DAY
    services.end_tenure(administrator.tenures.get(), ends_at=end)
    post = bureau.post("legal")
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        services.appoint(post, bureau.user("one"), by=administrator)
    with time_machine.travel(end, tick=False), pytest.raises(services.Refused):
        services.appoint(post, bureau.user("two"), by=administrator)
