"""Units, offices, posts, and who holds which post from when to when (§5, §6.1, §7 of the implementation opinions).

All of it is data that an administrator keeps. Code names a post only by the identifier that a chain gives it.
Nothing here cascades: a row that a decision may name is ended, not deleted.
"""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.organisation import categories, rules, words
from cms.organisation.periods import FreshQuerySet, Period, PeriodQuerySet, not_reversed

identifier_validator = RegexValidator(
    r"^[a-z][a-z0-9_]*\Z", _("Use small letters, digits and underscores, beginning with a letter.")
)
code_validator = RegexValidator(r"^[A-Z0-9]{1,12}\Z", _("Use up to twelve capital letters and digits."))


class Unit(models.Model):
    """A bureau or a unit under it. The parent is the superior unit, to which major items go as well (§6.1)."""

    class Kind(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal bureau")
        DIRECT = "direct", _("direct unit")
        DISTRICT = "district", _("district or county bureau")

    sealed_fields = ("name", "short_name", "identifier")

    identifier = models.CharField(_("identifier"), max_length=60, unique=True, validators=[identifier_validator])
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(pgettext_lazy("organisation", "kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("superior unit")
    )
    code = models.CharField(
        pgettext_lazy("organisation", "code"),
        max_length=12,
        unique=True,
        validators=[code_validator],
        help_text=_("Stands in index numbers."),
    )

    objects = FreshQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind="municipal"),
                name="organisation_one_municipal_unit",
                violation_error_message=_("There is already a municipal bureau."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="municipal") | models.Q(parent=None),
                name="organisation_municipal_is_root",
                violation_error_message=_("The municipal bureau has no superior unit."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def clean(self) -> None:
        super().clean()
        rules.check_unit(self)


class Office(models.Model):
    """An office (处室, 科室) of a unit; every disclosed item has an issuing office."""

    class Kind(models.TextChoices):
        FUNCTIONAL = "functional", _("functional office")
        BUSINESS = "business", _("business office")

    sealed_fields = ("name", "duty_phone", "duties")
    sealed_with = ("unit",)
    """What a page says of it beside its own row: read with it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="offices", verbose_name=_("unit"))
    identifier = models.CharField(_("identifier"), max_length=60, validators=[identifier_validator])
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("organisation", "kind"), max_length=20, choices=Kind.choices, default=Kind.FUNCTIONAL
    )
    duties = models.TextField(_("duties"), blank=True)
    duty_phone = models.CharField(_("duty phone"), max_length=60, blank=True)
    sort_order = models.PositiveIntegerField(pgettext_lazy("organisation", "order"), default=0)

    objects = FreshQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ("unit_id", "sort_order", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "identifier"],
                name="organisation_office_identifier",
                violation_error_message=_("This unit already has an office with this identifier."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"

    def clean(self) -> None:
        super().clean()
        rules.check_office(self)


class Post(models.Model):
    """A seat. Chains name it by its identifier; people hold it by tenures and delegations.

    `categories`: what its holder may draft, "*" for whatever its office issues. `roles`: bundles of permissions
    on registers and files; nobody is a member of them, holding the post is what counts.
    """

    class Kind(models.TextChoices):
        MEMBER = "member", pgettext_lazy("organisation", "staff")
        HEAD = "head", _("head of office")
        LEADER = "leader", pgettext_lazy("organisation", "leader")
        BODY = "body", pgettext_lazy("organisation", "body")
        OVERSIGHT = "oversight", _("oversight")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("office")
    )
    identifier = models.CharField(_("identifier"), max_length=60, validators=[identifier_validator])
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("organisation", "kind"), max_length=20, choices=Kind.choices, default=Kind.MEMBER
    )
    is_chief = models.BooleanField(
        _("head of the unit"), default=False, help_text=_("Stands in last, when nobody else can. One per unit.")
    )
    categories = models.JSONField(
        _("categories to draft"),
        default=list,
        blank=True,
        help_text=_("Identifiers of categories; * for everything that the office issues."),
    )
    secretary = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records_for",
        verbose_name=_("recorded by"),
        help_text=_("Only for a body: the post that records its resolutions."),
    )
    roles = models.ManyToManyField(
        Group, blank=True, related_name="posts", verbose_name=pgettext_lazy("organisation", "roles")
    )

    objects = FreshQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("organisation", "post")
        verbose_name_plural = pgettext_lazy("organisation", "posts")
        ordering = ("unit_id", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "identifier"],
                name="organisation_post_identifier",
                violation_error_message=_("This unit already has a post with this identifier."),
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(is_chief=True),
                name="organisation_one_chief",
                violation_error_message=_("This unit already has a head."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_chief=False) | models.Q(kind="leader"),
                name="organisation_chief_is_leader",
                violation_error_message=_("The head of a unit is a leader."),
            ),
            models.CheckConstraint(
                condition=models.Q(secretary=None) | models.Q(kind="body"),
                name="organisation_secretary_of_body",
                violation_error_message=_("Only a body has a post that records for it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"

    def get_categories_display(self) -> str:
        return words.names([categories.label(identifier) for identifier in self.categories])

    def clean(self) -> None:
        super().clean()
        rules.check_post(self)


class Tenure(Period):
    """Somebody holds a post."""

    post = models.ForeignKey(
        Post, models.PROTECT, related_name="tenures", verbose_name=pgettext_lazy("organisation", "post")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tenures", verbose_name=_("post holder")
    )

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ("post_id", "starts_at", "id")
        constraints: ClassVar = [
            not_reversed("organisation_tenure_period"),
            models.UniqueConstraint(
                fields=["post", "user"],
                condition=models.Q(ends_at=None),
                name="organisation_tenure_open_once",
                violation_error_message=_("This person already holds this post."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.user}"

    def clean(self) -> None:
        super().clean()
        rules.check_tenure(self)


class Portfolio(Period):
    """A leader is in charge of an office (分管). Which deputy signs for an office is looked up here."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="portfolios", verbose_name=_("leader's post"))
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        related_name="portfolios",
        verbose_name=pgettext_lazy("portfolio", "office in charge of"),
    )

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ("post_id", "office_id", "starts_at")
        constraints: ClassVar = [
            not_reversed("organisation_portfolio_period"),
            models.UniqueConstraint(
                fields=["post", "office"],
                condition=models.Q(ends_at=None),
                name="organisation_portfolio_open_once",
                violation_error_message=_("This post is already in charge of this office."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.office.name}"

    def clean(self) -> None:
        super().clean()
        rules.check_portfolio(self)


class DelegationQuerySet(PeriodQuerySet):
    def in_force_at(self, at: datetime) -> "DelegationQuerySet":
        """Running now, given by somebody who holds the post now: a delegation ends with its giver's tenure."""
        held = Tenure.objects.valid_at(at).filter(post=models.OuterRef("post"), user=models.OuterRef("from_user"))
        return self.valid_at(at).filter(models.Exists(held), from_user__is_active=True, to_user__is_active=True)


class Delegation(Period):
    """An absent holder gives a post to a named person for dated days (rule 6). Always has an end."""

    post = models.ForeignKey(
        Post, models.PROTECT, related_name="delegations", verbose_name=pgettext_lazy("organisation", "post")
    )
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_given", verbose_name=_("given by")
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_received", verbose_name=_("given to")
    )
    reason = models.CharField(_("reason"), max_length=200)

    objects: ClassVar = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("post_id", "starts_at", "id")
        constraints: ClassVar = [
            not_reversed("organisation_delegation_period"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=False),
                name="organisation_delegation_dated",
                violation_error_message=_("A delegation needs its last day."),
            ),
            models.CheckConstraint(
                condition=~models.Q(from_user=models.F("to_user")),
                name="organisation_delegation_to_another",
                violation_error_message=_("Nobody delegates to themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.from_user} → {self.to_user}"

    def clean(self) -> None:
        super().clean()
        rules.check_delegation(self, Tenure.objects)


class LeadingGroupMember(Period):
    """Who sits in a unit's openness leading group (§7). Its decisions are the post of the group; see `seats`."""

    class Role(models.TextChoices):
        CHAIR = "chair", pgettext_lazy("organisation", "chair")
        VICE_CHAIR = "vice_chair", _("vice-chair")
        MEMBER = "member", pgettext_lazy("organisation", "member")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leading_group", verbose_name=_("unit"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="leading_group_seats",
        verbose_name=pgettext_lazy("organisation", "person"),
    )
    role = models.CharField(
        pgettext_lazy("organisation", "role"), max_length=20, choices=Role.choices, default=Role.MEMBER
    )

    class Meta:
        verbose_name = _("leading group member")
        verbose_name_plural = _("leading group members")
        ordering = ("unit_id", "id")
        constraints: ClassVar = [
            not_reversed("organisation_leading_group_period"),
            models.UniqueConstraint(
                fields=["unit", "user"],
                condition=models.Q(ends_at=None),
                name="organisation_member_open_once",
                violation_error_message=_("This person already sits in this leading group."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.user}"

    def clean(self) -> None:
        super().clean()
        rules.check_member(self)
