from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin, middleware, setting

FINISH = "cms.workflows.mirror.finish.finish_workflow_state"


def _finish(value: object) -> str:
    return "" if value == FINISH else "Wagtail would publish by itself what its copy of a case's workflow comes to."


class WorkflowsConfig(Plugin):
    name = "cms.workflows"
    label = "disclosure_workflows"
    verbose_name = _("approval")
    extra = "workflows"
    needs_apps = (
        "cms.publication",
        "cms.extraction",
        "cms.organisation",
        "cms.workdays",
        "cms.files",
        "cms.ledger",
        "cms.outbox",
        "wagtail.images",
        "wagtail.documents",
    )
    above = ("wagtail.admin",)
    needs = (
        setting(101, "WAGTAIL_FINISH_WORKFLOW_ACTION", f'WAGTAIL_FINISH_WORKFLOW_ACTION = "{FINISH}"', _finish),
        middleware(
            102,
            "cms.workflows.admin.guards.middleware.RestrictAdminViews",
            "views of Wagtail's admin would name what somebody may not see",
            below="django.contrib.auth.middleware.AuthenticationMiddleware",
        ),
    )

    def ready(self) -> None:
        from wagtail.models import Revision

        from cms.extraction import certifying
        from cms.files import access, protection, visibility
        from cms.organisation import categories
        from cms.publication import services as publication
        from cms.workflows import checks  # noqa: F401 - the checks register themselves
        from cms.workflows.cases import attachments, authority, collections, regulation
        from cms.workflows.chains import reading
        from cms.workflows.mirror import following
        from cms.workflows.mirror.models import TaskBehaviour, tasks_behave
        from cms.workflows.wagtail import foreign, places, policies, signals, tasks

        foreign.install()
        policies.unit_trees.register("workflows", places.tops)
        access.collections.register("workflows", collections.of_user)
        access.units_own.register("workflows", collections.of_units)
        certifying.certified.register("workflows", attachments.certified_of)
        visibility.staff.register("workflows", collections.readable_file)
        protection.in_use.register("workflows", collections.shown_by)
        publication.authorities.register("case", authority.verify)
        publication.authorities.register("emergency", authority.verify_emergency)
        tasks_behave.register("workflows", TaskBehaviour(following.started, tasks.actions, tasks.act))
        reading.in_force.register("workflows", regulation.active)
        categories.known.register("workflows", self._categories)
        post_save.connect(signals.revision_saved, sender=Revision, dispatch_uid="disclosure_revision_saved")
        pre_save.connect(signals.begins_as_draft, dispatch_uid="disclosure_begins_as_draft")
        pre_delete.connect(signals.keep_revision, sender=Revision, dispatch_uid="disclosure_keep_revision")
        pre_delete.connect(signals.refuse_deletion, dispatch_uid="disclosure_refuse_deletion")
        post_delete.connect(signals.end_cases_of_deleted, dispatch_uid="disclosure_end_cases_of_deleted")

    @staticmethod
    def _categories() -> list[tuple[str, str]]:
        from cms.workflows.wagtail import declared

        return declared.categories()
