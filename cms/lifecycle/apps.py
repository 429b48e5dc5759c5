from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class LifecycleConfig(Plugin):
    name = "cms.lifecycle"
    label = "disclosure_lifecycle"
    verbose_name = _("lifecycle")
    needs_apps = (
        "cms.workflows",
        "cms.publication",
        "cms.ledger",
        "cms.outbox",
        "cms.scheduler",
        "cms.registers",
    )

    def ready(self) -> None:
        from cms.lifecycle import jobs, transitions
        from cms.scheduler.jobs import register

        register("turns", transitions.run, seconds=60, moment=transitions.next_moment)
        register("flags", jobs.flags, seconds=60)
