"""Several hold a seat: one says that they do it, the others see it; nobody is barred, and it ends with the step."""

import pytest

from cms.workflows import services
from cms.workflows.cases.models import PendingSeat
from cms.workflows.services import claiming
from tests.factories.bureau import fees, submit, user
from tests.workflows.by_buttons import At, text


@pytest.fixture
def case(bureau):
    page = bureau.licence()
    fees(page)
    return submit(page)


def press(at, case, verb):
    form = at.case(case).select_one(f'form[data-claim="{verb}"]')
    assert form is not None, f"{at.user} is not offered {verb}"
    return at.send(form)


def test_who_does_it_is_seen_by_the_others_in_queue_and_case(case):
    press(At("legal"), case, "claim")
    colleague = At("legal_2")
    assert "由郑听雨办理" in text(colleague.queue())
    assert "由郑听雨办理" in text(
        colleague.case(case).select_one("#offers-section, [id^=offers]") or colleague.case(case)
    )
    press(At("legal"), case, "release")
    assert "由郑听雨办理" not in text(colleague.queue())


def test_it_bars_nobody_passes_to_the_next_who_says_so_and_ends_with_the_step(case):
    press(At("legal"), case, "claim")
    press(At("legal_2"), case, "claim")
    assert PendingSeat.objects.get(case=case).claimed_by == user("legal_2")
    with pytest.raises(services.Refused, match="没有认领"):
        claiming.release(case, user("legal"))
    At("legal").press(case, "sign", comment="合法")
    assert not PendingSeat.objects.filter(case=case, claimed_by__isnull=False).exists()


def test_who_is_alone_in_a_seat_or_has_none_claims_nothing(case):
    assert At("general").case(case).select_one("form[data-claim]") is None
    with pytest.raises(services.Refused):
        claiming.claim(case, user("general"))
    for name in ("legal", "general"):
        services.sign(case, user(name))
        case.refresh_from_db()
    with pytest.raises(services.Refused, match="不必认领"):
        claiming.claim(case, user("deputy_licensing"))
    assert At("deputy_licensing").case(case).select_one("form[data-claim]") is None
