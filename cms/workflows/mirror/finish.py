"""Wagtail's hook for a finished workflow. Named in the settings; read while Wagtail's models load."""

from typing import Any

STOCK = "wagtail.workflows.publish_workflow_state"


def finish_workflow_state(workflow_state: Any, user: Any = None) -> None:
    """Let Wagtail publish exactly the revision that was signed, so that its admin shows the truth.

    A workflow of what goes through a chain that is no case's publishes nothing: only completed chains do. What is
    not ours is finished as the host says (DISCLOSURE_FINISH_OTHER_WORKFLOWS), or as Wagtail does.
    """
    from django.conf import settings
    from django.utils.module_loading import import_string
    from wagtail.models import ReferenceIndex, Revision
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from cms.publication import disclosable
    from cms.workflows.mirror import live, states

    case = states.case_of(workflow_state)
    if case is None and not disclosable.is_disclosed(workflow_state.content_type.model_class() or object):
        import_string(getattr(settings, "DISCLOSURE_FINISH_OTHER_WORKFLOWS", STOCK))(workflow_state, user=user)
        return
    if case is None or case.state != case.State.COMPLETED or case.revision_id is None:
        return
    revision = Revision.objects.get(pk=case.revision_id)
    with disable_reference_index_auto_update():  # else it is made anew for every child row that refers to something
        live.publish(revision, user)
    kept = type(revision.content_object)
    if ReferenceIndex.is_indexed(kept):  # from the rows: the revision's own object has the fields of before
        ReferenceIndex.create_or_update_for_object(kept._base_manager.get(pk=revision.object_id))
