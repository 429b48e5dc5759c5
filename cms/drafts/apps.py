from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class DraftsConfig(Plugin):
    name = "cms.drafts"
    label = "disclosure_drafts"
    verbose_name = _("unsaved forms")
    needs_apps = (
        "cms.workflows",
        "cms.publication",
        "cms.extraction",
        "cms.organisation",
        "cms.files",
        "cms.outbox",
        "cms.workdays",
        "cms.ledger",
        "cms.scheduler",
        "cms.registers",
    )

    def ready(self) -> None:
        from cms.drafts import jobs
        from cms.scheduler.jobs import register

        register(
            "unsaved forms",
            jobs.run,
            seconds=3600,
            label=_("Drop what was typed and not saved, once it is old or nobody's to save"),
            parts={"old": _("too old"), "without_right": _("nobody's to save")},
        )
