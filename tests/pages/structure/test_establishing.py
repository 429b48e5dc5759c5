"""The first structure of a new site: a command, once, by somebody who answers for it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cms.pages.models import ColumnPage
from tests.factories.bureau import Bureau, fees, office, sign_all, submit


def establish(**options):
    out = io.StringIO()
    call_command("structure", "establish", stdout=out, **{"user": "publicity", "reason": "首次建站", **options})
    return out.getvalue()


@pytest.fixture
def column(db):
    home = Bureau().home
    return home.add_child(
        instance=ColumnPage(title="新栏目", slug="xin-lan-mu", issuing_office=office("publicity"), live=False)
    )


def test_what_is_not_on_view_yet_goes_on_view(column):
    assert Client().get("/xin-lan-mu/").status_code == 404
    assert "新栏目" in establish()
    assert Client().get("/xin-lan-mu/").status_code == 200
    assert "新栏目" not in establish(), "what is on view is left as it is"


def test_it_names_who_and_why(column):
    with pytest.raises(CommandError, match="nobody"):
        establish(user="nobody")
    with pytest.raises(CommandError):
        establish(reason="  ")
    assert Client().get("/xin-lan-mu/").status_code == 404


def test_after_the_first_case_structure_runs_its_chain(db):
    bureau = Bureau()
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    bureau.home.add_child(
        instance=ColumnPage(title="新栏目", slug="xin-lan-mu", issuing_office=office("publicity"), live=False)
    )
    with pytest.raises(CommandError):
        establish()
    assert Client().get("/xin-lan-mu/").status_code == 404
