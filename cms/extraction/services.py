"""Reading the attachments of a form: at its submission within a bound of time, the rest by message; nothing is refused.

What the vault holds under a digest is read, and what that gave is kept under a seal. Reading again by the same version
gives nothing new, so it is not done.
"""

import logging
import time
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.extraction import certifying, conf, running
from cms.extraction.formats import found
from cms.extraction.models import Reading
from cms.files import vault
from cms.ledger import keys
from cms.ledger.texts import canonical, sha256, whole_second
from cms.outbox import services as outbox

log = logging.getLogger("cms.extraction")
WANTED, DONE = "attachment.wanted", "attachment.read"
VERSION = 2
"""Of the modules in `formats`: a change of what they give is another number."""
LIBRARIES = ("pypdfium2", "python-calamine")
PASSING = frozenset({found.TIMED_OUT, found.CRASHED})
"""States that another, longer attempt may better."""
BATCH = 500
Progress = Callable[[int, int, str, str], None]


def extractor() -> str:
    """Names the code that reads: our own number, and the libraries that do."""
    return " ".join([str(VERSION), *(f"{name} {_version(name)}" for name in LIBRARIES)])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def kept(digests: Iterable[str]) -> dict[str, Reading]:
    """The newest reading of each of these bytes, whichever version gave it; a query per 500.

    One that does not hold is as good as none, with an alarm.
    """
    wanted = list(dict.fromkeys(digests))
    readings: dict[str, Reading] = {}
    for start in range(0, len(wanted), BATCH):
        for row in Reading.objects.filter(sha256__in=wanted[start : start + BATCH]).order_by("pk"):
            if holds(row):
                readings[row.sha256] = row
    return readings


def digests(wanted: Iterable[str]) -> dict[str, str]:
    """The digests of the newest readings of these bytes, without the readings themselves; a query."""
    rows = Reading.objects.filter(sha256__in=list(wanted)).order_by("pk").defer("result")
    return {row.sha256: row.digest for row in rows if seal_holds(row)}


def certified(digests: Iterable[str]) -> dict[str, Reading]:
    """Readings by their own digests, as a reviewer's decision names them."""
    rows = Reading.objects.filter(digest__in=list(digests)).order_by("pk")
    return {row.digest: row for row in rows if holds(row)}


def of_publication(publication: int, form: str, digests: Iterable[str]) -> dict[str, Reading]:
    """The readings of the attachments of a publication: those that its review certified, and of others, which were not
    read then or not by a case, the newest.
    """
    wanted = list(dict.fromkeys(digests))
    if not wanted:
        return {}
    named = certifying.digests(publication, form)
    rows = certified(digest for digest in named.values() if digest)
    signed = {each: rows[named[each]] for each in wanted if named.get(each) in rows}
    return {**kept(each for each in wanted if each not in signed), **signed}


def holds(row: Reading) -> bool:
    """Whether it is as it was kept; an alarm when not."""
    if seal_holds(row) and row.is_whole():
        return True
    log.error("what is kept of the attachment %s is not what was read: not shown", row.sha256)
    return False


def seal_holds(row: Reading) -> bool:
    """Whether a reading is one of ours, its text apart."""
    return keys.ring().holds(row.key_id, row.seal_text(), row.seal)


def read(digest: str, *, seconds: float | None = None, again: bool = False) -> Reading | None:
    """The reading of these bytes by this version: the one that is kept, or one made now and kept.

    None when there was no time, or when the time was cut short and did not suffice. Raises vault.VaultError.
    """
    known = None if again else Reading.objects.filter(sha256=digest, version=extractor()).last()
    if known is not None and holds(known):
        return known
    with vault.current().open(digest) as source:
        try:
            output = running.read(source, seconds=seconds)
        except running.NoTime:
            return None
    cut_short = seconds is not None and seconds < conf.limits().seconds
    if cut_short and output.output["state"] in PASSING:
        return None
    return _keep(digest, output)


def _keep(digest: str, output: running.Output) -> Reading:
    result = canonical(output.output)
    row = Reading(
        sha256=digest,
        version=extractor(),
        state=str(output.output["state"]),
        characters=sum(len(page[3]) for page in output.output["pages"]),
        digest=sha256(result),
        result=result,
        seconds=round(output.seconds, 3),
        at=whole_second(timezone.now()),
    )
    row.key_id, row.seal = keys.ring().seal(row.seal_text())
    with transaction.atomic():
        row.save()
        outbox.enqueue(DONE, {"sha256": digest}, key=f"attachment:{digest}")
    log.info("attachment %s: %s, %s characters in %s s", digest, row.state, row.characters, row.seconds)
    return row


def read_in_time(digests: Iterable[str]) -> dict[str, Reading]:
    """What is kept of these bytes, read now where it can be within the time of a submission.

    A file that the vault cannot give is left out: the submission itself says so. Outside a transaction: reading takes
    time, and nobody else should wait for it.
    """
    wanted = list(dict.fromkeys(digests))
    readings = kept(wanted)
    until = time.monotonic() + conf.limits().at_submission
    for digest in wanted:
        left = until - time.monotonic()
        if digest in readings or left <= 0:
            continue
        try:
            made = read(digest, seconds=left, again=True)
        except (vault.VaultError, OSError) as error:
            log.warning("attachment %s could not be read: %s", digest, error)
            continue
        if made is not None:
            readings[digest] = made
    return readings


def want(digests: Iterable[str]) -> int:
    """Ask for the reading of what is not read yet, in the caller's transaction; returns how many."""
    wanted = list(dict.fromkeys(digests))
    known = set(Reading.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    lacking = [digest for digest in wanted if digest not in known]
    return outbox.enqueue_many(WANTED, [(f"attachment:{digest}", {"sha256": digest}) for digest in lacking])


def wanted(payload: dict[str, Any]) -> None:
    """Consumer of `attachment.wanted`: reads with all the time there is. May be called twice."""
    if read(payload["sha256"]) is None:
        raise running.NoTime
