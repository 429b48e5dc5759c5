"""The case file as a PDF: one A4 page where it fits in letters that can be read, else as many as it takes.

The Chinese font is embedded; it looks the same on every machine.
"""

import json
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.casefile.building import CaseFile, Entry
from cms.workflows.admin.case import charting

HERE = Path(__file__).parent
LANGUAGE = "zh-hans"


def pdf(file: CaseFile) -> bytes:
    """A document of the public administration: in Chinese, whoever prints it."""
    return _typeset(file, "pdf")[0]


def pictures(file: CaseFile) -> list[bytes]:
    """The same as an SVG per page."""
    return _typeset(file, "svg")


def _typeset(file: CaseFile, kind: Literal["pdf", "svg"]) -> list[bytes]:
    with translation.override(LANGUAGE):
        facts = json.dumps(_as_json(file), ensure_ascii=False)
    made = typst.compile(
        str(HERE / "casefile.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"file": facts},
        format=kind,
    )
    return list(made) if isinstance(made, list) else [made]


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""


def _as_json(file: CaseFile) -> dict[str, Any]:
    shown = "；".join(
        f"{number} {what} {_moment(start)}{f' — {_moment(end)}' if end else ''}"
        for number, what, start, end in file.publications
    )
    head = [
        (_("Item"), file.title, True),
        (_("Case"), f"{file.case_id}（{file.item}）", False),
        (_("Action"), f"{file.action} · {file.channel}", False),
        (_("Class and clause"), f"{file.procedure_class} {file.clause}", False),
        (_("Office"), f"{file.unit} {file.office}", False),
        (_("Chain"), " → ".join(file.chain), True),
        (_("Reason"), file.reason, True),
        (_("Term"), file.term, True),
        (_("Content (SHA-256)"), file.digest, True),
        (_("Publications"), shown, True),
    ]
    return {
        "labels": {
            "heading": _("Case file of a disclosure"),
            "footer": _("From the sealed record; each number is one in the ledger."),
            "page": _("Page {page} of {pages}"),
            "continued": f"{_('Case')} {file.case_id} · {file.title}",
            "columns": [
                _("No."),
                _("Round"),
                _("Step"),
                _("Clause"),
                _("Seat"),
                _("Who"),
                _("Opinion and facts"),
                _("Time"),
            ],
        },
        "printed": _moment(timezone.now()),
        "head": [{"label": label, "value": value or "—", "wide": wide} for label, value, wide in head],
        "entries": [_row(entry) for entry in file.entries],
        "drawing": charting.pictures(file.title, file.steps).wide if file.steps else "",
    }


def _row(entry: Entry) -> dict[str, str]:
    holder = entry.holder + (f"（{entry.post}）" if entry.post else "")
    if entry.acting_for:
        holder += _(" for %(name)s") % {"name": entry.acting_for}
    note = [entry.consent, entry.comment, *entry.evidence, entry.stand_in]
    if not entry.holds:
        note.insert(0, _("ALTERED: this is not what was sealed."))
    return {
        "number": str(entry.number),
        "round": str(entry.round),
        "label": entry.label,
        "clause": str(_(entry.clause)) if entry.clause else "",
        "seat": entry.seat,
        "holder": holder,
        "note": "\n".join(line for line in note if line),
        "at": _moment(entry.at),
    }
