from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class DeadlinesConfig(Plugin):
    name = "cms.deadlines"
    label = "disclosure_deadlines"
    verbose_name = _("deadlines")
    needs_apps = (
        "cms.workflows",
        "cms.publication",
        "cms.organisation",
        "cms.workdays",
        "cms.ledger",
        "cms.outbox",
        "cms.scheduler",
        "cms.registers",
    )

    def ready(self) -> None:
        from cms.deadlines import reviews
        from cms.publication import notices
        from cms.workflows.admin.history import upcoming

        notices.notices.register("deadlines", reviews.notice)
        upcoming.upcoming.register("deadlines", reviews.ahead)
        self._register_jobs()

    def _register_jobs(self) -> None:
        from cms.deadlines import expiries, falling, missed, reviews, steps
        from cms.scheduler.jobs import register

        register(
            "reviews",
            reviews.run,
            seconds=900,
            label=_("Begin the reviews that fall due"),
            parts={"opened": _("begun"), "failed": _("could not begin")},
        )
        register(
            "expiry reminders",
            expiries.run,
            seconds=900,
            label=_("Remind of items that expire soon"),
            parts={"": _("reminded")},
        )
        register(
            "deadlines",
            steps.run,
            seconds=300,
            label=_("Urge what is late, and report it upwards"),
            parts={"urged": _("urged"), "escalated": _("reported upwards")},
        )
        register(
            "seats that fall to somebody",
            falling.run,
            seconds=300,
            moment=falling.next_moment,
            label=_("Notify whoever comes to stand in for a vacant seat"),
            parts={"notified": _("notified"), "placed": _("seats filled")},
        )
        register(
            "moments that passed",
            missed.run,
            seconds=300,
            moment=missed.next_moment,
            label=_("Say which wished dates passed before the approval ended"),
            parts={"": _("notified")},
        )
