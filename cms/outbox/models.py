"""Side effects as rows: written in the transaction that causes them, delivered after it, retried."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


def position_of(copied_from: Any, pk: Any) -> Coalesce:
    """A row's place in the order of its consumer and key: its number, or that of the row it was copied from."""
    return Coalesce(copied_from, pk, output_field=models.BigIntegerField())


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """In the words of the outbox."""

    def open(self) -> "OutboxQuerySet":
        """Neither delivered nor given up."""
        return self.filter(state__in=(OutboxMessage.State.PENDING, OutboxMessage.State.LEASED))

    def claimed(self) -> "OutboxQuerySet":
        """Addressed to a consumer."""
        return self.exclude(consumer="")

    def with_position(self) -> Any:
        """Annotates `position`, the place in the order of its consumer and key."""
        return self.annotate(position=position_of(models.F("copied_from"), models.F("pk")))

    def dead(self) -> "OutboxQuerySet":
        return self.filter(state=OutboxMessage.State.DEAD)


class OutboxMessage(models.Model):
    """One delivery to one consumer. Delivered at least once: a consumer has to bear the same message twice.

    `consumer` is empty as long as nobody consumes the topic; see `delivery.adopt`.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        LEASED = "leased", _("being delivered")
        DELIVERED = "delivered", _("delivered")
        DEAD = "dead", _("given up")

    topic = models.CharField(_("topic"), max_length=60)
    consumer = models.CharField(_("consumer"), max_length=100, blank=True)
    key = models.CharField(_("key"), max_length=160, blank=True)
    payload = models.JSONField(_("payload"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    available_at = models.DateTimeField(_("not before"))
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=80, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    copied_from = models.BigIntegerField(_("copy of number"), null=True, blank=True, editable=False)

    objects: Any = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("side effect")
        verbose_name_plural = _("side effects")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "available_at"], name="disclosure_outbox_due"),
            models.Index(fields=["consumer", "key", "id"], name="disclosure_outbox_key"),
            models.Index(fields=["delivered_at"], name="disclosure_outbox_done"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}".strip()
