"""What `cms.publication` asks before it seals: does the record itself give the right to exactly this?

It trusts no column of a case: plan, marks and signatures are read from sealed decisions.
"""

from django.utils.translation import gettext as _

from cms.ledger.texts import sha256
from cms.publication import current, parts, reading
from cms.publication.canonical import CanonicalContent
from cms.publication.current import WEB
from cms.publication.models import REVOCATION, TOMBSTONE
from cms.publication.services import Proposal, Unauthorised
from cms.workflows.cases import marks, progress, records
from cms.workflows.cases.models import Case, Decision, SignedForm
from cms.workflows.cases.position import finishing, is_signature, position

EMERGENCY = "emergency"


def verify(proposal: Proposal) -> None:
    """Raises Unauthorised unless a completed set of sealed decisions on this digest stands behind the proposal."""
    case = Case.objects.filter(pk=proposal.authority.ref).first() if proposal.authority.ref.isdigit() else None
    if case is None:
        raise Unauthorised(_("There is no such case."))
    decisions = records.of_case(case)
    if not all(records.holds(decision) for decision in decisions):
        raise Unauthorised(_("A decision of the case no longer holds its seal."))
    item = parts.whole_of(proposal.item) if parts.is_part(proposal.item) else proposal.item
    if case.item != item or case.structural != proposal.structural or not _reaches(case, proposal, decisions):
        raise Unauthorised(_("The case is about something else."))
    if proposal.kind == REVOCATION:
        _revocation(proposal, decisions)
        return
    submitted = [each for each in decisions if each.kind == "submit" and each.round == case.round]
    if not submitted or submitted[-1].facts["plan"] != sha256(case.plan_text):
        raise Unauthorised(_("The chain is not the one that was submitted."))
    _complete(case, proposal, decisions)


def _reaches(case: Case, proposal: Proposal, decisions: list[Decision]) -> bool:
    """A case is about its own channel; one that takes an item off the web, or marks a text as repealed there, does so
    in every other channel that shows it.
    """
    if case.channel == proposal.channel:
        return True
    if case.channel != WEB:
        return False
    if proposal.kind in (TOMBSTONE, REVOCATION):
        return True
    if not all(each.action == "repeal" for each in decisions):
        return False
    return current.of_item(proposal.item, proposal.channel) is not None


def verify_emergency(proposal: Proposal) -> None:
    """Raises Unauthorised unless a sealed emergency decision on this item stands behind a take-down of it."""
    ref = proposal.authority.ref
    item = parts.whole_of(proposal.item) if parts.is_part(proposal.item) else proposal.item
    facts = Decision.objects.filter(case_id=ref, kind=EMERGENCY, item=item).first() if ref.isdigit() else None
    if proposal.kind != TOMBSTONE or facts is None or not records.holds(facts):
        raise Unauthorised(_("Nobody took this item down in an emergency."))


def _revocation(proposal: Proposal, decisions: list[Decision]) -> None:
    facts = [each for each in decisions if each.kind == "revoke"]
    ours = facts[-1].facts["publication"] if facts else None
    if ours is None or not _came_with(proposal, ours):
        raise Unauthorised(_("Nobody took this publication back."))


def _came_with(proposal: Proposal, taken_back: int) -> bool:
    """Whether the revoked publication is the one taken back, or a part of it."""
    if proposal.revokes == taken_back:
        return True
    rows = reading.many([taken_back, proposal.revokes or 0])
    whole, part = rows.get(taken_back), rows.get(proposal.revokes or 0)
    return whole is not None and part is not None and part.authority_ref == whole.authority_ref


def _signed(case: Case, proposal: Proposal) -> bool:
    """Whether what is proposed is what the case's signatures name: the item itself, or a part worked out from it."""
    if not case.digest:
        return False
    if proposal.channel != case.channel:
        # whatever an older release shows comes down with the item, or is marked as this one is (`_reaches`)
        return proposal.kind == TOMBSTONE or proposal.digest == case.digest
    if not parts.is_part(proposal.item):
        return proposal.digest == case.digest
    sealed = SignedForm.objects.filter(digest=case.digest).first()
    if sealed is None or sha256(sealed.text) != case.digest:
        return proposal.kind == TOMBSTONE and not case.shows_form  # the whole comes down, and its parts with it
    part = parts.of(sealed.text).get(proposal.item)
    if proposal.kind == TOMBSTONE:
        return part is None or not case.shows_form
    return part is not None and proposal.digest == part.digest


def _is_over(case: Case, proposal: Proposal) -> bool:
    """Whether the term that was signed for the web page is over by then: no other channel shows the item longer."""
    if proposal.kind != TOMBSTONE or proposal.channel == case.channel or not case.digest:
        return False
    sealed = SignedForm.objects.filter(digest=case.digest).first()
    if sealed is None or sha256(sealed.text) != case.digest:
        return False
    end = CanonicalContent(sealed.text).expire
    return end is not None and end <= proposal.visible_from


def _complete(case: Case, proposal: Proposal, decisions: list[Decision]) -> None:
    last = finishing(case.plan)
    left_out = parts.is_part(proposal.item) and proposal.kind == TOMBSTONE  # a part that the signed form has no more
    as_it_ends = last.definition.ends_in == proposal.kind or left_out or _is_over(case, proposal)
    if not last.definition.finishes or not as_it_ends:
        raise Unauthorised(_("This chain ends in something else."))
    if not _signed(case, proposal):
        raise Unauthorised(_("This is not what was signed."))
    if proposal.form is not None and proposal.visible_until != proposal.form.expire:
        raise Unauthorised(_("This is not what was signed."))
    given = progress.counting(case, tuple(decisions))
    barred = set(records.authors_of(decisions, case) or ())
    signatures = {step.number for step in case.plan.steps if is_signature(case.plan, step)}
    if any(each.step in signatures and each.holder_id in barred for each in given if each.case_id == case.pk):
        raise Unauthorised(_("Somebody who wrote the text has signed it."))
    wrong = marks.refusal(case, decisions)
    if wrong is not None:
        raise Unauthorised(wrong)
    where = position(case.plan, given, records.marks_of(decisions))
    if where.step is not None:
        raise Unauthorised(_("The chain is not complete: it waits for “%(step)s”.") % {"step": where.step.kind})
