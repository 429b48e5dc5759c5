"""What happens after publication, in the demonstration: releases to other channels, withdrawals, periods."""

from typing import Any

from cms.deadlines.models import ExpiryReminder, ReviewPeriod
from cms.demo import chains, finding
from cms.demo.chains import user
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case


def periods(facts: dict[str, Any]) -> None:
    """Review periods and reminders, where an administrator has entered none yet."""
    if not ReviewPeriod.objects.exists():
        for category, months in facts["review_months"].items():
            ReviewPeriod.objects.create(category=category, months=months)
    if not ExpiryReminder.objects.exists():
        for days in facts["reminder_days"]:
            ExpiryReminder.objects.create(days=days)


def _write(case: Case, fields: dict[str, Any], author: Any) -> None:
    """What the author writes into the draft of a case before it is submitted."""
    draft = lookup.draft(case)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=author)


def bring(entry: dict[str, Any]) -> Case | None:
    """Run the entry's case as far as it says; None when the item had such a case already."""
    unit = entry.get("unit", finding.MUNICIPAL)
    page = finding.page(entry["title"], unit)
    channel = entry.get("channel", page.disclosure_channel)
    known = Case.objects.filter(item=page.disclosure_key, channel=channel, action=entry["action"])
    if known.exists():
        return None
    successor = entry.get("successor")
    case = services.open_case(
        page,
        action=entry["action"],
        user=user(entry["author"]),
        channel=channel,
        reason_kind=entry.get("reason_kind", ""),
        reason=entry.get("reason", ""),
        basis=entry.get("basis", ""),
        basis_facts=entry.get("basis_facts"),
        successor=finding.page(successor, unit).disclosure_key if successor else "",
    )
    if "fields" in entry:
        _write(case, entry["fields"], user(entry["author"]))
    case = chains.submit(case, user(entry["author"]))
    chains.run(case, until=entry.get("until", ""))
    return case
