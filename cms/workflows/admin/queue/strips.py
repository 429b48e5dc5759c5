"""The chains of listed cases, each as a row of circles. Two queries, however many cases there are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.workflows.admin import drawing
from cms.workflows.admin.drawing import ENDED, DrawnStep
from cms.workflows.cases.models import Case, Decision
from cms.workflows.chains import words
from cms.workflows.chains.values import Plan, PlanStep, applies


def of_cases(found: Iterable[Case]) -> dict[int, SafeString]:
    """Case number → its picture. Where each stands is what its row says."""
    listed = {case.pk: case for case in found}
    plans = dict(Case.objects.filter(pk__in=listed).values_list("pk", "plan_text"))
    back: dict[int, set[int]] = defaultdict(set)
    rows = Decision.objects.filter(case_id__in=listed, kind__in=ENDED).values_list("case_id", "step")
    for case_id, step in rows:
        back[case_id].add(step)
    return {
        pk: drawing.strip(
            _("Chain of “%(title)s”") % {"title": case.title},
            list(_steps(case, Plan.from_text(plans[pk]), back[pk])),
            name=f"chain-{pk}",
        )
        for pk, case in listed.items()
        if pk in plans
    }


def _steps(case: Case, plan: Plan, back: set[int]) -> Iterator[DrawnStep]:
    first = next((each.number for each in plan.steps if each.definition.prepares), 0)
    for step in plan.steps:
        came_back = (_("it came back from here"),) if step.number in back else ()
        yield DrawnStep(step.number, _state(case, step, first), words.step(step.kind, step.seats), (), came_back)


def _state(case: Case, step: PlanStep, first: int) -> str:
    if not applies(step.condition, case.marks):
        return "skipped"
    if case.state == Case.State.COMPLETED:
        return "done"
    if case.state == Case.State.OPEN:
        done = step.definition.prepares or step.number < case.step
        return "current" if step.number == case.step else "done" if done else "later"
    return "current" if case.is_running and step.number == first else "later"
