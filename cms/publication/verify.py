"""Compares the record with itself: seals, forms, ledger, checkpoint log, lists, files. Finds; changes nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from cms.files import vault
from cms.ledger import appendonly, checkpoints, keys
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import sha256
from cms.publication import adopting, projections, reading, trust
from cms.publication.models import Adoption, Publication, seal_text


@dataclass(frozen=True)
class Finding:
    """`what` is a short code: seal, form, ledger, adoption, witness, missing, list, file, trigger."""

    what: str
    where: str
    message: str


OLDER = "; an older database? `publication adopt` tells"


def findings() -> Iterator[Finding]:
    """Everything that is not as it was approved."""
    for name in appendonly.missing():
        yield Finding("trigger", name, "append-only protection is missing")
    yield from _ledger()
    yield from _adoptions()
    yield from _publications()
    for line in projections.differences():
        yield Finding("list", "", line)


def lines(found: list[Finding], *, as_json: bool) -> Iterator[str]:
    """The lines that a command prints of findings."""
    if as_json:
        yield json.dumps([vars(each) for each in found], ensure_ascii=False)
        return
    for each in found:
        yield f"{each.what} {each.where}: {each.message}"


def _ledger() -> Iterator[Finding]:
    previous, expected, explained = "", 1, adopting.gaps()
    for entry in LedgerEntry.objects.order_by("number").iterator():
        if entry.number != expected and (expected, entry.number - 1) not in explained:
            yield Finding("ledger", str(expected), f"an entry is missing{OLDER}")
        if entry.previous != previous or entry.computed_digest() != entry.entry_digest:
            yield Finding("ledger", str(entry.number), "the entry does not follow from the one before")
        previous, expected = entry.entry_digest, entry.number + 1
    number, digest = checkpoints.current().head
    if number >= expected:
        message = f"the checkpoint log knows a newer head: the ledger's end is missing{OLDER}"
        yield Finding("ledger", str(number), message)
    elif number and not LedgerEntry.objects.filter(number=number, entry_digest=digest).exists():
        yield Finding("ledger", str(number), "the checkpoint log knows another digest for this entry")


def _adoptions() -> Iterator[Finding]:
    entries = dict(LedgerEntry.objects.filter(kind=adopting.KIND).values_list("number", "digest"))
    for row in Adoption.objects.order_by("number"):
        if not keys.ring().holds(row.key_id, row.seal_text(), row.seal) or entries.pop(row.number, "") != sha256(
            row.seal_text()
        ):
            yield Finding("adoption", str(row.number), "the adoption is not what was sealed")
    for number in entries:
        yield Finding("adoption", str(number), "the ledger knows an adoption that is not there")


def _publications() -> Iterator[Finding]:
    entries = dict(LedgerEntry.objects.filter(kind="publication").values_list("number", "digest"))
    seen: set[int] = set()
    ring = keys.ring()
    for row in (row for batch in reading.batches() for row in batch):
        seen.add(row.number)
        text = seal_text({name: getattr(row, name) for name in reading.SEALED_FIELDS})
        if not ring.holds(row.key_id, text, row.seal):
            yield Finding("seal", str(row.number), "the seal does not hold")
        elif entries.get(row.number) != sha256(text):
            yield Finding("ledger", str(row.number), "the ledger has no such publication")
        if not trust.form_holds(row):
            yield Finding("form", str(row.number), "the form is not the one that was signed")
        elif row.form:
            yield from _files(row)
    for number in sorted(set(entries) - seen):
        yield Finding("missing", str(number), "the ledger knows a publication that is not there")
    kept = adopting.kept_down()
    for key, number in checkpoints.current().numbers():
        if number not in seen and number not in kept:
            yield Finding("witness", str(number), f"the checkpoint log knows a publication of {key} that is not there")


def _files(row: reading.Row) -> Iterator[Finding]:
    for entry in projections.public_files(row.form):
        if not vault.current().has(entry["sha256"]):
            yield Finding("file", str(row.number), f"the bytes of {entry['name']} are not in the vault")


def without_checkpoint() -> list[reading.Row]:
    """Sealed rows that the checkpoint log does not know: a process died between commit and its note."""
    known = {number for _key, number in checkpoints.current().numbers()}
    missed = sorted(set(Publication.objects.values_list("number", flat=True)) - known)
    rows = (reading.many(missed[start : start + 500]) for start in range(0, len(missed), 500))
    return [row for batch in rows for _number, row in sorted(batch.items()) if trust.seal_holds(row)]


def reconcile() -> int:
    """Tell the checkpoint log what it missed; returns how many rows."""
    adopting.tell()
    rows = without_checkpoint()
    for row in rows:
        checkpoints.fact(trust.checkpoint_key(row.item, row.channel), row.number, trust.checkpoint_fact(row))
    last = LedgerEntry.objects.order_by("-number").first()
    if last is not None and last.number > checkpoints.current().head[0]:
        checkpoints.head(last.number, last.entry_digest)
    return len(rows)
