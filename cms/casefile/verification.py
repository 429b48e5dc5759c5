"""Is the record whole? Finds and names every altered, missing or inserted entry, a missing tail, a missing case.

It reads each table once and in order, in constant memory but for the numbers; 100,000 entries take some seconds.
"""

import json
from collections.abc import Iterator
from typing import Any

from cms.files import vault
from cms.ledger import appendonly, checkpoints
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import sha256
from cms.publication import adopting, verify
from cms.publication.models import Adoption, Publication
from cms.publication.verify import Finding
from cms.workflows.cases import records
from cms.workflows.cases.models import Case, ChainVersion, Decision, SignedForm
from cms.workflows.chains.vocabulary import SHOWN, STEP_KINDS

CHUNK = 2000


def findings() -> Iterator[Finding]:
    """Everything that is not as it was decided and published."""
    yield from verify.findings()
    yield from of_cases()


def of_cases() -> Iterator[Finding]:
    """What of it concerns decisions, submitted forms, chains and cases."""
    yield from _decisions()
    yield from _forms()
    yield from _chains()
    yield from _cases()


def _decisions() -> Iterator[Finding]:
    entries = {
        number: (subject, digest)
        for number, subject, digest in LedgerEntry.objects.filter(kind="decision").values_list(
            "number", "subject", "digest"
        )
    }
    for decision in Decision.objects.order_by("number").iterator(CHUNK):
        where = f"case {decision.case_id}, decision {decision.number}"
        facts = entries.pop(decision.number, None)
        if not records.holds(decision):
            yield Finding("decision", where, "the decision is not what was sealed: it was altered")
        elif facts is None:
            yield Finding("decision", where, "the ledger has no such decision: it was inserted")
        elif facts != (f"case:{decision.case_id}", sha256(decision.seal_text())):
            yield Finding("decision", where, "the ledger has another decision under this number: it was altered")
        yield from _evidence(decision, where)
    missing: dict[str, list[int]] = {}
    for number, (subject, _digest) in sorted(entries.items()):
        missing.setdefault(subject, []).append(number)
    for subject, numbers in missing.items():
        case = subject.removeprefix("case:")
        whole = not Decision.objects.filter(case_id=case).exists() if case.isdigit() else True
        said = "the whole case is missing" if whole else "decisions are missing"
        yield Finding("decision", f"case {case}", f"{said}: {', '.join(str(number) for number in numbers)}")


def _evidence(decision: Decision, where: str) -> Iterator[Finding]:
    if '"sha256"' not in decision.evidence:
        return
    try:
        file = json.loads(decision.evidence).get("file")
    except ValueError:
        return  # found already: the seal does not hold
    if isinstance(file, dict) and not vault.current().has(str(file.get("sha256"))):
        yield Finding("file", where, f"the recorded file {file.get('name')} is not in the vault")


def _forms() -> Iterator[Finding]:
    """What signatures are about: every digest that was submitted has its form, and the form is its digest's."""
    there: set[str] = set()
    for form in SignedForm.objects.order_by("digest").iterator(CHUNK):
        there.add(form.digest)
        if sha256(form.text) != form.digest:
            yield Finding("form", form.digest[:16], "a submitted form was altered")
    founded = set(_founded_digests())
    wanted = Decision.objects.filter(
        kind__in=STEP_KINDS.names(lambda kind: kind.is_signature or kind.ends_in == SHOWN)
    ).exclude(digest="")
    for digest, case in wanted.values_list("digest", "case_id").distinct():
        if digest not in there and digest not in founded:
            yield Finding("form", f"case {case}", f"the form that was signed ({digest[:16]}…) is missing")


def _founded_digests() -> Iterator[str]:
    """The first structure of a site was founded, and submitted to nobody."""
    yield from Publication.objects.filter(authority_kind="founding").values_list("digest", flat=True).distinct()


def _chains() -> Iterator[Finding]:
    entries = dict(LedgerEntry.objects.filter(kind="chains").values_list("subject", "digest"))
    for version in ChainVersion.objects.order_by("number"):
        entry = entries.pop(f"chains:{version.number}", None)
        if sha256(version.text) != version.digest or entry not in (version.digest, version.record_digest):
            yield Finding("chains", str(version.number), "this version of the chains is not what was put in force")
    for subject in entries:
        yield Finding("chains", subject.removeprefix("chains:"), "this version of the chains is missing")


def _cases() -> Iterator[Finding]:
    """A case's own row is bookkeeping; where it says otherwise than its decisions, or is gone, that is named."""
    rows = dict(Case.objects.values_list("pk", "item"))
    decided = Decision.objects.order_by("case_id").values_list("case_id", "item").distinct()
    for case_id, item in decided:
        if case_id not in rows:
            yield Finding("case", str(case_id), "the case's row is missing; its decisions are there")
        elif rows[case_id] != item:
            yield Finding("case", str(case_id), "the case's row names another item than its decisions")


def glance() -> list[Finding]:
    """What can be seen in a few counts: protection, numbers, heads. For the running service, every half minute."""
    found = [Finding("trigger", name, "append-only protection is missing") for name in appendonly.missing()]
    last = LedgerEntry.objects.order_by("-number").first()
    count = LedgerEntry.objects.count() + sum(to - first + 1 for first, to in adopting.gaps())
    if last is not None and last.number != count:
        found.append(Finding("ledger", str(last.number), f"{last.number - count} entries are missing"))
    number, digest = checkpoints.current().head
    if number > (last.number if last else 0):
        found.append(
            Finding(
                "ledger",
                str(number),
                f"the checkpoint log knows a newer head: the ledger's end is missing{verify.OLDER}",
            )
        )
    elif number and not LedgerEntry.objects.filter(number=number, entry_digest=digest).exists():
        found.append(Finding("ledger", str(number), "the checkpoint log knows another digest for this entry"))
    for kind, model in _counted():
        there, facts = model.objects.count(), LedgerEntry.objects.filter(kind=kind).count()
        if there != facts:
            found.append(Finding(kind, "", f"the ledger has {facts} rows of this kind, the table {there}"))
    return found


def _counted() -> tuple[tuple[str, Any], ...]:
    return (("decision", Decision), ("publication", Publication), ("chains", ChainVersion), ("adoption", Adoption))
