"""Checks a copy of the ledger: order and completeness, with nothing but Python. No database, no keys, no trust.

    python offline.py ledger.jsonl [--head NUMBER:DIGEST]

A line per entry: {"number", "kind", "subject", "digest", "previous", "entry_digest", "at"}. The head is what somebody
wrote down or was told at an earlier time: with it a cut-off tail is found too. Numbers that are missing because an
older database was adopted are named by the entry of that adoption.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator


def digest_of(entry: dict[str, object]) -> str:
    """SHA-256 over the canonical JSON of number, kind, subject, digest, previous and time."""
    values = [entry[name] for name in ("number", "kind", "subject", "digest", "previous", "at")]
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check(lines: Iterable[str], head: tuple[int, str] | None = None) -> Iterator[str]:
    """What is wrong, in words; nothing when the copy is whole and in order."""
    previous, expected, seen_head = "", 1, head is None
    gaps: dict[str, str] = {}
    for line in lines:
        entry = json.loads(line)
        number = int(entry["number"])
        if number > expected:
            gaps[f"{expected}-{number - 1}"] = f"entry {expected}: missing or out of order (found {number})"
        elif number != expected:
            yield f"entry {expected}: missing or out of order (found {number})"
        if entry["kind"] == "adoption":
            for gap in str(entry["subject"]).partition(":")[2].split(","):
                gaps.pop(gap, None)
        if entry["previous"] != previous:
            yield f"entry {number}: does not follow from the one before"
        if digest_of(entry) != entry["entry_digest"]:
            yield f"entry {number}: was altered"
        if head is not None and number == head[0]:
            seen_head = True
            if entry["entry_digest"] != head[1]:
                yield f"entry {number}: is not the head that was written down"
        previous, expected = str(entry["entry_digest"]), number + 1
    yield from gaps.values()
    if not seen_head and head is not None:
        yield f"entry {head[0]}: the end of the ledger is missing"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--head", default="", help="NUMBER:DIGEST as written down earlier")
    facts = parser.parse_args(arguments)
    number, _colon, digest = facts.head.partition(":")
    head = (int(number), digest) if number else None
    with open(facts.file, encoding="utf-8") as lines:  # noqa: PTH123 - nothing but the plainest Python here
        found = list(check(lines, head))
    for line in found:
        sys.stdout.write(line + "\n")
    sys.stdout.write("the copy is whole and in order\n" if not found else f"{len(found)} findings\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
