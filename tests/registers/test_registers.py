"""Every register of the admin: what it tells to whom, and what leaves it as a table."""

import csv
import datetime
import io
import re

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail_modeladmin.options import ModelAdmin

from cms.deadlines.models import ReviewPeriod
from cms.pages.catalogue.subjects import SubjectClass
from cms.registers.options import Register
from cms.workdays.models import CalendarYear
from search.models import SynonymGroup
from tests.factories.bureau import Bureau, load_organisation, user

FORMULAS = ['=HYPERLINK("http://evil.example","x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－1"]


def registers(of: type = ModelAdmin) -> set[type]:
    """Every class of a register of ours that is about a model."""
    found = set()
    for each in of.__subclasses__():
        found |= registers(each)
        if each.__module__.startswith(("cms.", "search.")) and getattr(each, "model", None) is not None:
            found.add(each)
    return found


def test_no_register_is_made_of_the_stock_base():
    assert {each for each in registers() if not issubclass(each, Register)} == set()
    assert len(registers()) > 10


@pytest.fixture
def bureau(db):
    return Bureau()


def a_row(model):
    row = model._base_manager.first()
    if row is None:
        row = {
            "outboxmessage": lambda: model.objects.create(topic="mail", consumer="mail", key="k", payload={"to": "密"}),
            "synonymgroup": lambda: model.objects.create(terms="密语 秘语"),
            "subjectclass": lambda: model.objects.create(code="Z9", name="密语"),
        }.get(model._meta.model_name, lambda: None)()
    return row


def test_the_history_of_a_row_is_for_those_who_may_see_the_row(bureau):
    """As an editor of a district, who holds no right to any register."""
    stranger, root = Client(), Client()
    stranger.force_login(user("yuzhong_editor"))
    root.force_login(user("admin"))
    seen = 0
    for each in registers():
        row = a_row(each.model)
        if row is None:
            continue
        log(instance=row, action="wagtail.edit", user=user("admin"))
        opts = each.model._meta
        for action in ("history", "inspect", "edit", "delete"):
            name = f"{opts.app_label}_{opts.model_name}_modeladmin_{action}"
            if action == "inspect" and not each.inspect_view_enabled:
                continue
            address = reverse(name, args=[row.pk])
            allowed = each().permission_helper.user_can_inspect_obj(user("yuzhong_editor"), row)
            answer = stranger.get(address)
            if action == "history":
                assert root.get(address).status_code == 200, name
            if not allowed:
                assert answer.status_code in (302, 403, 404), (name, answer.status_code)
                seen += 1
    assert seen > 20


def exported(client, address, kind="csv"):
    separator = "&" if "?" in address else "?"
    answer = client.get(f"{address}{separator}export={kind}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_what_was_typed_is_no_formula_in_a_table(bureau):
    root = Client()
    root.force_login(user("admin"))
    for number, words in enumerate(FORMULAS):
        subject = SubjectClass.objects.create(code=f"Y{number}", name=words)
        SynonymGroup.objects.create(terms=words)
        log(instance=subject, action="wagtail.edit", user=user("admin"), title=words)
    lists = [
        reverse("disclosure_pages_subjectclass_modeladmin_index"),
        reverse("disclosure_search_synonymgroup_modeladmin_index"),
        reverse("wagtailadmin_reports:site_history"),
    ]
    for address in lists:
        content = exported(root, address)
        assert content.startswith("\ufeff".encode()), address
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))], address
        assert any(cell == "'" + FORMULAS[0] for cell in cells), address
        book = openpyxl.load_workbook(io.BytesIO(exported(root, address, "xlsx")))
        kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
        assert "f" not in kinds, address


def test_a_character_that_a_workbook_cannot_hold_is_left_out(bureau):
    SubjectClass.objects.create(code="Y1", name="甲\x0b乙")
    root = Client()
    root.force_login(user("admin"))
    book = openpyxl.load_workbook(
        io.BytesIO(exported(root, reverse("disclosure_pages_subjectclass_modeladmin_index"), "xlsx"))
    )
    assert "甲乙" in [cell.value for row in book.active.iter_rows() for cell in row]


def test_times_are_those_of_the_site(bureau):
    at = datetime.datetime(2026, 11, 28, 18, 0, tzinfo=timezone.get_default_timezone())
    entry = log(instance=bureau.rules, action="wagtail.edit", user=user("admin"))
    type(entry).objects.filter(pk=entry.pk).update(timestamp=at)
    root = Client()
    root.force_login(user("admin"))
    address = reverse("wagtailadmin_reports:site_history")
    assert "2026-11-28 18:00:00" in exported(root, address).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(exported(root, address, "xlsx")))
    assert datetime.datetime(2026, 11, 28, 18, 0) in [cell.value for row in book.active.iter_rows() for cell in row]


def test_a_parameter_that_no_register_offers_is_dropped(db):
    """The kind: an unknown lookup, a page that is none, a value that no filter has."""
    load_organisation()
    root = Client(raise_request_exception=False)
    root.force_login(user("admin"))
    for each in registers():
        opts = each.model._meta
        address = reverse(f"{opts.app_label}_{opts.model_name}_modeladmin_index")
        for query in (
            "nobody__name=1",
            "p=x",
            "p=99999999999999999999",
            "o=x",
            "state=%00",
            "unit=²",
            "is_active__exact=x",
        ):
            assert root.get(f"{address}?{query}").status_code == 200, (address, query)


@pytest.mark.parametrize(
    "address", ["/admin/disclosure_deadlines/reviewperiod/", "/admin/disclosure_workdays/calendaryear/"]
)
def test_yes_and_no_are_words_and_no_picture_is_missing(bureau, client, address):
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.test", "x"))
    ReviewPeriod.objects.get_or_create(category="licensing", defaults={"months": 12})
    CalendarYear.objects.get_or_create(year=2031, defaults={"source": "通知", "is_provisional": True})
    page = client.get(address).content.decode()
    assert "admin/img/icon-" not in page
    assert re.search(r">\s*是\s*<", page)
    assert client.get(address, {"o": "2"}).status_code == 200
