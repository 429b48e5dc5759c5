"""The verbs of the organisation. Each can say why it would refuse (`…_refusal`) and refuses with the same words.

`by` is who does it (None: the system itself, a command or a migration of data).
"""

from cms.organisation.services.appointing import appoint, appoint_refusal
from cms.organisation.services.charging import put_in_charge, put_in_charge_refusal
from cms.organisation.services.delegating import delegate, delegate_refusal
from cms.organisation.services.ending import end, end_delegation, end_portfolio, end_refusal, end_tenure
from cms.organisation.services.refusing import Refused

__all__ = [
    "Refused",
    "appoint",
    "appoint_refusal",
    "delegate",
    "delegate_refusal",
    "end",
    "end_delegation",
    "end_portfolio",
    "end_refusal",
    "end_tenure",
    "put_in_charge",
    "put_in_charge_refusal",
]
