from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class OutboxConfig(Plugin):
    name = "cms.outbox"
    label = "disclosure_outbox"
    verbose_name = _("side effects")
    needs_apps = (
        "cms.scheduler",
        "cms.registers",
    )

    def ready(self) -> None:
        from cms.outbox import checks, health, mail, registry, services  # noqa: F401 - the checks register themselves
        from cms.scheduler import health as scheduler
        from cms.scheduler import jobs
        from cms.scheduler.queues import queues

        registry.register(mail.TOPIC, "smtp", mail.deliver)
        queues.register("outbox", services.deliver_due)
        jobs.register(
            "prune",
            lambda at: services.prune(at=at),
            seconds=3600,
            label=_("Delete messages that were delivered long ago"),
            parts={"": _("deleted")},
        )
        scheduler.answers.register("outbox", health.health)
