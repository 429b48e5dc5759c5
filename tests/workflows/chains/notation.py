"""Chains in the short notation of `prescribed.py`."""

from collections.abc import Iterable

from cms.workflows.chains.values import Step


def told(step: Step) -> str:
    seats = "{" + ", ".join(step.seats) + "}" if step.all_of else "|".join(step.seats)
    text = f"{step.kind} {seats}" + ("!" if step.level == "municipal" else "")
    if step.part:
        text += f" ({step.part})"
    if step.recipients:
        text += f" +{len(step.recipients)}"
    return text + (f" [{step.condition}]" if step.condition else "")


def chain(steps: Iterable[Step]) -> str:
    return "; ".join(told(step) for step in steps)


def signed(steps: Iterable[Step]) -> str:
    """From the first signature on, seats only, as the regulation's reading writes it."""
    found = []
    for step in steps:
        if step.kind in ("draft", "provide", "attest", "resolution", "filing"):
            continue
        seats = ", ".join(step.seats)
        seats = f"{{{seats}}}" if step.all_of else seats
        found.append(f"[{seats}]" if step.condition == "major" else seats)
    return " → ".join(found)
