"""What must hold of every visible publication, worked out from the raw decisions and nothing of the engine's rules."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cms.ledger.texts import sha256
from cms.organisation.models import Delegation, LeadingGroupMember, Post, Tenure, Unit
from cms.publication import current
from cms.publication.models import Publication
from cms.workflows.cases import records
from cms.workflows.cases.models import Case, Decision

WRITES = ("publish", "modify")


def due(step, marks) -> bool:
    """The conditions of domain.md, said again."""
    major = marks["major"] or marks["particularly_major"]
    top = marks["particularly_major"] or marks["sensitive"]
    return {
        "": True,
        "major": major,
        "major_or_sensitive": major or marks["sensitive"],
        "major_only": major and not top,
        "particularly_major_or_sensitive": top,
        "rule_changed": marks["rule_changed"],
    }[step["condition"]]


def marks_at(decisions) -> dict[str, bool]:
    marks = dict.fromkeys(("major", "particularly_major", "sensitive", "rule_changed"), False)
    for each in decisions:
        if each.kind in ("raise_major", "lower_major"):
            marks[json.loads(each.evidence)["mark"]] = each.kind == "raise_major"
    return marks


PUBLIC_MARKS = ("major", "particularly_major", "sensitive")
ENDS = ("publish", "post", "take_down", "confirm")


def holds_at(user_id: int, unit_id: int, identifier: str, at) -> bool:
    """Whether somebody held this very post at that second, by tenure or by a delegation; from the rows alone."""
    post = Post.objects.filter(unit_id=unit_id, identifier=identifier)
    for model, person in ((Tenure, "user_id"), (Delegation, "to_user_id")):
        rows = model.objects.filter(post__in=post, starts_at__lte=at, **{person: user_id})
        if any(row.ends_at is None or row.ends_at > at for row in rows):
            return True
    return False


def chairs_at(user_id: int, unit_id: int, at) -> bool:
    rows = LeadingGroupMember.objects.filter(unit_id=unit_id, user_id=user_id, role="chair", starts_at__lte=at)
    return any(row.ends_at is None or row.ends_at > at for row in rows)


def lowered_by_right(case: Case, lowered: Decision) -> bool:
    """Who lowers: *major* the director, of the municipal bureau for what a unit discloses; the others the leading
    group that decides on them. An internal item is nobody's but the unit's."""
    municipal = Unit.objects.get(kind="municipal")
    alone = json.loads(case.plan_text)["procedure_class"] in ("internal", "structure")
    unit = case.unit_id if alone else municipal.pk
    person, at, told = lowered.holder_id, lowered.at, json.loads(lowered.evidence)
    if not lowered.comment.strip():
        return False
    if told["mark"] == "major":
        return holds_at(person, unit, "director", at)
    signs = holds_at(person, unit, "leading_group", at) or chairs_at(person, unit, at)
    if told["by"] == "signature":
        return signs
    recorded = bool(told["number"] and told["date"] and told["file"])
    return recorded and (signs or holds_at(person, unit, "leading_group_office", at))


def marks_of_item(item: str, before: int) -> set[str]:
    """The marks under which an item may be approved by the decision of this number: raised by somebody in any of its
    cases, and not lowered in one that was brought to its end."""
    told = list(Decision.objects.filter(item=item, number__lt=before).order_by("number"))
    ended = {each.case_id: each.kind != "revoke" for each in told if each.kind in (*ENDS, "revoke")}
    newest: dict[tuple[int, str], Decision] = {}
    for each in told:
        if each.kind in ("raise_major", "lower_major"):
            newest[(each.case_id, json.loads(each.evidence)["mark"])] = each
    standing: set[str] = set()
    for each in sorted(newest.values(), key=lambda each: each.number):
        mark = json.loads(each.evidence)["mark"]
        if each.kind == "raise_major" and each.holder_id is not None:
            standing.add(mark)
        elif each.kind == "lower_major" and ended.get(each.case_id):
            standing.discard(mark)
    return standing & set(PUBLIC_MARKS)


def check_marks(case: Case, decisions: Iterable[Decision], finishing: Decision) -> None:
    """What the item carries is known to the case, and nothing of it was lowered but by who may."""
    told = [each for each in decisions if each.kind in ("raise_major", "lower_major")]
    newest = {json.loads(each.evidence)["mark"]: each for each in told}
    others = marks_of_item(case.item, finishing.number)
    assert others <= set(newest), (case, others, sorted(newest))
    for mark, each in newest.items():
        if mark in PUBLIC_MARKS and each.kind == "lower_major":
            assert lowered_by_right(case, each), (case, each)


def given_elsewhere(case: Case, digest: str) -> list[Decision]:
    """Approvals of the very same content in the item's own channel: they count for its release (§5.3, §5.4).

    From decisions alone: a case row may have been altered.
    """
    same = [each for each in Decision.objects.filter(item=case.item, digest=digest) if records.holds(each)]
    finished = {(each.case_id, each.round) for each in same if each.kind in ("publish", "post")}
    return [each for each in same if each.case_id != case.pk and (each.case_id, each.round) in finished]


@dataclass(frozen=True)
class Round:
    """The round that ended in a publication, from what was decided before it."""

    case: Case
    decisions: list[Decision]
    submit: Decision
    finishing: Decision

    @property
    def plan(self) -> dict[str, Any]:
        return json.loads(self.case.plan_text)

    @property
    def facts(self) -> dict[str, Any]:
        """What was sealed when it was submitted: the plan's digest, who wrote the text."""
        return json.loads(self.submit.evidence)

    def counting(self) -> list[Decision]:
        """Decisions on exactly the content that went up; for another channel also those of the item's own."""
        digest, number = self.finishing.digest, self.finishing.round
        mine = [each for each in self.decisions if each.round == number and each.digest == digest]
        elsewhere = self.plan["channel"] != "web" and self.finishing.kind != "take_down"
        return mine + given_elsewhere(self.case, digest) if elsewhere else mine

    def steps(self) -> list[dict[str, Any]]:
        """Those that had to be answered by a signature or a record."""
        marks = marks_at(self.decisions)
        asked = [step for step in self.plan["steps"] if step["kind"] not in ("draft", "provide", "attest")]
        return [step for step in asked if due(step, marks)]

    def signs_apart(self, step: dict[str, Any]) -> bool:
        """Whether this step is one that nobody takes on their own text: a review, a signature, or all there is."""
        kinds = ("review", "sign")
        return step["kind"] in kinds or not any(each["kind"] in kinds for each in self.plan["steps"])


def round_of(publication: Publication) -> Round:
    case = Case.objects.get(pk=int(publication.authority_ref))
    before = Decision.objects.filter(case_id=case.pk, number__lt=publication.number).order_by("number")
    decisions = [each for each in before if records.holds(each)]
    finishing = decisions[-1]
    submit = next(each for each in reversed(decisions) if each.kind == "submit" and each.round == finishing.round)
    return Round(case, decisions, submit, finishing)


def check(publication: Publication) -> None:
    """The publication rests on a complete set of signatures for exactly its content, by people who did not write it."""
    assert publication.authority_kind == "case", publication
    ended = round_of(publication)
    assert ended.facts["plan"] == sha256(ended.case.plan_text)
    assert ended.finishing.kind == ended.plan["steps"][-1]["kind"]
    if publication.kind == "shown":
        assert sha256(publication.form) == ended.finishing.digest
    check_marks(ended.case, ended.decisions, ended.finishing)
    deciders(ended)
    counting, last = ended.counting(), ended.submit.number
    for step in ended.steps():
        given = answers(step, counting, ended.case)
        if ended.signs_apart(step):
            assert not {each.holder_id for each in given} & set(ended.facts["authors"]), step
        if not step["condition"] and all(each.case_id == ended.case.pk for each in given):
            first = min(each.number for each in given)
            assert first > last, "out of order"
            last = first


def deciders(ended: Round) -> None:
    """§6.1, said again without the plan's own conditions: who has to be among its steps under these marks."""
    marks, plan = marks_at(ended.decisions), ended.plan
    if plan["procedure_class"] in ("internal", "structure"):
        return
    municipal = Unit.objects.get(kind="municipal").pk
    unit = plan["steps"][0]["seats"][0]["unit"]
    version = ended.case.chains.text
    wanted: set[str] = set()
    if marks["particularly_major"] or marks["sensitive"]:
        if unit != municipal or "bureau_too = true" in version:
            wanted.add(f"{municipal}/leading_group")
    elif marks["major"] and unit != municipal:
        wanted.add(f"{municipal}/director")
    signed = {each.seat for each in ended.counting() if each.kind == "sign"}
    assert wanted <= signed, (ended.case, wanted, signed)


def answers(step: dict[str, Any], counting: list[Decision], case: Case) -> list[Decision]:
    """The decisions that answer a step, which have to be enough."""
    seats = {f"{s['unit']}/{s['identifier']}" + (f"/{s['office']}" if s["office"] else "") for s in step["seats"]}
    given = [
        each
        for each in counting
        if each.kind == step["kind"]
        and (each.step == step["number"] if each.case_id == case.pk else each.seat in seats)
    ]
    signed = {each.seat for each in given}
    if step["recipients"]:
        assert {json.loads(each.evidence)["recipient"] for each in given} >= set(step["recipients"])
    elif step["all_of"]:
        assert signed >= seats, (step, signed)
    else:
        assert signed & seats, (step, signed)
    return given


def everything_taken_down_is_signed() -> None:
    """Of every item in every channel: the newest tombstone that a case brought about."""
    rows = Publication.objects.filter(kind="tombstone", authority_kind="case").order_by("item", "channel", "-number")
    seen = set()
    for row in rows:
        if (row.item, row.channel) not in seen and not row.item.startswith("part:"):
            seen.add((row.item, row.channel))
            if json.loads(Case.objects.get(pk=int(row.authority_ref)).plan_text)["channel"] == row.channel:
                check(row)


def everything_visible_is_signed() -> None:
    """Of every item in every channel: the current publication, and each one that is still to come."""
    for item, channel in Publication.objects.values_list("item", "channel").distinct():
        row = current.of_item(item, channel, form=True)
        if row is not None:
            found = Publication.objects.get(number=row.number)
            assert found.visible_from <= timezone.now(), found
            assert found.visible_until is None or found.visible_until > timezone.now(), found
            if found.authority_kind != "founding":
                check(found)
