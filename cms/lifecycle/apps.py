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

        register(
            "turns",
            transitions.run,
            seconds=60,
            moment=transitions.next_moment,
            label=_("Record what came on view or down by its time"),
            parts={"came up": _("came on view"), "came down": _("came down"), "failed": _("failed")},
        )
        register(
            "flags",
            jobs.flags,
            seconds=60,
            label=_("Bring Wagtail's own marks in line with what is on view"),
            parts={"put up": _("marks put up"), "taken down": _("marks taken off")},
        )
