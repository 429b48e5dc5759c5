from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "cms.publication"
    label = "disclosure_publication"
    verbose_name = _("publication")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.files import protection, visibility
        from cms.publication import jobs, shown_files
        from cms.scheduler import health
        from cms.scheduler import jobs as scheduler

        visibility.public.register("publication", shown_files.public_answer)
        protection.in_use.register("publication", shown_files.shown_by)
        scheduler.register(jobs.WITNESS, jobs.witness, seconds=60)
        scheduler.register("record", jobs.record, seconds=3600)
        health.answers.register("publication", jobs.health)
