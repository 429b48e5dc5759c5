from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifecycleConfig(AppConfig):
    name = "cms.lifecycle"
    label = "disclosure_lifecycle"
    verbose_name = _("lifecycle")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.lifecycle import jobs, transitions
        from cms.scheduler.jobs import register

        register("turns", transitions.run, seconds=60, moment=transitions.next_moment)
        register("flags", jobs.flags, seconds=60)
