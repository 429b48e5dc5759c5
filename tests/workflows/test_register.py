"""The register of cases: whoever may read a case finds it there, and nobody finds another; filters, orders, tables."""

import csv
import datetime
import importlib
import io
import pkgutil
import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cms.organisation.seats import Directory
from cms.workflows import services
from cms.workflows.cases import access, lookup, marks, people, readable
from cms.workflows.cases.models import Case, CaseSeat, Decision, MarkSeat
from tests.factories.bureau import Bureau, fees, next_people, sign_all, submit, user
from tests.workflows.test_every_chain import new_notice, prepare

REGISTER = "/admin/cases/register/"


@pytest.fixture
def bureau(db):
    return Bureau()


@pytest.fixture
def several(bureau):
    """Cases of several classes, units and states, reached by the services."""
    first = bureau.licence("特种设备使用登记")
    fees(first)
    sign_all(submit(first))
    later = bureau.licence("以后公开的", go_live_at=timezone.now() + datetime.timedelta(days=3))
    fees(later)
    sign_all(submit(later))
    second = bureau.licence("锅炉安装许可")
    fees(second)
    returned = submit(second)
    services.return_to_provider(returned, user(next_people(returned)[0]), reason="补充依据")
    rule = bureau.regulation("行政处罚裁量办法")
    services.provide(lookup.running(rule), user("legal"), stated=("legal",))
    submit(rule, by="editor_regulations")
    for name in ("announcements", "internal"):
        prepare(new_notice(name), "publish", "intranet" if name == "internal" else "web")
    prepare(new_notice("announcements", unit="yuzhong"), "publish", "web")
    return list(Case.objects.order_by("pk"))


def rows(client, **asked) -> list[str]:
    """Titles and numbers of the rows, read from the table that is downloaded."""
    response = client.get(REGISTER, {**asked, "export": "csv"})
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [row["编号"] for row in csv.DictReader(io.StringIO(text))]


def test_it_shows_each_person_what_they_may_read_and_nothing_else(several):
    """Everybody of the chart, each case: the list's condition and the page's rule never differ."""
    directory, seen = Directory.at(timezone.now()), 0
    for person in get_user_model().objects.order_by("pk"):
        found = set(readable.by(person, directory).values_list("pk", flat=True))
        wanted = {case.pk for case in several if access.may_read(person, case, directory)}
        assert found == wanted, person.username
        seen += bool(found) and len(found) < len(several)
    assert seen > 10, "most see some and not all"


def test_who_may_only_lower_its_mark_finds_the_case(bureau, several, client):
    """No seat in the chain, but mail and a form to lower the mark with: the register is where they find it."""
    licence = bureau.licence("气瓶充装许可")
    fees(licence)
    case, only = submit(licence), {}
    for mark in ("major", "particularly_major", "sensitive"):
        services.raise_mark(case, user("legal"), mark, reason="涉及面广")
        case.refresh_from_db()
        directory = Directory.at(timezone.now())
        for person in get_user_model().objects.order_by("pk"):
            found = set(readable.by(person, directory).values_list("pk", flat=True))
            assert found == {c.pk for c in Case.objects.all() if access.may_read(person, c, directory)}, person.username
            tied = people.takes_part(person, case, directory) or person.is_superuser
            if case.pk in found and marks.is_asked(person, case, directory) and not tied:
                only[person.username] = mark
    assert only, "somebody has no part in the chain"
    for name in only:
        client.force_login(user(name))
        assert str(case.pk) in rows(client), name


def test_after_a_person_was_replaced_and_after_a_delegation(several):
    from cms.organisation import services as organisation
    from cms.organisation.models import Post, Tenure

    now = timezone.now()
    post = Post.objects.filter(tenures__user=user("legal")).first()
    organisation.delegate(
        post, user("legal"), user("general"), now, now + datetime.timedelta(days=2), "出差", by=user("legal")
    )
    Tenure.objects.filter(user=user("planning"), ends_at=None).update(ends_at=now)
    directory = Directory.at(now + datetime.timedelta(seconds=2))
    for person in get_user_model().objects.all():
        found = set(readable.by(person, directory).values_list("pk", flat=True))
        assert found == {case.pk for case in several if access.may_read(person, case, directory)}, person.username


def test_what_the_register_names_opens_and_what_it_does_not_name_is_404(several, client):
    for name in ("discipline", "yuzhong_discipline", "deputy_licensing", "legal", "editor_licensing", "yuzhong_editor"):
        client.force_login(user(name))
        named = set(rows(client))
        assert client.get(REGISTER).status_code == 200
        for case in (each for each in several if each.item.startswith("page:")):
            status = client.get(reverse("disclosure_approval:case", args=[case.pk])).status_code
            assert (status == 200) is (str(case.pk) in named), (name, case)
            file = client.get(reverse("disclosure_casefile:file", args=[case.pk])).status_code
            assert (file == 200) is (str(case.pk) in named), (name, case)


def test_discipline_finds_all_of_its_units(several, client):
    client.force_login(user("discipline"))
    assert len(rows(client)) == len(several), "the municipal one reads every unit"
    client.force_login(user("yuzhong_discipline"))
    assert rows(client) == [str(case.pk) for case in several if case.unit.identifier == "yuzhong"]


def numbers(found) -> list[str]:
    return sorted(str(case.pk) for case in found)


def test_filters(several, client):
    client.force_login(user("admin"))
    every = Case.objects.all()
    office = several[0].office_id
    today = timezone.localdate()
    asked = [
        ({}, every),
        ({"state": "returned"}, every.filter(state="returned")),
        ({"state": "scheduled"}, every.filter(title="以后公开的")),
        ({"state": "running"}, every.filter(state__in=Case.RUNNING)),
        ({"unit": several[-1].unit_id}, every.filter(unit=several[-1].unit_id)),
        ({"office": office}, every.filter(office=office)),
        ({"procedure_class": "announcements"}, every.filter(procedure_class="announcements")),
        ({"action": "publish"}, every.filter(action="publish")),
        ({"channel": "intranet"}, every.filter(channel="intranet")),
        ({"title": "锅炉"}, every.filter(title__contains="锅炉")),
        ({"title": "锅炉", "state": "completed"}, every.none()),
        ({"since": today.isoformat()}, every),
        ({"until": (today - datetime.timedelta(days=1)).isoformat()}, every.none()),
        ({"date": "completed_at", "since": today.isoformat()}, every.filter(state="completed")),
    ]
    for values, wanted in asked:
        assert sorted(rows(client, **values)) == numbers(wanted), values
        html = client.get(REGISTER, values).content.decode()
        for case in every:
            there = f'href="/admin/cases/{case.pk}/"' in html
            assert there is wanted.filter(pk=case.pk).exists(), (values, case)


def test_by_person(several, client):
    client.force_login(user("admin"))
    name = user("legal").get_full_name()
    wanted = set(Decision.objects.filter(holder_id=user("legal").pk).values_list("case_id", flat=True))
    assert wanted and set(map(int, rows(client, person=name[:2]))) >= wanted
    assert set(map(int, rows(client, person=name))) == wanted
    assert rows(client, person="查无此人") == []


def test_orders(several, client):
    client.force_login(user("admin"))
    assert rows(client) == [str(case.pk) for case in reversed(several)], "the newest first"
    assert rows(client, order="number") == [str(case.pk) for case in several]
    by_title = sorted(several, key=lambda case: (case.title, -case.pk))
    assert rows(client, order="title") == [str(case.pk) for case in by_title]
    for wrong in ("pk; DROP", "--title", "opened_by__password", ""):
        assert rows(client, order=wrong) == [str(case.pk) for case in reversed(several)]


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "x"},
        {"unit": "x"},
        {"unit": "9" * 40},
        {"office": "-1"},
        {"since": "32.13.2026"},
        {"since": "2026-12-31", "until": "2026-01-01"},
        {"title": "\x00'\"%_\\"},
        {"person": "x" * 500},
        {"p": "9" * 30},
        {"p": "-1"},
        {"date": "opened_by__password"},
    ],
)
def test_what_is_asked_wrongly_is_answered(several, client, asked):
    client.force_login(user("discipline"))
    assert client.get(REGISTER, asked).status_code == 200
    assert client.get(REGISTER, {**asked, "export": "csv"}).status_code == 200


def test_a_wrong_filter_is_said(several, client):
    client.force_login(user("discipline"))
    html = client.get(REGISTER, {"since": "2026-12-31", "until": "2026-01-01"}).content.decode()
    assert "有一项筛选条件填写有误" in html and "起始日期晚于截止日期" in html


def test_it_offers_the_units_of_what_one_may_read(several, client):
    client.force_login(user("yuzhong_discipline"))
    html = client.get(REGISTER).content.decode()
    assert "行政处罚裁量办法" not in html
    form = client.get(REGISTER).context["form"]
    assert [pk for pk, _name in form.fields["unit"].choices if pk] == [str(several[-1].unit_id)]


def test_the_tables(several, client):
    Case.objects.filter(pk=several[0].pk).update(title="=HYPERLINK(1)")
    client.force_login(user("discipline"))
    content = b"".join(client.get(REGISTER, {"export": "csv"}).streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text and "\n=" not in text and ",=" not in text
    assert "行政许可" in text and "已办结" in text and timezone.localdate().isoformat() in text
    book = load_workbook(io.BytesIO(b"".join(client.get(REGISTER, {"export": "xlsx"}).streaming_content)))
    sheet = list(book.active.iter_rows(values_only=True))
    assert len(sheet) == len(several) + 1 and sheet[0][:2] == ("编号", "标题")
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_it_is_in_the_menu_and_on_the_desk(several, client):
    client.force_login(user("discipline"))
    assert REGISTER in client.get("/admin/").content.decode()
    html = client.get("/admin/cases/").content.decode()
    assert f'href="{REGISTER}"' in html and "案件登记簿" in html


def test_who_is_not_in_the_admin_gets_the_log_in(several, client):
    assert client.get(REGISTER).status_code == 302
    assert client.get(REGISTER, {"export": "csv"}).status_code == 302


def many(case: Case, count: int, *, first: int) -> None:
    fields = [field.attname for field in Case._meta.concrete_fields if field.attname not in ("id", "item")]
    values = {name: getattr(case, name) for name in fields}
    made = Case.objects.bulk_create([Case(**values, item=f"page:{first + n}") for n in range(count)], batch_size=300)
    seats = list(CaseSeat.objects.filter(case=case))
    CaseSeat.objects.bulk_create(
        [
            CaseSeat(case=new, identifier=s.identifier, unit_id=s.unit_id, office_id=s.office_id, drafts=s.drafts)
            for new in made
            for s in seats
        ],
        batch_size=900,
    )


def test_ten_thousand_cases_take_as_many_queries_as_a_few(several, client):
    counts = []
    for size in (100, 10_000):
        many(several[0], size, first=10**6 + size)
        for name in ("discipline", "deputy_licensing", "editor_licensing"):
            client.force_login(user(name))
            with CaptureQueriesContext(
                connection,
            ) as told:
                assert client.get(REGISTER).status_code == 200
            counts.append((name, sum('"disclosure_workflows_case' in each["sql"] for each in told.captured_queries)))
    assert sorted(counts[:3]) == sorted(counts[3:])
    assert 0 < max(number for _name, number in counts) < 15, "the frame of the admin is not counted"


def test_cases_of_before_the_register_are_in_it(several):
    """What the migration does with the plans that there are, compared with what is written at every submission."""
    before = set(CaseSeat.objects.values_list("case_id", "identifier", "unit_id", "office_id", "drafts"))
    lowering = set(MarkSeat.objects.values_list("case_id", "unit_id", "director", "leading_group"))
    CaseSeat.objects.all().delete()
    MarkSeat.objects.all().delete()
    found = [each.name for each in pkgutil.iter_modules(importlib.import_module("cms.workflows.migrations").__path__)]
    for end in ("register_of_cases", "who_lowers_marks"):
        name = next(each for each in found if each.endswith(end))
        importlib.import_module(f"cms.workflows.migrations.{name}").index(apps, None)
    assert set(CaseSeat.objects.values_list("case_id", "identifier", "unit_id", "office_id", "drafts")) == before
    assert set(MarkSeat.objects.values_list("case_id", "unit_id", "director", "leading_group")) == lowering


def test_the_downloads_are_named_in_words_alone(several, client):
    """A picture inside a button of the admin takes the whole of it: the words went out of sight."""
    client.force_login(user("discipline"))
    page = client.get(REGISTER).content.decode()
    assert re.findall(r'export=(?:xlsx|csv)">(.*?)</a>', page) == ["下载 XLSX", "下载 CSV"]
