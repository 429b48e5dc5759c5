"""What time brought, and whether it is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VisibilityTransition(models.Model):
    """That a publication came on view at its time, or down by its expiry, was recorded; or why it could not be, so far.

    What the public sees does not wait for it: it only says that Wagtail, the case file and those concerned know.
    """

    class Kind(models.TextChoices):
        UP = "up", _("came on view")
        DOWN = "down", _("came down")

    publication = models.BigIntegerField(_("publication"))
    kind = models.CharField(_("what"), max_length=4, choices=Kind.choices)
    item = models.CharField(_("item"), max_length=120)
    channel = models.CharField(_("channel"), max_length=20)
    due_at = models.DateTimeField(_("due"))
    done_at = models.DateTimeField(_("recorded"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    error = models.TextField(_("error"), blank=True)
    retry_at = models.DateTimeField(_("next attempt"), null=True, blank=True)

    class Meta:
        verbose_name = _("visibility transition")
        verbose_name_plural = _("visibility transitions")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=("publication", "kind"), name="disclosure_one_turn_a_publication"),
        ]
        indexes = [models.Index(fields=["done_at", "failures"], name="disclosure_turn_failing")]

    def __str__(self) -> str:
        return f"{self.publication} {self.kind}"
