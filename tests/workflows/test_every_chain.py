"""Every chain of the regulation, on a plain model, straight through; and the order that it enforces."""

import pytest
from django.db import transaction

from cms.organisation.seats import Directory
from cms.publication import current
from cms.workflows import services
from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case
from cms.workflows.chains import reading
from cms.workflows.chains.composing import actions_of
from tests.factories.bureau import ATTESTED, load_organisation, office, sign_all, user
from tests.testapp.models import Notice
from tests.workflows import oracle


def every_chain():
    rules = reading.regulation()
    for name, each in rules.classes.items():
        own = "web" if "web" in each.channels else each.channels[0]
        for channel in each.channels:
            for action in actions_of(each, channel, own):
                yield name, action, channel


PROVIDERS = {
    "plans.annual": "general",
    "regulations.law": "legal",
    "organisation": "personnel",
    "licensing.fees": "licensing_office",
    "structure": "publicity",
}


def drafter(case) -> object:
    """Somebody who may prepare the case."""
    directory = Directory.at()
    step = next(step for step in case.plan.steps if step.kind in ("draft", "provide"))
    from cms.workflows.cases.people import seat_ref

    return user(directory.assign(seat_ref(step.seats[0])).holders[0].username)


def new_notice(class_name: str, unit: str = "municipal") -> Notice:
    where = PROVIDERS.get(class_name, "licensing_office")
    return Notice.objects.create(title="通知", class_name=class_name, issuing_office=office(where, of=unit))


def write(notice: Notice, person, text: str) -> None:
    draft = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
    draft.text = text
    draft.save_revision(user=person)


def prepare(notice: Notice, action: str, channel: str) -> Case:
    """A case ready to be submitted."""
    case = lookup.running(notice, channel)
    if case is None:
        opener = first_author(notice)
        case = services.open_case(
            Notice.objects.get(pk=notice.pk),
            action=action,
            user=opener,
            channel=channel,
            reason="到期",
            basis="国发〔2007〕1号",
        )
    for step in case.plan.steps:
        if step.kind == "provide":
            person = user(Directory.at().assign(_ref(step.seats[0])).holders[0].username)
            services.provide(case, person, step=step.number, stated=[seat for seat, _name in step.states])
    return case


def _ref(seat):
    from cms.workflows.cases.people import seat_ref

    return seat_ref(seat)


def first_author(notice: Notice):
    identifier = {"general": "general", "legal": "legal", "personnel": "personnel", "publicity": "publicity"}.get(
        notice.issuing_office.identifier, "editor_licensing"
    )
    if notice.class_name == "licensing.fees":
        identifier = "planning"
    prefix = "" if notice.issuing_office.unit.kind == "municipal" else f"{notice.issuing_office.unit.identifier}_"
    return user(f"{prefix}{identifier}")


def submit(case: Case, person) -> Case:
    return services.submit(case, person, attestation=ATTESTED)


def bring_on_view(notice: Notice, channel: str) -> None:
    person = first_author(notice)
    write(notice, person, "第一版")
    case = lookup.running(notice, channel)
    if case is None or case.action != "publish":
        case = services.open_case(Notice.objects.get(pk=notice.pk), action="publish", user=person, channel=channel)
    sign_all(submit(prepare(notice, "publish", channel), person))
    assert current.of_item(notice.disclosure_key, channel) is not None


@pytest.fixture
def organisation(db):
    load_organisation()


@pytest.mark.parametrize("unit", ["municipal", "yuzhong"])
def test_every_chain_reaches_its_end(organisation, unit):
    for name, action, channel in every_chain():
        with transaction.atomic():
            notice = new_notice(name, unit)
            person = first_author(notice)
            if action == "publish" and channel in ("web",):
                write(notice, person, "第一版")
            elif action != "publish":
                bring_on_view(notice, channel)
                if action in ("modify", "repeal"):
                    notice = Notice.objects.get(pk=notice.pk)
                    running = lookup.running(notice, channel)
                    assert running is None
                    if action == "repeal" or channel != "web":
                        services.open_case(
                            notice, action=action, user=person, channel=channel, reason="废止", basis="国发〔2007〕1号"
                        )
                    write(notice, person, "第二版")
            else:
                write(notice, person, "第一版")
                other = lookup.running(notice, "web")
                assert other is None or channel != "web"
            case = submit(prepare(notice, action, channel), person)
            for mark in ("major", "sensitive"):
                services.raise_mark(case, person, mark)
            sign_all(case)
            case.refresh_from_db()
            assert case.state == Case.State.COMPLETED, (name, action, channel)
            shown = current.of_item(notice.disclosure_key, channel)
            ends = case.plan.steps[-1].kind
            assert (shown is None) == (ends == "take_down"), (name, action, channel)
            oracle.everything_visible_is_signed()
            transaction.set_rollback(True)


def test_nobody_decides_out_of_turn(organisation):
    """At each step of a chain everybody who holds a later seat, and no earlier one, is refused."""
    notice = new_notice("announcements")
    person = first_author(notice)
    write(notice, person, "第一版")
    case = submit(lookup.running(notice), person)
    everyone = [user(name) for name in ("publicity", "director", "planning", "personnel", "discipline", "admin")]
    while True:
        case.refresh_from_db()
        situation = progress.look(case)
        if situation.position.step is None:
            break
        allowed = {holder.user_id for seat in situation.seats() for holder in seat.assignment.holders}
        for each in everyone:
            if each.pk not in allowed:
                for verb in (
                    lambda p: services.sign(case, p),
                    lambda p: services.publish(case, p),
                    lambda p: services.return_to_provider(case, p, reason="不同意"),
                ):
                    with pytest.raises(services.Refused):
                        verb(each)
        seat = situation.seats()[0]
        acting = user(seat.assignment.holders[0].username)
        if situation.position.step.kind == "publish":
            with pytest.raises(services.Refused):
                services.sign(case, acting)
            services.publish(case, acting)
        else:
            with pytest.raises(services.Refused):
                services.publish(case, acting)
            services.sign(case, acting, seat=seat.seat.key)
    assert case.state == Case.State.COMPLETED
