from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    name = "cms.deadlines"
    label = "disclosure_deadlines"
    verbose_name = _("deadlines")
    default_auto_field = "django.db.models.BigAutoField"

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
