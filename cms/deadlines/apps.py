from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    name = "cms.deadlines"
    label = "disclosure_deadlines"
    verbose_name = _("deadlines")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.deadlines import expiries, falling, missed, reviews, steps
        from cms.lifecycle import due
        from cms.publication import notices
        from cms.workflows.admin.history import upcoming

        notices.register(reviews.notice)
        upcoming.register(reviews.ahead)
        due.register("reviews", reviews.run, seconds=900)
        due.register("expiry reminders", expiries.run, seconds=900)
        due.register("deadlines", steps.run, seconds=300)
        due.register("seats that fall to somebody", falling.run, seconds=300, moment=falling.next_moment)
        due.register("moments that passed", missed.run, seconds=300, moment=missed.next_moment)
