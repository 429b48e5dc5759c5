"""Django's entry to the models of this plugin. Other code imports them from where they are."""

from cms.workflows.cases.models import (
    Case,
    CaseFile,
    CaseSeat,
    ChainVersion,
    Decision,
    MarkSeat,
    PendingSeat,
    SignedForm,
    UnitCollection,
)
from cms.workflows.cases.returning import ReturnReason
from cms.workflows.mirror.models import CompiledWorkflow, DisclosureTask

__all__ = [
    "Case",
    "CaseFile",
    "CaseSeat",
    "ChainVersion",
    "CompiledWorkflow",
    "Decision",
    "DisclosureTask",
    "MarkSeat",
    "PendingSeat",
    "ReturnReason",
    "SignedForm",
    "UnitCollection",
]
