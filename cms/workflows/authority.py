"""What `cms.publication` asks before it seals: does the record itself give the right to exactly this?

It trusts no column of a case: plan, marks and signatures are read from sealed decisions.
"""

from django.utils.translation import gettext as _

from cms.ledger.texts import sha256
from cms.publication.models import REVOCATION, SHOWN, TOMBSTONE
from cms.publication.services import Proposal, Unauthorised
from cms.workflows import progress, records
from cms.workflows.chains.values import FINISHING
from cms.workflows.models import Case, Decision
from cms.workflows.position import finishing, position

FINISHES = {"publish": SHOWN, "post": SHOWN, "take_down": TOMBSTONE}


def verify(proposal: Proposal) -> None:
    """Raises Unauthorised unless a completed set of sealed decisions on this digest stands behind the proposal."""
    case = Case.objects.filter(pk=proposal.authority.ref).first() if proposal.authority.ref.isdigit() else None
    if case is None:
        raise Unauthorised(_("There is no such case."))
    decisions = records.of_case(case)
    if not all(records.holds(decision) for decision in decisions):
        raise Unauthorised(_("A decision of the case no longer holds its seal."))
    if (case.item, case.channel, case.structural) != (proposal.item, proposal.channel, proposal.structural):
        raise Unauthorised(_("The case is about something else."))
    if proposal.kind == REVOCATION:
        _revocation(proposal, decisions)
        return
    submitted = [each for each in decisions if each.kind == "submit" and each.round == case.round]
    if not submitted or submitted[-1].told["plan"] != sha256(case.plan_text):
        raise Unauthorised(_("The chain is not the one that was submitted."))
    _complete(case, proposal, decisions)


def _revocation(proposal: Proposal, decisions: list[Decision]) -> None:
    told = [each for each in decisions if each.kind == "revoke"]
    if not told or told[-1].told["publication"] != proposal.revokes:
        raise Unauthorised(_("Nobody took this publication back."))


def _complete(case: Case, proposal: Proposal, decisions: list[Decision]) -> None:
    last = finishing(case.plan)
    if FINISHES.get(last.kind) != proposal.kind or last.kind not in FINISHING:
        raise Unauthorised(_("This chain ends in something else."))
    if not case.digest or proposal.digest != case.digest:
        raise Unauthorised(_("This is not what was signed."))
    if proposal.form is not None and proposal.visible_until != proposal.form.expire:
        raise Unauthorised(_("This is not what was signed."))
    where = position(case.plan, progress.counting(case, tuple(decisions)), records.marks_of(decisions))
    if where.step is not None:
        raise Unauthorised(_("The chain is not complete: it waits for “%(step)s”.") % {"step": where.step.kind})
