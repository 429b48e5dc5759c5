"""What the service leaves behind: a sign of life per process, and how each job went last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A process of the service. Its row stays for some days after it ended."""

    name = models.CharField(_("process"), max_length=80, unique=True)
    started_at = models.DateTimeField(_("started at"))
    seen_at = models.DateTimeField(_("seen at"), db_index=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    report = models.JSONField(_("last round"), default=dict)

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
