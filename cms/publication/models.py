"""What the public reads: an append-only row per publication, and the lists that are derived from these rows."""

import datetime
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.ledger.appendonly import AppendOnlyModel
from cms.ledger.derived import DerivedModel
from cms.ledger.texts import canonical, sha256, stamp
from cms.publication import facts
from cms.publication.viewing import FOREVER, ViewQuerySet

SHOWN, TOMBSTONE, REVOCATION = "shown", "tombstone", "revocation"

SEALED_FIELDS = (
    "number",
    "item",
    "channel",
    "kind",
    "structural",
    "parent",
    "slug",
    "title",
    "digest",
    "facts",
    "notice",
    "visible_from",
    "visible_until",
    "authority_kind",
    "authority_ref",
    "revokes",
    "published_at",
)


def seal_text(values: dict[str, Any]) -> str:
    """What a publication's seal covers. The form is covered by its digest, the facts by theirs."""
    sealed = []
    for name in SEALED_FIELDS:
        value = values[name]
        if name in ("facts", "notice"):
            value = sha256(value)
        elif name in ("visible_from", "visible_until", "published_at"):
            value = stamp(value)
        elif name == "structural":
            value = bool(value)
        sealed.append(value)
    return canonical(["publication", 1, *sealed])


class Publication(AppendOnlyModel):
    """One state of an item in a channel, exactly as it was approved.

    The current one is the newest number whose `visible_from` has come and that no later row revokes. `number` is its
    number in the ledger. A `tombstone` says that the item was taken down; a `revocation` takes a publication back
    before its time has come. `facts` and `notice` are canonical JSON texts.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    item = models.CharField(_("item"), max_length=120)
    channel = models.CharField(_("channel"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12)
    structural = models.BooleanField(_("structural"), default=False)
    parent = models.CharField(_("stands under"), max_length=120, blank=True)
    slug = models.CharField(_("part of the address"), max_length=255, blank=True)
    title = models.CharField(_("title"), max_length=255)
    form = models.TextField(_("signed form"), blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    facts = models.TextField(_("facts"), default="{}")
    notice = models.TextField(_("notice"), default="{}")
    visible_from = models.DateTimeField(_("on view from"))
    visible_until = models.DateTimeField(_("until"), null=True, blank=True)
    authority_kind = models.CharField(_("kind of authority"), max_length=20)
    authority_ref = models.CharField(_("authority"), max_length=120)
    revokes = models.BigIntegerField(_("revokes"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"))
    key_id = models.CharField(_("seal key"), max_length=40)
    seal = models.CharField(_("seal"), max_length=64)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["channel", "item", "-number"], name="disclosure_pub_item"),
            models.Index(fields=["channel", "parent", "slug"], name="disclosure_pub_place"),
            models.Index(fields=["channel", "visible_from"], name="disclosure_pub_from"),
            models.Index(fields=["channel", "visible_until"], name="disclosure_pub_until"),
            models.Index(fields=["channel", "structural"], name="disclosure_pub_structure"),
            models.Index(fields=["revokes"], name="disclosure_pub_revokes"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.channel} {self.item}"

    def seal_text(self) -> str:
        return seal_text({name: getattr(self, name) for name in SEALED_FIELDS})

    @property
    def parsed_facts(self) -> dict[str, Any]:
        return facts.read(self.item, self.facts)


class Adoption(AppendOnlyModel):
    """Somebody accepted an older state of the database: who, why, and which numbers are missing because of it.

    `content` is canonical JSON text: `gaps` of the ledger, `lost` publications that count no more, `kept` ones whose
    items stay down. `number` is its number in the ledger.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    person = models.CharField(_("person"), max_length=150)
    reason = models.TextField(_("reason"))
    content = models.TextField(_("content"))
    at = models.DateTimeField(_("time"))
    key_id = models.CharField(_("seal key"), max_length=40)
    seal = models.CharField(_("seal"), max_length=64)

    class Meta:
        verbose_name = _("adoption of an older database")
        verbose_name_plural = _("adoptions of an older database")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.person}"

    def seal_text(self) -> str:
        return canonical(["adoption", 1, self.number, self.person, self.reason, sha256(self.content), stamp(self.at)])

    @property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.content))


class ListingEntry(DerivedModel):
    """Derived from publications, one row per shown one: what lists filter and sort by, and when it is the current one.

    `attachment` names the kinds of its files (see `file_kinds`) between spaces, " pdf word "; "" where it has none.
    `line` is the same for what is one line among the newest: items that stand under one item and came up on one day; a
    part has none, for its whole stands there for it.

    Whoever gets past its triggers can hide an item from a list and show nothing: each item comes from its sealed row.
    """

    number = models.BigIntegerField(primary_key=True)
    item = models.CharField(max_length=120)
    channel = models.CharField(max_length=20)
    parent = models.CharField(max_length=120)
    structural = models.BooleanField()
    category = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=120, default="", db_default="", blank=True)
    attachment = models.CharField(max_length=80, default="", db_default="", blank=True)
    year = models.PositiveIntegerField(null=True)
    genre = models.CharField(max_length=60, blank=True)
    validity = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    document_key = models.CharField(max_length=80, blank=True)
    date = models.CharField(max_length=10, blank=True)
    order = models.IntegerField(default=0)
    is_part = models.BooleanField(default=False)
    line = models.CharField(max_length=140, default="")
    shown_from = models.DateTimeField()
    shown_to = models.DateTimeField()

    objects = ViewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["channel", "structural", "-shown_from", "-number"], name="disclosure_list_newest"),
            models.Index(fields=["channel", "parent", "-shown_from", "-number"], name="disclosure_list_parent"),
            models.Index(
                fields=["channel", "structural", "category", "-date", "-number"], name="disclosure_list_category"
            ),
            models.Index(fields=["channel", "item"], name="disclosure_list_item"),
            models.Index(fields=["channel", "line"], name="disclosure_list_line"),
            models.Index(fields=["document_key"], name="disclosure_list_document"),
            models.Index(fields=["channel", "shown_to"], name="disclosure_list_to"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.item}"

    def is_ahead(self, now: datetime.datetime) -> bool:
        """Approved, and on view later."""
        return self.shown_from > now

    def is_over(self, now: datetime.datetime) -> bool:
        return self.shown_to <= now

    @property
    def until(self) -> datetime.datetime | None:
        """The second in which it comes down; None for what has no end."""
        return None if self.shown_to >= FOREVER else self.shown_to


class ExhibitedFile(DerivedModel):
    """Derived: which publication shows which bytes under which name. The answer is checked against the sealed row."""

    publication = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["sha256", "name", "publication"], name="disclosure_file_digest")]
        constraints = [
            models.UniqueConstraint(fields=("publication", "sha256", "name"), name="disclosure_one_file_a_publication")
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.sha256[:12]}"


class Backlink(DerivedModel):
    """Derived: which publication names which item as related, to be shown from the other end too."""

    publication = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["target"], name="disclosure_backlink_target")]

    def __str__(self) -> str:
        return f"{self.publication} {self.kind} {self.target}"
