"""What an administrator says about time: review periods, reminders, and when a step goes to the seat above."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.organisation import categories


def category_choices() -> list[tuple[str, str]]:
    """Every category that is installed."""
    return [choice for choice in categories.choices() if choice[0] != categories.EVERYTHING]


class ReviewPeriod(models.Model):
    """A live page of the category that is older than this is to be withdrawn or confirmed (decision 2)."""

    category = models.CharField(_("category"), max_length=60, unique=True, choices=category_choices)
    months = models.PositiveSmallIntegerField(
        _("months"),
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Counted in calendar months."),
    )
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("review period")
        verbose_name_plural = _("review periods")
        ordering = ["category"]

    def __str__(self) -> str:
        return f"{categories.label(self.category)}: {self.months}"


class ExpiryReminder(models.Model):
    """So many days before an item comes down by its expiry, its provider and the publishing seat are reminded."""

    days = models.PositiveSmallIntegerField(
        _("days before"), unique=True, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )

    class Meta:
        verbose_name = _("reminder of an expiry")
        verbose_name_plural = _("reminders of expiries")
        ordering = ["-days"]

    def __str__(self) -> str:
        return str(self.days)


class SentReminder(models.Model):
    """A reminder that was sent: of this publication, so many days before. Sent once, whoever runs."""

    publication = models.BigIntegerField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("publication", "days"), name="disclosure_one_expiry_reminder")]

    def __str__(self) -> str:
        return f"{self.publication} {self.days}"


class SentNotice(models.Model):
    """The provider of a case was told that a moment had passed: `kind` is `expired` or `late`. Told once."""

    case = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    moment = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("case", "kind", "moment"), name="disclosure_one_missed_notice")]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class Urging(models.Model):
    """When a waiting step is urged (催办) and given to the seat above (督办), in working days; one row (rule 8)."""

    remind_before = models.PositiveSmallIntegerField(
        _("remind before the last day"),
        default=1,
        validators=[MaxValueValidator(30)],
        help_text=_("Working days before the last day of the step's limit; 0: on the last day itself."),
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("escalate after the last day"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("On this working day after the last day of the limit, the seat above is told."),
    )

    class Meta:
        verbose_name = _("urging and supervision")
        verbose_name_plural = _("urging and supervision")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "Urging":
        """The row in force; the defaults where none was saved."""
        return cls.objects.order_by("pk").first() or cls()
