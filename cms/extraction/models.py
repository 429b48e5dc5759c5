"""What extraction gave, kept under a seal; nothing of it is ever changed."""

import json
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cms.extraction import words
from cms.ledger.appendonly import AppendOnlyModel
from cms.ledger.texts import canonical, sha256, stamp


class Reading(AppendOnlyModel):
    """What one version of the extractor found in the bytes of a digest.

    `result` is JSON: `{"kind", "state", "total", "pages": [[place, number, name, text]], "hidden": [[kind, where,
    text]], "more_hidden"}`; `digest` its SHA-256. Another version's reading is another row: what a reviewer certified
    by the digest of a reading stays what it was. Of several of one version the newest counts.
    """

    sha256 = models.CharField("SHA-256", max_length=64)
    version = models.CharField(_("version"), max_length=80)
    state = models.CharField(_("state"), max_length=20, choices=words.STATES.items())
    characters = models.PositiveBigIntegerField(_("characters"))
    digest = models.CharField(_("digest"), max_length=64)
    result = models.TextField(_("result"))
    seconds = models.FloatField(_("seconds"))
    at = models.DateTimeField(_("time"))
    key_id = models.CharField(_("seal key"), max_length=40)
    seal = models.CharField(_("seal"), max_length=64)

    class Meta:
        verbose_name = _("reading of an attachment")
        verbose_name_plural = _("readings of attachments")
        indexes = [
            models.Index(fields=["sha256", "id"], name="disclosure_extraction_bytes"),
            models.Index(fields=["digest"], name="disclosure_extraction_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.state}"

    def seal_text(self) -> str:
        """The result is covered by its digest."""
        facts = [self.sha256, self.version, self.state, self.characters, self.digest, stamp(self.at)]
        return canonical(["reading", 1, *facts])

    def is_whole(self) -> bool:
        """Whether the result is what its digest says."""
        return sha256(self.result) == self.digest

    @cached_property
    def output(self) -> dict[str, Any]:
        return dict(json.loads(self.result))
