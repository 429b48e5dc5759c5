"""Every person × every action × items of their own and of another unit: written down, and compared with what is.

`matrix.txt` is made by `python -m pytest tests/attacks/test_matrix.py --write-matrix`, and read by people.
"""

import datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page

from cms.casefile import findings
from cms.drafts import services as drafts
from cms.organisation.seats import Directory
from cms.pages.models import AnnouncementPage, ColumnPage, UnitHomePage
from cms.publication import canonical
from cms.publication import services as publication
from cms.workflows.cases import access, drafting, progress
from cms.workflows.cases.models import Case
from cms.workflows.services import (
    commenting,
    confirming,
    emergency,
    ending,
    marking,
    providing,
    publishing,
    recalling,
    returning,
    signing,
    submitting,
)
from cms.workflows.wagtail import policies
from tests.factories.bureau import fees, office, sign_all, submit, unit, user

FILE = Path(__file__).parent / "matrix.txt"


def district_item(bureau) -> Case:
    """An announcement of a district, in approval at its first step."""
    home = bureau.home.add_child(
        instance=UnitHomePage(
            title="渝中", slug="yu-zhong", home_of=unit("yuzhong"), issuing_office=office("publicity", "yuzhong")
        )
    )
    column = home.add_child(
        instance=ColumnPage(
            title="公告",
            slug="gong-gao",
            issuing_office=office("publicity", "yuzhong"),
            allowed_types=["announcements"],
        )
    )
    for page in (home, column):
        publication.publish(canonical.make(page), authority=publication.Authority("founding", "tests"), structural=True)
    page = AnnouncementPage(
        title="区局公告",
        area="玩具",
        issuing_office=office("quality", "yuzhong"),
        live=False,
        owner=user("yuzhong_editor"),
        summary="概述",
        created_on=datetime.date(2026, 1, 5),
        body=[{"type": "paragraph", "value": "<p>正文</p>"}],
        no_expiry_reason="长期有效",
    )
    column.add_child(instance=page)
    page.save_revision(user=user("yuzhong_editor"))
    return submit(AnnouncementPage.objects.get(pk=page.pk), "yuzhong_editor")


def may(case: Case, person, directory: Directory) -> list[str]:
    """The actions that this person is not refused, by the services' own answers."""
    situation = progress.look(case, directory=directory)
    item = Page.objects.get(pk=int(case.item.split(":")[1])).specific
    tester = policies.ItemPermissionTester(person, item)
    answers = {
        "read": access.may_read(person, case, directory),
        "draft": drafting.may_draft(person, item, directory),
        "keep what is typed": drafts.refusal(person, drafts.Place(item)) is None,
        "delete": tester.can_delete(),
        "move": tester.can_move(),
        "publish in Wagtail": tester.can_publish() or tester.can_unpublish(),
        "submit": submitting.refusal(case, person, directory) is None,
        "provide": providing.refusal(case, person, directory) is None,
        "sign": signing.refusal(situation, person) is None,
        "publish": publishing.refusal(situation, person) is None,
        "return": returning.refusal(situation, person) is None,
        "raise": marking.refusal_to_raise(case, person, "major", directory) is None,
        "lower": marking.refusal_to_lower(case, person, "major", directory) is None,
        "recall": recalling.refusal(case, person, directory) is None,
        "cancel": ending.refusal(case, person, directory) is None,
        "confirm": confirming.refusal(case, person, directory) is None,
        "emergency": emergency.may(person, case.unit_id),
        "comment": commenting.refusal(case, person, directory) is None,
        "finding": findings.refusal(case, person) is None,
    }
    return [name for name, answer in answers.items() if answer]


def lines(bureau) -> list[str]:
    district = district_item(bureau)  # before the first case is published: its columns are founded
    page = bureau.licence()
    fees(page)
    first = submit(page)
    last = bureau.licence("待发布")
    fees(last)
    last = submit(last)
    sign_all(last, until="publish")
    live = bureau.licence("已公开")
    fees(live)
    live = submit(live)
    sign_all(live)
    preparing = Case.objects.get(item=bureau.licence("准备中").disclosure_key)
    cases = {
        "municipal, being prepared": preparing,
        "municipal, at legal": first,
        "municipal, at publicity": last,
        "municipal, live": live,
        "district, at its first step": district,
    }
    directory = Directory.at()
    found = []
    for title, case in cases.items():
        case.refresh_from_db()
        for person in get_user_model()._default_manager.order_by("username"):
            allowed = may(case, person, directory)
            if allowed:
                found.append(f"{title} | {person.username} | {', '.join(allowed)}")
    return found


def test_the_matrix_is_what_is_written_down(bureau, request):
    made = lines(bureau)
    if request.config.getoption("--write-matrix"):
        FILE.write_text("\n".join(made) + "\n", encoding="utf-8")
    assert made == FILE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("outsider", ["shapingba_", "institute_"])
def test_nobody_of_another_unit_appears(outsider):
    assert not [line for line in FILE.read_text(encoding="utf-8").splitlines() if f"| {outsider}" in line]


def test_the_district_appears_at_its_own_item_only():
    mine = [line for line in FILE.read_text(encoding="utf-8").splitlines() if "| yuzhong_" in line]
    assert mine and all(line.startswith("district") for line in mine)
