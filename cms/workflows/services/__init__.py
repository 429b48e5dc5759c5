"""The verbs. Each does one thing in one transaction, or raises `Refused` with a sentence and changes nothing.

`refusal(...)` beside a verb says beforehand what it would say; buttons, pages, commands and tests ask it.
"""

from cms.workflows.services.commenting import answer, comment, resolve
from cms.workflows.services.confirming import confirm, open_review
from cms.workflows.services.declining import decline
from cms.workflows.services.emergency import take_down_now
from cms.workflows.services.ending import cancel
from cms.workflows.services.marking import lower_mark, raise_mark
from cms.workflows.services.opening import open_case
from cms.workflows.services.providing import provide
from cms.workflows.services.publishing import publish
from cms.workflows.services.reasoning import give_reason
from cms.workflows.services.recalling import recall
from cms.workflows.services.recording import record
from cms.workflows.services.refusing import Refused
from cms.workflows.services.returning import return_to_provider
from cms.workflows.services.signing import sign
from cms.workflows.services.submitting import submit

__all__ = [
    "Refused",
    "answer",
    "cancel",
    "comment",
    "confirm",
    "decline",
    "give_reason",
    "lower_mark",
    "open_case",
    "open_review",
    "provide",
    "publish",
    "raise_mark",
    "recall",
    "record",
    "resolve",
    "return_to_provider",
    "sign",
    "submit",
    "take_down_now",
]
