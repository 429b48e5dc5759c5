"""The record proves itself: what it says stays, and whatever is altered, deleted or inserted is found and named."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from cms.casefile import building, findings, jobs, offline, printing, verification
from cms.ledger.models import LedgerEntry
from cms.publication.models import Publication
from cms.workflows import services
from cms.workflows.cases.models import Case, ChainVersion, Decision, SignedForm
from tests.factories.bureau import user
from tests.tampering import by_hand, unprotected


def named() -> list[str]:
    return [f"{each.what} {each.where}: {each.message}" for each in verification.findings()]


def test_a_whole_record_has_no_finding(case, capsys):
    assert named() == []
    call_command("casefile", "verify")
    assert str(LedgerEntry.objects.count()) in capsys.readouterr().out


def test_it_tells_every_step_with_seat_holder_clause_and_evidence(case):
    file = building.of_case(case.pk)
    kinds = [entry.kind for entry in file.entries]
    assert [kind for kind in kinds if kind in ("provide", "attest", "review", "sign", "publish")] == [
        "provide",
        "attest",
        "review",
        "review",
        "sign",
        "sign",
        "publish",
    ]
    signed = next(entry for entry in file.entries if entry.kind == "review")
    assert (signed.seat, signed.clause, signed.label) == ("市质监局法规处", "§5.1.1", "合法性审查") and signed.holder
    assert file.title == "特种设备使用登记" and file.holds and file.publications


def test_nothing_that_happens_later_changes_it(case):
    before = building.of_case(case.pk)
    person = user("legal")
    person.last_name, person.is_active = "改", False
    person.save()
    page = Page.objects.get(pk=int(case.item.split(":")[1])).specific
    page.title = "改了"
    page.save()
    Case.objects.filter(pk=case.pk).update(title="改了", reason="改了", plan_text="{}", round=9)
    assert building.of_case(case.pk) == before


def test_it_stands_without_the_rows_of_case_page_and_revision(case):
    before = building.of_case(case.pk)
    by_hand('DELETE FROM "disclosure_workflows_pendingseat" WHERE case_id = %s', case.pk)
    by_hand('DELETE FROM "disclosure_workflows_caseseat" WHERE case_id = %s', case.pk)
    by_hand('DELETE FROM "disclosure_workflows_casefile" WHERE case_id = %s', case.pk)
    by_hand('DELETE FROM "disclosure_workflows_case" WHERE id = %s', case.pk)
    assert building.of_case(case.pk) == before
    assert any("row is missing" in line for line in named())


ALTERED = {
    "a decision": ('UPDATE "disclosure_workflows_decision" SET comment = %s WHERE number = {sign}', "decision"),
    "its time": ('UPDATE "disclosure_workflows_decision" SET holder_name = %s WHERE number = {sign}', "decision"),
    "a form": ("UPDATE \"disclosure_workflows_signedform\" SET text = %s WHERE digest = '{digest}'", "form"),
    "a ledger entry": ('UPDATE "disclosure_ledger_ledgerentry" SET subject = %s WHERE number = {sign}', "ledger"),
    "a publication": ('UPDATE "disclosure_publication_publication" SET title = %s WHERE number = {shown}', "seal"),
    "the chains": ('UPDATE "disclosure_workflows_chainversion" SET text = %s', "chains"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_is_found_and_named(case, what):
    sql, kind = ALTERED[what]
    sign = Decision.objects.filter(case_id=case.pk, kind="sign").first().number
    by_hand(sql.format(sign=sign, digest=case.digest, shown=case.publication), "改了")
    assert any(line.startswith(kind) for line in named())


@pytest.mark.parametrize("model", [Decision, SignedForm, LedgerEntry, Publication, ChainVersion])
@pytest.mark.parametrize("last", [False, True])
def test_whatever_is_deleted_is_found_and_named(case, model, last):
    """The last rows too."""
    key = model._meta.pk.column
    order = "DESC" if last else "ASC"
    by_hand(
        f'DELETE FROM "{model._meta.db_table}" WHERE "{key}" = '
        f'(SELECT "{key}" FROM "{model._meta.db_table}" ORDER BY "{key}" {order} LIMIT 1)'
    )
    assert named()
    with pytest.raises(CommandError):
        call_command("casefile", "verify")


def test_a_missing_whole_case_is_named(case):
    by_hand('DELETE FROM "disclosure_workflows_decision" WHERE case_id = %s', case.pk)
    assert any(f"case {case.pk}" in line and "whole case" in line for line in named())


def test_an_inserted_decision_is_named(case):
    columns = ", ".join(f'"{field.column}"' for field in Decision._meta.concrete_fields)
    values = columns.replace('"number"', "99999")
    by_hand(
        f'INSERT INTO "disclosure_workflows_decision" ({columns}) SELECT {values} '
        'FROM "disclosure_workflows_decision" WHERE kind = %s LIMIT 1',
        "sign",
    )
    assert any("99999" in line for line in named())


def test_the_running_service_names_it_at_once(case, caplog):
    assert verification.glance() == []
    number = Decision.objects.filter(case_id=case.pk, kind="sign").first().number
    by_hand('DELETE FROM "disclosure_workflows_decision" WHERE number = %s', number)
    told = jobs.glance(None)["findings"]
    assert any(str(number) in line for line in told)
    assert str(number) in caplog.text


def test_a_removed_protection_is_named(case):
    with unprotected():
        assert any(each.what == "trigger" for each in verification.glance())
    assert verification.glance() == []


def test_a_copy_is_checked_by_somebody_who_has_nothing_but_python(case, tmp_path):
    copy = tmp_path / "ledger.jsonl"
    call_command("casefile", "export", str(copy))
    last = LedgerEntry.objects.order_by("-number").first()
    head = f"{last.number}:{last.entry_digest}"
    script = Path(offline.__file__)

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-I", str(script), *arguments], capture_output=True, text=True, check=False
        )

    assert run(str(copy), "--head", head).returncode == 0
    lines = copy.read_text(encoding="utf-8").splitlines(keepends=True)
    for changed in (lines[:3] + lines[4:], lines[:-1], [*lines[:5], lines[5].replace("case:", "fall:"), *lines[6:]]):
        copy.write_text("".join(changed), encoding="utf-8")
        assert run(str(copy), "--head", head).returncode == 1


def test_it_prints_to_one_page_with_its_font_embedded(case):
    content = printing.pdf(building.of_case(case.pk))
    assert content.startswith(b"%PDF")
    assert b"NotoSansCJKsc" in content


def letters(picture: bytes) -> float:
    """The size of the letters in points: the heading stands first, its signs an em apart, 1.6 times as large."""
    first, second = (float(found) for found in re.findall(rb'<use [^>]* x="([0-9.]+)"', picture)[:2])
    return (second - first) / 1.6


@pytest.mark.parametrize(("times", "pages"), [(1, 1), (3, 2), (8, 4)])
def test_a_long_one_takes_more_pages_and_never_smaller_letters(case, times, pages):
    """77 decisions once shrank to 4.8 pt."""
    file = building.of_case(case.pk)
    made = printing.pictures(dataclasses.replace(file, entries=file.entries * times))
    assert len(made) == pages
    assert letters(made[0]) >= 8


# Who reads, who records


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("discipline", 200),
        ("legal", 200),
        ("editor_licensing", 200),
        ("yuzhong_discipline", 404),
        ("yuzhong_legal", 404),
    ],
)
def test_who_reads_it(case, client, name, status):
    client.force_login(user(name))
    assert client.get(f"/admin/case-files/{case.pk}/").status_code == status
    assert client.get(f"/admin/case-files/{case.pk}/pdf/").status_code == status


def test_discipline_records_a_finding_and_changes_nothing(case, client):
    client.force_login(user("discipline"))
    before = Case.objects.values().get(pk=case.pk)
    assert client.post(f"/admin/case-files/{case.pk}/", {"text": "办理超期,责令整改。"}).status_code == 302
    assert Decision.objects.filter(case_id=case.pk, kind="finding").count() == 1
    assert Case.objects.values().get(pk=case.pk) == before
    assert "责令整改" in client.get(f"/admin/case-files/{case.pk}/").content.decode()
    with pytest.raises(services.Refused):
        findings.record(case, user("director"), "我也来")
    with pytest.raises(services.Refused):
        findings.record(case, user("yuzhong_discipline"), "我也来")


def test_show_and_json(case, capsys):
    call_command("casefile", "show", str(case.pk))
    assert "法规处" in capsys.readouterr().out
    call_command("casefile", "show", str(case.pk), "--json")
    assert json.loads(capsys.readouterr().out)["case_id"] == case.pk
    with pytest.raises(CommandError):
        call_command("casefile", "show", "999999")
