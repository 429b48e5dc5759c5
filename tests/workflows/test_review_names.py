"""Reviews have names, wherever a person reads of them, and a provider states its own (§6.1)."""

import re

import pytest
from django.core import mail

from cms.casefile import building
from cms.organisation.seats import Directory
from cms.outbox import services as outbox
from cms.workflows import services
from cms.workflows.cases import lookup, people
from cms.workflows.chains import reading, routing
from tests.factories.bureau import ATTESTED, Bureau, fees, office, submit, unit, user
from tests.workflows.by_buttons import At, text


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


def shown(client, name, case, what=""):
    client.force_login(user(name))
    return client.get(f"/admin/cases/{case.pk}/{what}").content.decode()


def test_on_the_button_in_the_queue_in_the_mail_in_the_record_and_in_the_file(bureau, client):
    page = bureau.licence()
    fees(page)
    case = submit(page)
    seen = shown(client, "legal", case)
    assert 'type="submit">合法性审查通过<' in seen and "市质监局法规处" in seen
    assert "合法性审查" in client.get("/admin/cases/").content.decode()
    client.post(f"/admin/cases/{case.pk}/sign/", {"sign-seat": "", "sign-comment": ""})
    assert 'type="submit">保密审查通过<' in shown(client, "general", case)
    client.post(f"/admin/cases/{case.pk}/sign/", {"sign-seat": "", "sign-comment": "无密"})
    outbox.deliver_due(100)
    told = "\n".join(f"{each.subject}\n{each.body}" for each in mail.outbox)
    assert "步骤：合法性审查" in told and "步骤：保密审查" in told and "席位：市质监局办公室" in told
    record = shown(client, "legal", case)
    cells = re.findall(r"<td[^>]*>\s*([^<]*?)\s*<", record)
    assert {"合法性审查", "保密审查"} <= set(cells) and any(each.startswith("市质监局办公室") for each in cells)
    file = [entry for entry in building.of_case(case.pk).entries if entry.kind == "review"]
    assert [(entry.label, entry.seat) for entry in file] == [
        ("合法性审查", "市质监局法规处"),
        ("保密审查", "市质监局办公室"),
    ]


def test_other_information_has_its_wording_checked_too(bureau):
    """§5.1.6: 办公室 checks the wording, with the secrecy review of §6.1."""
    steps = reading.regulation().chain("other", "publish", "web").steps
    assert [step.names for step in steps if step.kind == "review"] == [("文字把关、保密审查",), ("合法性审查",)]


def test_the_provider_states_its_review_in_so_many_words(bureau, client):
    """A law is collected by the legal office, which would review it: it says so with its attestation."""
    page = bureau.regulation(by="legal", kind="law", issuing_office=office("legal"))
    case = lookup.running(page)
    seen = shown(client, "legal", case, "submit/")
    assert "合法性审查：本处室已作合法性审查，内容合法（§6.1）。" in seen
    without = {name: given for name, given in ATTESTED.items() if not name.startswith("review_")}
    with pytest.raises(services.Refused, match="合法性审查"):
        services.submit(case, user("legal"), attestation=without)
    answer = client.post(f"/admin/cases/{case.pk}/submit/", dict.fromkeys(without, "on"))
    assert answer.status_code == 422
    client.post(f"/admin/cases/{case.pk}/submit/", dict.fromkeys([*without, "review_legal"], "on"))
    case.refresh_from_db()
    assert case.state == case.State.OPEN
    attested = next(entry for entry in building.of_case(case.pk).entries if entry.kind == "attest")
    assert [line for line in attested.evidence if "合法性审查" in line]
    assert len([line for line in attested.evidence if "§6.1" in line or "§2" in line]) == 5


def test_who_provides_the_text_states_its_review_with_it(bureau, client):
    """A normative document: the legal office provides the text (§5.1.3)."""
    page = bureau.regulation()
    case = lookup.running(page)
    seen = shown(client, "legal", case, "provide/")
    assert "合法性审查：本处室已作合法性审查，内容合法（§6.1）。" in seen
    client.post(f"/admin/cases/{case.pk}/provide/", {"comment": ""})
    assert not [entry for entry in building.of_case(case.pk).entries if entry.kind == "provide"]
    client.post(f"/admin/cases/{case.pk}/provide/", {"comment": "", "states": "legal"})
    provided = next(entry for entry in building.of_case(case.pk).entries if entry.kind == "provide")
    assert provided.evidence == ("合法性审查：本处室已作合法性审查，内容合法（§6.1）。",)


def test_an_office_that_reviews_states_it_where_the_item_is_its_own(bureau):
    """Any other item of the general office: its secrecy review is given with the attestation."""
    page = bureau.licence(issuing_office=office("general"), by="general")
    plan = lookup.running(page).plan
    assert [seat.what for step in plan.steps for seat in step.seats if step.kind == "review"] == ["合法性审查"]
    assert [step.states for step in plan.steps if step.kind == "attest"] == [(("general", "保密审查"),)]


def test_the_same_office_of_two_units_is_told_apart(bureau):
    """A district's major item is reviewed by two offices called 办公室."""
    directory, yuzhong = Directory.at(), unit("yuzhong")
    chain = reading.regulation().chain("licensing", "publish", "web", subordinate=True)
    plan = routing.plan_for(
        chain, directory=directory, unit_id=yuzhong.pk, office_id=office("licensing_office", "yuzhong").pk
    )
    named = [
        (seat.what, directory.assign(people.seat_ref(seat)).in_full)
        for step in plan.steps
        for seat in step.seats
        if step.kind == "review"
    ]
    assert ("保密审查", "渝中区质监局办公室") in named and ("保密审查", "市质监局办公室") in named


def test_the_button_says_what_is_certified(client, bureau):
    page = bureau.licence()
    fees(page)
    case = submit(page)
    said = []
    for name in ("legal", "general", "deputy_licensing", "deputy_publicity"):
        at = At(name)
        form = at.case(case).select_one("form[data-verb=sign]")
        said.append(text(form.select_one("button")))
        assert at.case(case).select_one(f".cases-bar button[form={form['id']}]") is not None
        at.press(case, "sign", comment="")
    assert said == ["合法性审查通过", "保密审查通过", "同意", "同意"]
