"""A case walked by its buttons into every state and out of it: somebody who is no superuser is offered a way on."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cms.pages.models import (
    AnnouncementPage,
    ColumnPage,
    LicensingPage,
    OpennessContact,
    OpennessContactPage,
    RegulationPage,
)
from cms.publication import canonical, current
from cms.publication import services as publication
from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case
from cms.workflows.chains import reading
from cms.workflows.chains.vocabulary import STEP_KINDS
from tests.factories.bureau import fees, office, user
from tests.workflows.by_buttons import At
from tests.workflows.test_every_chain import every_chain

LEADS_ON = {"sign", "publish", "record", "return", "recall", "cancel", "confirm", "decline", "submit", "provide"}
WALKED = {"review", "sign", "publish", "resolution", "filing", "receive", "screen", "circulate", "post", "take_down"}
"""The kinds of steps at which a case comes back below."""


def column(bureau, title, takes, slug):
    page = bureau.home.add_child(
        instance=ColumnPage(title=title, slug=slug, issuing_office=office("publicity"), allowed_types=[takes])
    )
    publication.publish(canonical.make(page), authority=publication.Authority("founding", "tests"), structural=True)
    return page


def licence(bureau):
    page = bureau.licence()
    fees(page)
    return LicensingPage.objects.get(pk=page.pk), "editor_licensing"


def regulation(bureau):
    page = bureau.regulation()
    legal = At("legal")
    case = lookup.running(page)
    assert "provide" in legal.offered(case)
    legal.fill(reverse("disclosure_approval:provide", args=[case.pk]), states="legal")
    return RegulationPage.objects.get(pk=page.pk), "editor_regulations"


def _new(bureau, model, by, of, takes, **values):
    page = model(
        title="逐步办理",
        issuing_office=office(of),
        live=False,
        owner=user(by),
        summary="概述",
        created_on=datetime.date(2026, 1, 5),
        body=[{"type": "paragraph", "value": "<p>正文</p>"}],
        no_expiry_reason="长期有效",
        **values,
    )
    if model is OpennessContactPage:
        page.contacts = [OpennessContact(name="办公室", phone="023-55550101")]
    column(bureau, "新栏目", takes, "xin-lan-mu").add_child(instance=page)
    page.save_revision(user=user(by))
    return model.objects.get(pk=page.pk), by


def announcement(bureau):
    return _new(bureau, AnnouncementPage, "editor_announcements", "quality", "announcements", area="玩具")


def contacts(bureau):
    return _new(bureau, OpennessContactPage, "editor_openness_contacts", "general", "openness_contacts")


def who_acts(case) -> At:
    case.refresh_from_db()
    return At(progress.look(case).seats()[0].assignment.holders[0].username)


def a_way_on(case, *names) -> None:
    """The people whom the case concerns, at their screens: one of them at least can bring it further."""
    case.refresh_from_db()
    people = list(names)
    if case.state == Case.State.OPEN:
        people.insert(0, who_acts(case).user.username)
    for name in people:
        offered = At(name).offered(case)
        if case.is_running and offered & LEADS_ON:
            return
        if not case.is_running and any(each.startswith("begin ") for each in offered):
            return
    raise AssertionError(f"{case} {case.state}: nobody of {people} is offered a way on")


def decide(case) -> str:
    """The next decision, by the button of whoever it waits for; returns its kind."""
    person = who_acts(case)
    kind = progress.look(case).position.step.kind
    if kind in ("resolution", "filing"):
        told = {"date": timezone.localdate().isoformat()}
        if kind == "filing":
            told["how"] = "公文交换"
        else:
            minutes = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
            told |= {"number": "局务会〔2026〕1号", "file": minutes}
        person.press(case, "record", **told)
    else:
        person.press(case, "publish" if kind in ("publish", "post", "take_down") else "sign")
    case.refresh_from_db()
    return kind


def come_back(case, editor) -> None:
    """Returned at this step, and submitted again."""
    who_acts(case).press(case, "return", reason="请再核对")
    case.refresh_from_db()
    assert case.state == Case.State.RETURNED
    a_way_on(case, editor.user.username)
    assert case.title in editor.queue().select_one("main").get_text()
    editor.submits(case)


def walk(case, editor, *, returning: set[str]) -> None:
    """To its end; at the first step of each of these kinds it comes back once and goes on again."""
    left = set(returning)
    for _turn in range(60):
        case.refresh_from_db()
        if case.state != Case.State.OPEN:
            assert not left, f"never came to {left}"
            return
        a_way_on(case, editor.user.username)
        kind = progress.look(case).position.step.kind
        if kind in left:
            left.discard(kind)
            come_back(case, editor)
            continue
        decide(case)
    raise AssertionError("it never ends")


@pytest.mark.parametrize(
    ("begun", "returning"),
    [
        (licence, {"review", "sign", "publish"}),
        (regulation, {"resolution", "filing"}),
        (announcement, {"receive"}),
        (contacts, {"screen", "circulate"}),
    ],
)
def test_first_publications_through_every_kind_of_step(bureau, begun, returning):
    page, by = begun(bureau)
    editor = At(by)
    case = lookup.running(page)
    a_way_on(case, by)
    editor.submits(case)
    walk(case, editor, returning=returning)
    assert case.state == Case.State.COMPLETED
    assert current.of_item(page.disclosure_key) is not None
    a_way_on(case, by)


def test_what_follows_a_publication(bureau):
    """Modified and given up, modified for later and taken back, released, withdrawn, published again."""
    page, by = licence(bureau)
    editor = At(by)
    walk(editor.submits(lookup.running(page)), editor, returning=set())
    _given_up(page, editor)
    _for_later(page, editor)
    _released(page, editor)
    _withdrawn(page, editor)


def _begin(page, editor, action, *channel, **entered) -> Case:
    editor.fill(reverse("disclosure_approval:begin", args=[page.pk, action, *channel]), **entered)
    case = lookup.running(page, channel[0] if channel else "")
    a_way_on(case, editor.user.username)
    return case


def _changed(page, editor, **values):
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=editor.user)


def _given_up(page, editor):
    case = _begin(page, editor, "modify", reason_kind="changed")
    _changed(page, editor, quota="每年十件")
    editor.submits(case, reason_kind="changed")
    editor.press(case, "recall", reason="先不改")
    a_way_on(case, editor.user.username)
    editor.press(case, "cancel", reason="不改了", restore=True)
    a_way_on(case, editor.user.username)
    assert case.state == Case.State.CANCELLED


def _for_later(page, editor):
    case = _begin(page, editor, "modify", reason_kind="changed")
    _changed(page, editor, quota="每年二十件", go_live_at=timezone.now() + datetime.timedelta(days=3))
    walk(editor.submits(case, reason_kind="changed"), editor, returning=set())
    assert case.state == Case.State.COMPLETED
    assert "recall" in editor.offered(case)
    editor.press(case, "recall", reason="改期")
    case.refresh_from_db()
    assert case.is_running
    a_way_on(case, editor.user.username)
    if case.state == Case.State.OPEN:
        editor.press(case, "recall", reason="改期")
        case.refresh_from_db()
    editor.press(case, "cancel", reason="不改了", restore=True)


def _released(page, editor):
    case = _begin(page, editor, "publish", "touchscreen")
    walk(editor.submits(case), editor, returning={"receive", "post"})
    assert current.of_item(page.disclosure_key, "touchscreen") is not None
    case.refresh_from_db()
    a_way_on(case, editor.user.username)


def _withdrawn(page, editor):
    case = _begin(page, editor, "withdraw", reason_kind="outdated", reason="过时")
    walk(editor.submits(case), editor, returning={"take_down"})
    assert current.of_item(page.disclosure_key) is None
    case.refresh_from_db()
    a_way_on(case, editor.user.username)
    again = _begin(page, editor, "publish")
    walk(editor.submits(again), editor, returning=set())
    assert current.of_item(page.disclosure_key) is not None


def test_every_kind_of_step_is_walked():
    """A kind that the regulation gets anew has to be walked too."""
    chains = [reading.regulation().chain(*each) for each in every_chain()]
    assert {step.kind for chain in chains for step in chain.steps} - set(
        STEP_KINDS.names(lambda kind: kind.prepares)
    ) == WALKED
