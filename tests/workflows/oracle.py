"""What must hold of every visible publication, worked out from the raw decisions and nothing of the engine's rules."""

import json

from django.utils import timezone

from cms.ledger.texts import sha256
from cms.publication import current
from cms.publication.models import Publication
from cms.workflows import records
from cms.workflows.models import Case, Decision

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


def given_elsewhere(case: Case, digest: str) -> list[Decision]:
    """Approvals of the very same content in the item's own channel: they count for its release (§5.3, §5.4).

    From decisions alone: a case row may have been altered.
    """
    same = [each for each in Decision.objects.filter(item=case.item, digest=digest) if records.holds(each)]
    finished = {(each.case_id, each.round) for each in same if each.kind in ("publish", "post")}
    return [each for each in same if each.case_id != case.pk and (each.case_id, each.round) in finished]


def check(publication: Publication) -> None:
    """The publication rests on a complete set of signatures for exactly its content, by people who did not write it."""
    assert publication.authority_kind == "case", publication
    case = Case.objects.get(pk=int(publication.authority_ref))
    decisions = [
        each
        for each in Decision.objects.filter(case_id=case.pk)
        if each.number < publication.number and records.holds(each)
    ]
    finishing = decisions[-1]
    round_ = finishing.round
    submit = next(each for each in reversed(decisions) if each.kind == "submit" and each.round == round_)
    told = json.loads(submit.evidence)
    assert told["plan"] == sha256(case.plan_text)
    plan = json.loads(case.plan_text)
    if publication.kind == "shown":
        assert sha256(publication.form) == finishing.digest
    marks = marks_at(decisions)
    mine = [each for each in decisions if each.round == round_ and each.digest == finishing.digest]
    if plan["channel"] != "web":
        mine += given_elsewhere(case, finishing.digest)
    last_place = submit.number
    has_signature = any(step["kind"] in ("review", "sign") for step in plan["steps"])
    for step in plan["steps"]:
        if step["kind"] in ("draft", "provide", "attest") or not due(step, marks):
            continue
        seats = {f"{s['unit']}/{s['identifier']}" + (f"/{s['office']}" if s["office"] else "") for s in step["seats"]}
        given = [
            each
            for each in mine
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
        if step["kind"] in ("review", "sign") or not has_signature:
            assert not {each.holder_id for each in given} & set(told["authors"]), step
        if not step["condition"] and all(each.case_id == case.pk for each in given):
            first = min(each.number for each in given)
            assert first > last_place or step["condition"], "out of order"
            last_place = first
    assert finishing.kind == plan["steps"][-1]["kind"]


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
