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
        from cms.deadlines import expiries, falling, missed, reviews, steps
        from cms.publication import notices
        from cms.scheduler.jobs import register
        from cms.workflows.admin.history import upcoming

        notices.notices.register("deadlines", reviews.notice)
        upcoming.upcoming.register("deadlines", reviews.ahead)
        register("reviews", reviews.run, seconds=900)
        register("expiry reminders", expiries.run, seconds=900)
        register("deadlines", steps.run, seconds=300)
        register("seats that fall to somebody", falling.run, seconds=300, moment=falling.next_moment)
        register("moments that passed", missed.run, seconds=300, moment=missed.next_moment)
