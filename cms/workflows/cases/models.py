"""Chains in their versions, cases and where they stand, what was signed, and who decided what."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.ledger.appendonly import AppendOnlyModel
from cms.ledger.texts import canonical, sha256, stamp
from cms.workflows.cases.reasons import ReasonKind
from cms.workflows.chains.values import Marks, Plan
from cms.workflows.chains.vocabulary import SHOWN, Action, channel_choices


class ChainVersion(AppendOnlyModel):
    """The text of the chains as it was in force from `activated_at`; a running case keeps its own (rule 7)."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    text = models.TextField(_("text"))
    digest = models.CharField(_("digest"), max_length=64)
    activated_at = models.DateTimeField(_("in force from"))
    activated_by = models.CharField(_("put in force by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("version of the chains")
        verbose_name_plural = _("versions of the chains")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def record_digest(self) -> str:
        """What the ledger keeps of it: the text, and who put it in force when and why. That of the text alone is what
        the ledger has of versions before those of decision 28."""
        values = [self.number, self.digest, self.activated_by, self.reason, stamp(self.activated_at)]
        return sha256(canonical(["chains", 2, *values]))


class SignedForm(AppendOnlyModel):
    """A canonical form that was submitted, under its digest: what signatures are about."""

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    text = models.TextField(_("form"))

    class Meta:
        verbose_name = _("submitted form")
        verbose_name_plural = _("submitted forms")

    def __str__(self) -> str:
        return self.digest[:12]


class Case(models.Model):
    """One action on one item through one chain. Where it stands follows from its decisions; the rest is bookkeeping.

    `item` is the key of the item (`page:17`), not the item: `lookup.item(case)` fetches that.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("being prepared")
        OPEN = "open", _("in approval")
        RETURNED = "returned", _("returned")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    Action = Action

    RUNNING = (State.PREPARING, State.OPEN, State.RETURNED)
    EDITABLE = (State.PREPARING, State.RETURNED)

    item = models.CharField(_("item"), max_length=120)
    title = models.CharField(_("title"), max_length=255)
    action = models.CharField(_("action"), max_length=12, choices=Action.choices)
    channel = models.CharField(_("channel"), max_length=20, choices=channel_choices)
    procedure_class = models.CharField(_("procedure class"), max_length=60)
    category = models.CharField(_("category"), max_length=60)
    structural = models.BooleanField(default=False)
    unit = models.ForeignKey("disclosure_organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    office = models.ForeignKey(
        "disclosure_organisation.Office", models.PROTECT, related_name="+", verbose_name=_("issuing office")
    )
    chains = models.ForeignKey(
        ChainVersion, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("version of the chains")
    )
    plan_text = models.TextField(_("plan"), default="{}")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PREPARING)
    round = models.PositiveIntegerField(_("round"), default=1)
    step = models.PositiveIntegerField(_("step"), default=0)
    step_since = models.DateTimeField(_("since"))
    major = models.BooleanField(_("major"), default=False)
    particularly_major = models.BooleanField(_("particularly major"), default=False)
    sensitive = models.BooleanField(_("sensitive"), default=False)
    rule_changed = models.BooleanField(_("the rule changes"), default=False)
    reason_kind = models.CharField(_("kind of reason"), max_length=16, choices=ReasonKind.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    basis = models.CharField(_("policy basis"), max_length=300, blank=True)
    basis_facts = models.JSONField(_("number, authority, date and link of the basis"), default=dict, blank=True)
    successor = models.CharField(_("what takes its place"), max_length=120, blank=True)
    is_release = models.BooleanField(_("shows in one more channel what is on view"), default=False)
    is_review = models.BooleanField(_("withdraw or confirm"), default=False)
    is_ratification = models.BooleanField(_("ratifies an emergency takedown"), default=False)
    suppress_title = models.BooleanField(_("say neither title nor reason"), default=False)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    revision_id = models.BigIntegerField(_("revision"), null=True, blank=True)
    workflow_state_id = models.BigIntegerField(null=True, blank=True)
    authors = models.JSONField(_("authors of this round"), default=list)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    publication = models.BigIntegerField(_("publication"), null=True, blank=True)
    wanted_from = models.DateTimeField(_("to go on view"), null=True, blank=True)
    wanted_until = models.DateTimeField(_("to come down"), null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-pk"]
        permissions = [
            ("read_cases", _("Can read cases of the unit")),
            ("manage_chains", _("Can put chains in force")),
            ("take_down_now", _("Can take an item down in an emergency")),
        ]
        indexes = [
            models.Index(fields=["item", "channel", "-id"], name="disclosure_case_item"),
            models.Index(fields=["state", "step_since"], name="disclosure_case_state"),
            models.Index(fields=["workflow_state_id"], name="disclosure_case_mirror"),
            models.Index(fields=["unit", "state"], name="disclosure_case_unit"),
            models.Index(fields=["category", "office"], name="disclosure_case_category"),
            models.Index(fields=["opened_at"], name="disclosure_case_opened"),
            models.Index(fields=["completed_at"], name="disclosure_case_completed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("item", "channel"),
                condition=models.Q(state__in=("preparing", "open", "returned")),
                name="disclosure_one_running_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.title}"

    @property
    def plan(self) -> Plan:
        return Plan.from_text(self.plan_text)

    @property
    def plan_digest(self) -> str:
        return sha256(self.plan_text)

    @property
    def marks(self) -> Marks:
        return Marks(self.major, self.particularly_major, self.sensitive, self.rule_changed)

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def shows_form(self) -> bool:
        """Whether it ends with a form on view, and not with a take-down."""
        return self.action in ("publish", "modify") or (
            self.action == "repeal" and any(step.definition.ends_in == SHOWN for step in self.plan.steps)
        )

    @property
    def has_content(self) -> bool:
        """Whether it is about a new text, and not about what is on view already."""
        return self.shows_form and not self.is_release


DECISION_FIELDS = (
    "number",
    "case_id",
    "item",
    "action",
    "channel",
    "round",
    "step",
    "kind",
    "seat",
    "seat_label",
    "holder_id",
    "holder_name",
    "post_name",
    "acting_for",
    "stand_in",
    "comment",
    "clause",
    "digest",
    "evidence",
    "at",
)


class Decision(AppendOnlyModel):
    """Who decided what, in which seat, when, on exactly which content. Stands by itself: names are copies.

    `evidence` is canonical JSON text: a resolution's number and date, a filing's recipient, the attestation, and for
    `submit` the digests of plan and form with the authors who are barred.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    case_id = models.BigIntegerField(_("case"))
    item = models.CharField(_("item"), max_length=120)
    action = models.CharField(_("action"), max_length=12)
    channel = models.CharField(_("channel"), max_length=20)
    round = models.PositiveIntegerField(_("round"))
    step = models.PositiveIntegerField(_("step"))
    kind = models.CharField(_("kind"), max_length=20)
    seat = models.CharField(_("seat"), max_length=120, blank=True)
    seat_label = models.CharField(_("seat in words"), max_length=200, blank=True)
    holder_id = models.BigIntegerField(_("person"), null=True, blank=True)
    holder_name = models.CharField(_("name"), max_length=150)
    post_name = models.CharField(_("post"), max_length=200, blank=True)
    acting_for = models.CharField(_("acting for"), max_length=200, blank=True)
    stand_in = models.CharField(_("why somebody stands in"), max_length=300, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    evidence = models.TextField(_("evidence"), default="{}")
    at = models.DateTimeField(_("time"))
    key_id = models.CharField(_("seal key"), max_length=40)
    seal = models.CharField(_("seal"), max_length=64)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["case_id", "number"], name="disclosure_decision_case"),
            models.Index(fields=["item", "number"], name="disclosure_decision_item"),
            models.Index(fields=["holder_id", "number"], name="disclosure_decision_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.item}"

    carried_from: int | None = None
    """The case that it was given in, where it counts in another one (`records.carried`)."""

    def seal_text(self) -> str:
        values: list[Any] = [getattr(self, name) for name in DECISION_FIELDS]
        values[-1] = stamp(self.at)
        return canonical(["decision", 1, *values])

    @property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.evidence))


UNPOST = "unpost"
"""The kind of a pending seat that is no step: what hangs or lies is to be taken down (`services.unposting`)."""


class PendingSeat(models.Model):
    """A seat that a case waits for: derived from plan and decisions, so that a queue is one query."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pending")
    step = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=60, blank=True)
    identifier = models.CharField(max_length=60)
    unit_id = models.BigIntegerField()
    office_id = models.BigIntegerField(null=True)
    barred = models.JSONField(default=list)
    since = models.DateTimeField()
    due_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    notified = models.JSONField(null=True, default=None)
    """The people who learned that it waits for them; None where nobody noted it yet."""
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    """Who of several said that they do it (`services.claiming`)."""
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "identifier", "since"], name="disclosure_pending_seat"),
            models.Index(fields=["since"], name="disclosure_pending_since"),
            models.Index(fields=["due_on"], name="disclosure_pending_due"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.identifier}"


class CaseSeat(models.Model):
    """Derived from a case's plan: every seat of its chain, so that a register of cases is one query (`readable`).

    `drafts`: the seat stands for the office that provides the item, whose editors read the case too.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="seats", db_constraint=False)
    identifier = models.CharField(max_length=60)
    unit_id = models.BigIntegerField()
    office_id = models.BigIntegerField(null=True)
    drafts = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["identifier", "unit_id", "office_id", "case"], name="disclosure_case_seat"),
            models.Index(fields=["drafts", "case"], name="disclosure_case_drafts"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.identifier}"


class MarkSeat(models.Model):
    """Derived from a case's plan: whose seats lower its marks, so that those people find it in the register.

    `director` lowers 重大, `leading_group` the others; both are seats of the unit `unit_id` (`marks.lowering_seat`).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_constraint=False)
    unit_id = models.BigIntegerField()
    director = models.CharField(max_length=60)
    leading_group = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "director", "leading_group", "case"], name="disclosure_mark_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class CaseFile(models.Model):
    """Derived at submission: the bytes that a case is about. Reviewers may read them, nobody replaces them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="disclosure_case_file")]
        constraints = [models.UniqueConstraint(fields=("case", "sha256"), name="disclosure_one_case_file")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.sha256[:12]}"


class UnitCollection(models.Model):
    """The collection in which a unit's images and documents lie."""

    unit = models.OneToOneField("disclosure_organisation.Unit", models.PROTECT, related_name="+")
    collection = models.OneToOneField("wagtailcore.Collection", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.unit}"


class UnshownUntil(models.Model):
    """Until when something of a form was not shown to those who signed it (`unshown`); written by a data migration."""

    name = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.until:%Y-%m-%d %H:%M}"
