"""What the service leaves behind: a sign of life per process, and how each job went last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A process of the service. Its row stays for some days after it ended."""

    name = models.CharField(_("process"), max_length=80, unique=True)
    started_at = models.DateTimeField(_("started at"))
    seen_at = models.DateTimeField(_("seen at"), db_index=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    told = models.JSONField(_("last round"), default=dict)

    class Meta:
        verbose_name = _("process of the service")
        verbose_name_plural = _("processes of the service")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name


class JobRun(models.Model):
    """The schedule of a job, shared by all processes, and its last run."""

    name = models.CharField(_("job"), max_length=60, unique=True)
    next_at = models.DateTimeField(_("next run"))
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=80, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
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
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=("publication", "kind"), name="disclosure_one_turn_a_publication"),
        ]
        indexes = [models.Index(fields=["done_at", "failures"], name="disclosure_turn_failing")]

    def __str__(self) -> str:
        return f"{self.publication} {self.kind}"
