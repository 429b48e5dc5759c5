"""What an administrator should know before a case gets stuck: seats that nobody holds, offices in nobody's charge."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.organisation.seats import Directory, SeatRef, UnitFact
from cms.organisation.snapshot import PostFact


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding. `code`: no_chief, unheld, vacant, no_portfolio, no_deputy or oversight_joined."""

    code: str
    unit: str
    subject: str
    words: str


def find(directory: Directory) -> list[Gap]:
    gaps: list[Gap] = []
    for unit in directory.units():
        posts = tuple(directory.posts(unit.id))
        if not any(post.is_chief for post in posts):
            gaps.append(Gap("no_chief", unit.label, unit.name, _("no post is marked as head of the unit")))
        for post in posts:
            gaps.extend(_of_post(directory, unit, post))
        for office in directory.offices(unit.id):
            if not directory.deputies_over(office.id):
                gaps.append(Gap("no_deputy", unit.label, office.name, _("no leader is in charge of this office")))
    return gaps


def _of_post(directory: Directory, unit: UnitFact, post: PostFact) -> list[Gap]:
    ref, gaps = SeatRef(unit.id, post.identifier), []
    if not directory.holders(ref):
        assignment = directory.assign(ref)
        code = "vacant" if assignment.vacant else "unheld"
        gaps.append(Gap(code, unit.label, post.name, assignment.reason))
    if post.kind == "leader" and not post.is_chief and not directory.offices_in_portfolio(post.id):
        gaps.append(Gap("no_portfolio", unit.label, post.name, _("this leader is in charge of no office")))
    if post.kind == "oversight" and any(
        holder.via == "tenure" and len({p.kind for p in directory.posts_of(holder.user_id)}) > 1
        for holder in directory.holders(ref)
    ):
        gaps.append(Gap("oversight_joined", unit.label, post.name, _("its holder holds another post as well")))
    return gaps
