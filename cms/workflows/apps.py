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
        from cms.workflows.mirror.models import TaskBehaviour, bind
        from cms.workflows.wagtail import signals, tasks

        access.register(collections.of_user)
        certifying.register(attachments.certified_of)
        visibility.register_staff(collections.readable_file)
        protection.register(collections.shown_by)
        publication.register_authority("case", authority.verify)
        publication.register_authority("emergency", authority.verify_emergency)
        bind(TaskBehaviour(following.started, tasks.actions, tasks.act))
        reading.set_source(regulation.active)
        post_save.connect(signals.revision_saved, sender=Revision, dispatch_uid="disclosure_revision_saved")
        pre_delete.connect(signals.keep_revision, sender=Revision, dispatch_uid="disclosure_keep_revision")
        pre_delete.connect(signals.refuse_deletion, dispatch_uid="disclosure_refuse_deletion")
        post_delete.connect(signals.end_cases_of_deleted, dispatch_uid="disclosure_end_cases_of_deleted")
