from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class LifecycleConfig(AppConfig):
    name = "cms.lifecycle"
    label = "disclosure_lifecycle"
    verbose_name = _("lifecycle")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.lifecycle import due, jobs, turns

        if apps.is_installed("search"):
            from search import indexing

            due.register("search", indexing.run, seconds=300)
        due.register("turns", turns.run, seconds=60, moment=turns.next_moment)
        due.register("flags", jobs.flags, seconds=60)
        due.register("witness", jobs.witness, seconds=60)
        due.register("record", jobs.record, seconds=3600)
        due.register("prune", jobs.prune, seconds=3600)
