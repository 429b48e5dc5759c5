"""The 审批单 of a case (rule 9): who decided what, in which seat, when, by which clause, on exactly which content.

It is put together from append-only rows alone: sealed decisions, submitted forms, publications. The case's own row,
users, pages and workflows may change or go; what the file says stays. Decisions keep copies of the names.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.casefile import steps
from cms.organisation.models import Unit
from cms.organisation.words import seat_in_full
from cms.publication.models import Publication
from cms.workflows.admin.drawing import DrawnStep
from cms.workflows.cases import comments, missed, records
from cms.workflows.cases.models import Case, Decision, SignedForm
from cms.workflows.chains import words
from cms.workflows.chains.values import Plan
from cms.workflows.chains.vocabulary import CHANNELS, STEP_KINDS

SYSTEM = (
    "open",
    "submit",
    "cancel",
    "remind",
    "escalate",
    "expired",
    "shown",
    "raise_major",
    "lower_major",
    "revoke",
    "unpost_due",
    *comments.KINDS,
)


@dataclass(frozen=True)
class Entry:
    """One decision, as it is read. `holds` is False for one that no longer says what was sealed.

    `label` is the step, a review by its name; `seat` the seat with its unit; `consent` what a review or signature
    says by being given.
    """

    number: int
    round: int
    at: datetime.datetime
    kind: str
    label: str
    clause: str
    seat: str
    holder: str
    post: str
    acting_for: str
    stand_in: str
    comment: str
    digest: str
    evidence: tuple[str, ...]
    file: dict[str, Any] | None
    holds: bool
    consent: str = ""

    @property
    def is_of_the_chain(self) -> bool:
        return self.kind not in SYSTEM


@dataclass(frozen=True)
class CaseFile:
    """Everything that is on record of a case. `publications` are (number, kind, from, until) that rest on it."""

    case_id: int
    item: str
    title: str
    action: str
    channel: str
    procedure_class: str
    clause: str
    unit: str
    office: str
    chain: tuple[str, ...]
    reason: str
    term: str
    entries: tuple[Entry, ...]
    publications: tuple[tuple[int, str, datetime.datetime, datetime.datetime | None], ...]
    digest: str
    steps: tuple[DrawnStep, ...] = ()

    @property
    def holds(self) -> bool:
        return all(entry.holds for entry in self.entries)


def numbers() -> list[int]:
    """Every case of which something was decided, whether or not its row is still there."""
    found = Decision.objects.order_by("case_id").values_list("case_id", flat=True).distinct()
    return list(found)


def of_case(case_id: int) -> CaseFile:
    """Raises LookupError when nothing was ever decided in such a case."""
    decisions = list(Decision.objects.filter(case_id=case_id).order_by("number"))
    if not decisions:
        raise LookupError(f"no decision of case {case_id} is on record")
    submitted = next((each for each in reversed(decisions) if each.kind == "submit"), None)
    facts = _submission(case_id, submitted)
    listed = facts.get("steps", ())
    first = decisions[0]
    digest = submitted.digest if submitted is not None else first.digest
    units = _units_of(listed, facts)
    return CaseFile(
        case_id=case_id,
        item=first.item,
        title=facts.get("title") or _title(digest, first.item),
        action=str(Case.Action(first.action).label),
        channel=str(CHANNELS.label(first.channel)),
        procedure_class=words.procedure_class(facts.get("class", "")),
        clause=facts.get("clause", ""),
        unit=facts.get("unit", ""),
        office=facts.get("office", ""),
        chain=tuple(_chain(listed, units)),
        reason=facts.get("reason", ""),
        term=_term(facts.get("term"), digest),
        entries=tuple(_entry(each) for each in decisions),
        publications=tuple(_publications(case_id)),
        digest=digest,
        steps=tuple(_steps(case_id, facts, decisions, units)),
    )


def _steps(case_id: int, facts: dict[str, Any], decisions: list[Decision], units: dict[str, str]) -> list[DrawnStep]:
    """Of a submission that was recorded before chains were written down with it, by the row's plan."""
    case = Case.objects.filter(pk=case_id).first()
    plan = Plan.from_json(facts["chain"]) if facts.get("chain") else case.plan if case is not None else None
    return steps.drawn(plan, decisions, units, case) if plan is not None else []


def _submission(case_id: int, submitted: Decision | None) -> dict[str, Any]:
    """What the submission says of the case; of one that was never submitted, what its row says."""
    if submitted is not None and "chain" in submitted.facts:
        facts = submitted.facts
        plan = facts["chain"]
        return {**facts, "steps": plan["steps"], "class": plan["procedure_class"], "clause": plan["clause"]}
    case = Case.objects.select_related("unit", "office").filter(pk=case_id).first()
    if case is None:
        return {}
    plan = json.loads(case.plan_text)
    return {
        "title": case.title,
        "unit": case.unit.name,
        "office": case.office.name,
        "reason": case.reason,
        "steps": plan.get("steps", ()),
        "class": case.procedure_class,
        "clause": plan.get("clause", ""),
    }


def _title(digest: str, item: str) -> str:
    form = SignedForm.objects.filter(digest=digest).values_list("text", flat=True).first() if digest else None
    if form:
        return str(json.loads(form)["title"])
    return Publication.objects.filter(item=item).order_by("-number").values_list("title", flat=True).first() or item


def _term(facts: dict[str, str] | None, digest: str) -> str:
    """Until when what was signed is shown; of an older submission, as its form says. "" where no form was signed."""
    if facts is None:
        form = SignedForm.objects.filter(digest=digest).values_list("text", flat=True).first() if digest else None
        facts = {"until": json.loads(form)["expire"] or ""} if form else {}
    if not facts:
        return ""
    if facts["until"]:
        return _("until %(moment)s") % {"moment": missed.moment(datetime.datetime.fromisoformat(facts["until"]))}
    reason = facts.get("reason", "")
    return _("no expiry: %(reason)s") % {"reason": reason} if reason else _("no expiry")


def _chain(steps: Any, units: dict[str, str]) -> Iterator[str]:
    for step in steps:
        by_name: dict[str, list[str]] = {}
        for seat in step["seats"]:
            what = seat.get("what") or words.REVIEWS_BY_SEAT.get(seat["identifier"], "")
            seats = by_name.setdefault(words.act(step["kind"], what), [])
            seats.append(seat_in_full(units.get(str(seat["unit"]), ""), words.seat(seat["identifier"])))
        facts = "、".join(f"{name} {'、'.join(dict.fromkeys(seats))}" for name, seats in by_name.items())
        yield f"[{facts}]" if step["condition"] else facts


def _units_of(steps: Any, facts: dict[str, Any]) -> dict[str, str]:
    """The units of the chain by their ids, as the submission names them; of an older one, as they are called now."""
    named = dict(facts.get("units") or {})
    left = {seat["unit"] for step in steps for seat in step["seats"] if str(seat["unit"]) not in named}
    return {**{str(unit.pk): unit.short_name or unit.name for unit in Unit.objects.filter(pk__in=left)}, **named}


def _seat(decision: Decision) -> str:
    """The seat with its unit; one that was recorded without it has its unit's id in its key."""
    facts = records.seat_in_full(decision)
    unit_id = decision.seat.partition("/")[0]
    if decision.facts.get("seat_unit") or not facts or not unit_id.isdigit():
        return facts
    unit = Unit.objects.filter(pk=unit_id).first()
    return seat_in_full(unit.short_name or unit.name, facts) if unit else facts


def _consent(kind: str) -> str:
    """What is said by deciding so, also where nobody wrote a word."""
    return str(STEP_KINDS[kind].consent) if kind in STEP_KINDS else ""


def _entry(decision: Decision) -> Entry:
    facts = decision.facts
    return Entry(
        number=decision.number,
        round=decision.round,
        at=decision.at,
        kind=decision.kind,
        label=records.label(decision),
        clause=decision.clause,
        seat=_seat(decision),
        holder=decision.holder_name,
        post=decision.post_name if decision.post_name != decision.seat_label else "",
        acting_for=decision.acting_for,
        stand_in=decision.stand_in,
        comment=decision.comment,
        digest=decision.digest,
        evidence=tuple(_evidence(decision.kind, facts)),
        consent=_consent(decision.kind),
        file=facts.get("file") if isinstance(facts.get("file"), dict) else None,
        holds=records.holds(decision),
    )


def _evidence(kind: str, facts: dict[str, Any]) -> Iterator[str]:
    """The facts of a decision in words: number and date of a resolution, recipient and way of a filing, …"""
    names = {
        "recipient": _("with"),
        "number": _("number"),
        "date": _("dated"),
        "how": _("how"),
        "mark": _("mark"),
        "basis": _("basis"),
        "due": _("due"),
        "label": _("seat"),
        "above": _("seat above"),
        "term": _("end of its term"),
    }
    for name, label in names.items():
        if facts.get(name) and isinstance(facts[name], str | int):
            yield f"{label}: {words.mark(str(facts[name])) if name == 'mark' else facts[name]}"
    if kind == comments.COMMENT:
        yield _("about: %(label)s") % {"label": facts.get("label") or _("the whole item")}
    if kind in comments.KINDS and facts.get("of"):
        yield _("on comment %(number)s") % {"number": facts["of"]}
    if kind in records.EVENTS_OF_MARKS:
        yield from _of_mark(facts)
    given = facts.get("basis_facts") or {}
    if any(given.values()):
        yield _("basis: %(facts)s") % {"facts": "，".join(given[name] for name in sorted(given) if given[name])}
    if kind == "attest":
        yield from (str(sentence) for name, sentence in words.POINTS.items() if facts.get(name))
    if kind in ("attest", "provide"):
        yield from (words.statement(name) for name in facts.get("states", ()))
    if kind in ("expired", "shown"):
        yield _("approvals: %(numbers)s") % {"numbers": ", ".join(str(number) for number in facts.get("approvals", []))}
    file = facts.get("file")
    if isinstance(file, dict):
        yield f"{file.get('name')} (SHA-256 {str(file.get('sha256'))[:16]}…)"


def _of_mark(facts: dict[str, Any]) -> Iterator[str]:
    """Where a mark came from, whether it means a step here, how it was lowered."""
    if facts.get("from_case"):
        yield _("taken over from case %(case)s: raised by %(name)s on %(date)s") % {
            "case": facts["from_case"],
            "name": facts.get("raised_by", ""),
            "date": facts.get("raised_on", ""),
        }
    if facts.get("implied_by"):
        yield _("follows from “%(mark)s”") % {"mark": words.mark(str(facts["implied_by"]))}
    if facts.get("adds") == []:
        yield _("adds no step in this chain")
    if facts.get("by"):
        yield _("by resolution of the leading group") if facts["by"] == "resolution" else _("by signature")


def _publications(case_id: int) -> Iterator[tuple[int, str, datetime.datetime, datetime.datetime | None]]:
    rows = Publication.objects.filter(authority_ref=str(case_id), authority_kind__in=("case", "emergency"))
    names = {"shown": _("shown"), "tombstone": _("taken down"), "revocation": _("revoked before its time")}
    for row in rows.order_by("number").defer("form"):
        if not row.item.startswith("part:"):
            yield row.number, names.get(row.kind, row.kind), row.visible_from, row.visible_until
