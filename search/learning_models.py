"""What people search, as sums of a day: nothing of who asked, no time finer than a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 40


class AskedQuestion(models.Model):
    """How often a question was asked on a day, found nothing, and led to something; `places` is the sum of the
    positions that were opened."""

    day = models.DateField()
    question = models.CharField(max_length=LONGEST)
    asked = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("question that was asked")
        verbose_name_plural = _("questions that were asked")
        constraints = [models.UniqueConstraint(fields=["day", "question"], name="disclosure_search_asked")]

    def __str__(self) -> str:
        return self.question


class FollowedQuestion(models.Model):
    """How often on a day a question that found nothing was followed by one of which something was opened."""

    day = models.DateField()
    question = models.CharField(max_length=LONGEST)
    following = models.CharField(max_length=LONGEST)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("question that was asked again")
        verbose_name_plural = _("questions that were asked again")
        constraints = [
            models.UniqueConstraint(fields=["day", "question", "following"], name="disclosure_search_followed")
        ]

    def __str__(self) -> str:
        return f"{self.question} → {self.following}"


class OpenedPosition(models.Model):
    """How often on a day the result at a position was opened, whatever the question."""

    day = models.DateField()
    position = models.PositiveSmallIntegerField()
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("position that was opened")
        verbose_name_plural = _("positions that were opened")
        constraints = [models.UniqueConstraint(fields=["day", "position"], name="disclosure_search_opened")]

    def __str__(self) -> str:
        return str(self.position)
