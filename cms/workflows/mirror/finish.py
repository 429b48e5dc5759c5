"""Wagtail's hook for a finished workflow. Named in the settings; read while Wagtail's models load."""

from typing import Any


def finish_workflow_state(workflow_state: Any, user: Any = None) -> None:
    """Let Wagtail publish exactly the revision that was signed, so that its admin shows the truth.

    A workflow that is not a case's publishes nothing: only completed chains do.
    """
    from wagtail.models import ReferenceIndex, Revision
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from cms.workflows.mirror import live, states

    case = states.case_of(workflow_state)
    if case is None or case.state != case.State.COMPLETED or case.revision_id is None:
        return
    revision = Revision.objects.get(pk=case.revision_id)
    with disable_reference_index_auto_update():  # else it is made anew for every child row that refers to something
        live.publish(revision, user)
    kept = type(revision.content_object)
    if ReferenceIndex.is_indexed(kept):  # from the rows: the revision's own object has the fields of before
        ReferenceIndex.create_or_update_for_object(kept._base_manager.get(pk=revision.object_id))
