from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class CasefileConfig(Plugin):
    name = "cms.casefile"
    label = "disclosure_casefile"
    verbose_name = _("case files")
    extra = "pdf"
    needs_apps = (
        "cms.workflows",
        "cms.publication",
        "cms.organisation",
        "cms.files",
        "cms.ledger",
        "cms.scheduler",
    )

    def ready(self) -> None:
        from cms.casefile import jobs, ways
        from cms.scheduler.jobs import register
        from cms.workflows.admin.editor import more_ways

        register(
            "record of cases",
            jobs.record,
            seconds=3600,
            label=_("Check every case against what was sealed"),
            parts={"findings": _("mismatches")},
        )
        register(
            "record at a glance",
            jobs.glance,
            seconds=30,
            label=_("Check the newest cases against what was sealed"),
            parts={"findings": _("mismatches")},
        )
        more_ways.register("casefile", ways.to_the_file)
