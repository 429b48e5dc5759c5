"""A server's clock set back brings nothing back that was taken down since."""

import datetime
import logging

import pytest
from django.utils import timezone

from cms.publication import clock, current, listing
from cms.workflows import services
from tests.factories.bureau import Bureau, fees, sign_all, submit, user


@pytest.fixture
def withdrawn(db):
    bureau = Bureau()
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    address = current.link(page.disclosure_key).url
    return page, address


def test_a_clock_set_back_shows_nothing_that_was_taken_down(withdrawn, client, time_machine, caplog):
    page, address = withdrawn
    up = timezone.now()
    time_machine.move_to(up + datetime.timedelta(days=10))
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))
    current.forget()  # another process, which has seen nothing yet
    time_machine.move_to(up + datetime.timedelta(days=5))
    with caplog.at_level(logging.ERROR, logger="cms.publication.alarm"):
        assert client.get(address).status_code == 410
        assert page.title not in client.get("/xu-ke/").content.decode()
        assert page.title not in client.get("/mu-lu/").content.decode()
        assert address not in client.get(f"/search/?q={page.title}").content.decode()
        assert listing.page_of().total == 0
    assert "the clock says" in caplog.text


def test_a_clock_that_goes_right_is_left_alone(withdrawn, time_machine):
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=1), tick=False)
    assert clock.now() == timezone.now()
