"""`submit`: the office attests, the form is made once, and the chain begins (§5.1, §6.1)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.ledger.texts import canonical, stamp, whole_second
from cms.organisation.seats import Assignment, Directory
from cms.publication import canonical as forms
from cms.publication import current, reading
from cms.publication.canonical import CanonicalContent
from cms.publication.reading import Row
from cms.workflows.cases import (
    attachments,
    collections,
    lookup,
    marks,
    people,
    progress,
    readable,
    records,
    regulation,
    terms,
    validation,
)
from cms.workflows.cases.models import Case, Decision, SignedForm
from cms.workflows.cases.position import preparing
from cms.workflows.cases.records import Actor, NewDecision
from cms.workflows.cases.validation import Findings
from cms.workflows.chains import words
from cms.workflows.chains.values import Plan, PlanStep, applies
from cms.workflows.mirror import following
from cms.workflows.services import marking, notify, standing
from cms.workflows.services.opening import plan_of
from cms.workflows.services.refusing import Refused, check

ATTESTED = ("accurate", "necessary", "no_secret", "no_harm")
"""§6.1 and §2: accuracy; necessity; neither state or trade secret nor privacy; nothing that harms social stability."""
STATED = "review_"
"""A point of its own for each review that the providing office gives itself: `review_legal`, `review_general`."""


@dataclass(frozen=True)
class Prospect:
    """What a submission would mean: every step with who acts, what is missing, why it would be refused.

    `remarks` bar nothing: what the person should know beforehand.
    """

    case: Case
    directory: Directory
    steps: tuple[tuple[PlanStep, tuple[Assignment, ...], bool], ...]
    missing: tuple[str, ...]
    vacant: tuple[str, ...]
    refusal: str | None
    unknown: dict[str, Decision]
    """Marks of the item that the case learns of with its submission."""
    remarks: tuple[str, ...] = ()
    item: Any = None
    form: CanonicalContent | None = None
    """Of the newest revision as it was read, before anything was asked of it that completes it."""


@reading.once()
def prospect(case: Case, user: Any, at: datetime.datetime | None = None) -> Prospect:
    """The whole chain for this case with names, who is barred and who stands in; nothing is written."""
    now = at or timezone.now()
    directory = Directory.at(now)
    item = lookup.item(case)
    if case.has_content:
        case.authors = lookup.authors(item, user)
    elif case.is_release:
        case.authors = sorted({user.pk, *_authors_of_shown(case)})
    else:
        case.authors = sorted({user.pk, *([case.opened_by_id] if case.is_ratification and case.opened_by_id else [])})
    draft = lookup.draft(case, item) if case.has_content else None
    form = validation.form_of(draft) if draft is not None else None
    _route(case, draft if draft is not None else item, directory, form)
    unknown = marks.unknown_to(case)
    for mark in unknown:
        setattr(case, mark, True)  # the submission takes them along
    steps = []
    vacant = []
    for step in case.plan.steps:
        due = applies(step.condition, case.marks)
        found = tuple(people.assignment(directory, case, step, seat) for seat in step.seats)
        steps.append((step, found, due))
        if due and step.kind not in ("draft", "attest"):
            stuck = [each for each in found if each.vacant]
            if stuck and (step.all_of or len(stuck) == len(found)):
                vacant += [each.in_full for each in stuck]
    looked = draft.examined(case.action, user, now) if draft is not None else Findings()
    missing = [*_missing(case, draft, now, directory, form), *looked.missing]
    reason = refusal(case, user, directory, now) or _stuck(vacant) or (missing[0] if missing else None)
    facts = tuple(missing), tuple(vacant), reason
    return Prospect(case, directory, tuple(steps), *facts, unknown, looked.remarks, item, form)


def _stuck(vacant: list[str]) -> str | None:
    if not vacant:
        return None
    return _("Nobody holds, or may stand in for: %(seats)s. The item would get stuck there.") % {
        "seats": "、".join(vacant)
    }


def _missing(
    case: Case, draft: Any, now: datetime.datetime, directory: Directory, form: CanonicalContent | None
) -> list[str]:
    if case.is_release and case.shows_form:
        return [line for line in [lookup.released_otherwise(case)] if line]
    if not case.has_content:
        lines = unreasoned(case)
        if case.successor and current.link(case.successor, at=now) is None:
            lines.append(_("What takes its place is not on view."))
        return lines
    lines = [*draft.missing(case.action), *unreasoned(case)]
    for step in progress.missing_parts(case, draft):
        seats = "、".join(people.assignment(directory, case, step, seat).in_full for seat in step.seats)
        lines.append(_("%(seats)s has not provided its part yet.") % {"seats": seats})
    go_live = getattr(draft, "go_live_at", None)
    placeless = standing.no_place(draft, go_live, now) if case.action in ("publish", "modify") else None
    lines += [placeless] if placeless else []
    if draft.disclosure_until() is not None and draft.disclosure_until() <= now:
        lines.append(_("The expiry lies in the past."))
    return [*lines, *validation.ahead(draft, case.channel, now, form)]


def unreasoned(case: Case) -> list[str]:
    """What the case still lacks of its reason and of what it rests on: given with the submission."""
    lines = [] if case.has_content or case.reason or case.reason_kind else [_("Give the reason.")]
    chain = regulation.of(case.chains).chain(case.procedure_class, case.action, case.channel)
    if chain.requires_basis and not case.basis:
        lines.append(
            _("Repealing a normative document needs its act: title, number and date (§5.5.2).")
            if case.has_content
            else _("Abolishing a licensing item needs a policy basis (§5.5.3).")
        )
    return lines


def refusal(
    case: Case, user: Any, directory: Directory | None = None, at: datetime.datetime | None = None
) -> str | None:
    """Why this person cannot submit the case, apart from what is missing in the text."""
    if case.state not in Case.EDITABLE:
        return _("It has been submitted already.")
    if case.is_ratification and user.pk == case.opened_by_id and user.is_active:
        return None  # whoever took it down brings it before the chain, as the first time
    if not people.may_prepare(user, case, directory or Directory.at(at)):
        return _("Only the office that provides this item can submit it.")
    return None


def _form_of(case: Case, seen: Prospect, user: Any, now: datetime.datetime) -> CanonicalContent | None:
    """What is signed: the draft as it is frozen now, for a release what is on view; None for what takes down."""
    if not case.has_content:
        return _released(case, now) if case.is_release and case.shows_form else None
    shown = current.of_item(case.item, case.channel, now, form=True)
    form = _freeze(case, seen, shown)
    _mark_rule(case, seen.item, shown, form, user, now)
    case.wanted_from, case.wanted_until = form.go_live, form.expire
    return form


def submit(
    case: Case,
    user: Any,
    *,
    attestation: dict[str, bool] | None = None,
    comment: str = "",
    at: datetime.datetime | None = None,
) -> Case:
    """Freeze the newest draft, begin the round's chain and tell who is next. Raises Refused.

    `attestation` answers every point of `points_of(plan)` when the chain has an `attest` step. The attachments are read
    after it, as far as there is time; of what is left a message asks.
    """
    submitted, form = _submit(case, user, attestation, comment, at)
    if form is not None:
        attachments.read(form)
    return submitted


@transaction.atomic
@reading.once()
def _submit(
    case: Case, user: Any, attestation: dict[str, bool] | None, comment: str, at: datetime.datetime | None
) -> tuple[Case, CanonicalContent | None]:
    now = whole_second(at or timezone.now())
    case = lookup.lock(case)
    before = case.plan_text
    seen = prospect(case, user, now)
    check(seen.refusal, f"submit case {case.pk}")
    case = seen.case
    attests = preparing(case.plan, "attest")
    check(unattested(attestation, points_of(case.plan)) if attests else None, f"submit case {case.pk}")
    form = _form_of(case, seen, user, now)
    marking.take_over(case, now, seen.unknown)
    case.submitted_by, case.submitted_at, case.state = user, now, Case.State.OPEN
    case.step, case.step_since = 0, now
    if case.plan_text != before:
        readable.index(case)
    _write(case, user, seen, form, comment, attestation, now)
    if form is not None:
        collections.note_files(case, form)
        attachments.want(form)
    situation = progress.look(case, now, seen.directory)
    progress.stand(situation)
    begun = following.start(case, seen.item, user, situation.position)
    case.save()
    progress.place(situation)
    following.follow(case, situation.position, user, begun=begun)
    notify.next_seats(situation)
    return case, form


def _changes_contacts_only(case: Case, draft: Any, form: CanonicalContent | None) -> bool:
    """§5.5.2 asks for the director where functions or duties change, not for a new telephone."""
    shown = current.of_item(case.item, case.channel, form=True)
    return shown is not None and bool(
        draft.changes_contacts_only(CanonicalContent(shown.form), form or forms.make(draft))
    )


def _mark_rule(
    case: Case, item: Any, shown: Row | None, form: CanonicalContent, user: Any, now: datetime.datetime
) -> None:
    """A changed rule needs its resolution and filings on record (§5.5.2); the forms say whether it changed."""
    changed = item.changes_rule(CanonicalContent(shown.form) if shown else None, form)
    if changed != case.rule_changed:
        case.rule_changed = changed
        kind = "raise_major" if changed else "lower_major"
        records.write(case, kind, Actor(user), evidence={"mark": "rule_changed"}, at=now)


def points_of(plan: Plan) -> dict[str, str]:
    """Every point that has to be attested with this plan → the name of the review that it states, "" for the others.

    An office that provides an item and would review it states that review in so many words (§6.1).
    """
    states = [each for step in preparing(plan, "attest") for each in step.states]
    return {**dict.fromkeys(ATTESTED, ""), **{f"{STATED}{seat}": name for seat, name in states}}


def unattested(attestation: dict[str, bool] | None, points: dict[str, str]) -> str | None:
    """What is missing in an attestation, in words."""
    given = attestation or {}
    if not all(given.get(point) for point in ATTESTED):
        return _("Attest every point: accuracy, necessity, no secret, no harm (§6.1, §2).")
    left = [words.review(name) for point, name in points.items() if not given.get(point)]
    if left:
        return _("This office provides the item, so it states its own review: %(reviews)s (§6.1).") % {
            "reviews": "、".join(left)
        }
    return None


def _freeze(case: Case, seen: Prospect, shown: Row | None) -> CanonicalContent:
    """The form of the newest revision as it was read in this transaction; `shown` is what is on view."""
    revision = seen.item.latest_revision
    form = seen.form
    if revision is None or form is None:
        revision = revision or seen.item.save_revision(clean=False)
        form = forms.make(seen.item.with_content_json(revision.content))
    check(
        _("Nothing was changed since the last publication.") if shown and shown.digest == form.digest else None,
        f"submit case {case.pk}",
    )
    _keep(form)
    case.digest, case.revision_id, case.title = form.digest, revision.pk, form.title[:255]
    return form


def _keep(form: CanonicalContent) -> None:
    """Forms are kept by their digests: the same one is signed once more."""
    if not SignedForm.objects.filter(digest=form.digest).exists():
        SignedForm.objects.create(digest=form.digest, text=form.text)


def _released(case: Case, now: datetime.datetime) -> CanonicalContent:
    """A release shows exactly what is on view on the web site."""
    shown = current.of_item(case.item, current.WEB, now, form=True)
    if shown is None:
        raise Refused(_("It is not on view on the web site: nothing can be released."))
    form = CanonicalContent(shown.form)
    _keep(form)
    case.digest, case.revision_id, case.title = form.digest, None, form.title[:255]
    return form


def _authors_of_shown(case: Case) -> list[int]:
    """Who wrote what is on view, as its own case barred them."""
    shown = current.of_item(case.item, current.WEB)
    source = lookup.published_by(shown.number) if shown else None
    return (records.authors_of(records.of_case(source), source) or []) if source else []


def _route(case: Case, draft: Any, directory: Directory, form: CanonicalContent | None) -> None:
    """Routing belongs to the item and happens anew at every submission, by the chains that the case began with."""
    lesser = case.has_content and case.action == "modify" and _changes_contacts_only(case, draft, form)
    named = case.procedure_class if case.is_release else ""
    version = regulation.of(case.chains)
    plan = plan_of(draft, case.action, case.channel, version, directory, procedure_class=named, contacts_only=lesser)
    case.plan_text = canonical(plan.as_json())
    case.procedure_class, case.category = plan.procedure_class, draft.category
    case.unit, case.office = draft.issuing_office.unit, draft.issuing_office


def evidence_of(case: Case, directory: Directory, term: terms.Term | None = None) -> dict[str, Any]:
    """What a submission keeps: who is barred, why, and all of the case that its file needs without its row (rule 9)."""
    return {
        "plan": case.plan_digest,
        "authors": case.authors,
        "revision": case.revision_id,
        "reason": case.reason,
        "basis": case.basis,
        "basis_facts": case.basis_facts,
        "reason_kind": case.reason_kind,
        "successor": case.successor,
        "term": _facts_of(term),
        "title": case.title,
        "unit": case.unit.name,
        "office": case.office.name,
        "chain": case.plan.as_json(),
        "units": _units_of(case.plan, directory),
    }


def _facts_of(term: terms.Term | None) -> dict[str, str]:
    """Until when what is signed is shown, or why it has no expiry; {} for what takes something down."""
    if term is None:
        return {}
    return {"until": stamp(term.until) or "", "reason": term.reason}


def _units_of(plan: Plan, directory: Directory) -> dict[str, str]:
    """The units whose seats are in the plan, by their ids: the record names them without their rows."""
    ids = {seat.unit for step in plan.steps for seat in step.seats}
    return {str(unit.id): unit.label for unit in directory.units() if unit.id in ids}


def _write(
    case: Case,
    user: Any,
    seen: Prospect,
    form: CanonicalContent | None,
    comment: str,
    attestation: dict[str, bool] | None,
    now: datetime.datetime,
) -> None:
    if not case.shows_form:
        shown = current.of_item(case.item, case.channel, now)
        case.digest = shown.digest if shown else ""
    term = terms.of_form(seen.item, form, case.channel) if form is not None else None
    entries = [NewDecision("submit", Actor(user), evidence=evidence_of(case, seen.directory, term))]
    points = points_of(case.plan)
    attested = {point: bool((attestation or {}).get(point)) for point in points}
    stated = [name for point, name in points.items() if name and attested[point]]
    facts_of: dict[str, dict[str, Any]] = {
        "draft": {},
        "attest": {**attested, "states": stated, **attachments.evidence(form)},
    }
    if case.is_release and not preparing(case.plan, "draft"):
        facts_of = {"provide": {}, **facts_of}  # §5.2: who provides the fees brings them to the wall
    for kind, facts in facts_of.items():
        for step in preparing(case.plan, kind):
            seat = step.seats[0]
            actor = Actor(user, seat, seen.directory.assign(people.seat_ref(seat)))
            entries.append(NewDecision(kind, actor, step, comment, facts))
            comment = ""
    records.write_all([(case, each) for each in entries], at=now)
