from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "cms.workflows"
    label = "disclosure_workflows"
    verbose_name = _("approval")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import Revision

        from cms.extraction import certifying
        from cms.files import access, protection, visibility
        from cms.publication import services as publication
        from cms.workflows.cases import attachments, authority, collections, regulation
        from cms.workflows.chains import reading
        from cms.workflows.mirror import following
        from cms.workflows.mirror.models import TaskBehaviour, tasks_behave
        from cms.workflows.wagtail import signals, tasks

        access.collections.register("workflows", collections.of_user)
        certifying.certified.register("workflows", attachments.certified_of)
        visibility.staff.register("workflows", collections.readable_file)
        protection.in_use.register("workflows", collections.shown_by)
        publication.authorities.register("case", authority.verify)
        publication.authorities.register("emergency", authority.verify_emergency)
        tasks_behave.register("workflows", TaskBehaviour(following.started, tasks.actions, tasks.act))
        reading.in_force.register("workflows", regulation.active)
        post_save.connect(signals.revision_saved, sender=Revision, dispatch_uid="disclosure_revision_saved")
        pre_delete.connect(signals.keep_revision, sender=Revision, dispatch_uid="disclosure_keep_revision")
        pre_delete.connect(signals.refuse_deletion, dispatch_uid="disclosure_refuse_deletion")
        post_delete.connect(signals.end_cases_of_deleted, dispatch_uid="disclosure_end_cases_of_deleted")
