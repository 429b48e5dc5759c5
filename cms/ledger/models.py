"""The one ledger over everything that was decided and published: gapless, each entry bound to the one before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.ledger.appendonly import AppendOnlyModel
from cms.ledger.texts import canonical, sha256, stamp


class LedgerEntry(AppendOnlyModel):
    """Entry `number` says that a record of `kind` with this digest exists.

    `entry_digest` is SHA-256 over the entry and the digest of the one before: order and completeness can be checked
    by somebody who has neither the database nor the keys.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=20)
    subject = models.CharField(_("subject"), max_length=120)
    digest = models.CharField(_("digest of the record"), max_length=64)
    previous = models.CharField(_("digest of the entry before"), max_length=64, blank=True)
    entry_digest = models.CharField(_("digest of this entry"), max_length=64)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.subject}"

    def computed_digest(self) -> str:
        """What `entry_digest` must be."""
        return sha256(canonical([self.number, self.kind, self.subject, self.digest, self.previous, stamp(self.at)]))
