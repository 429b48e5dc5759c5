"""Closed lists that the catalogue uses: genre, validity, and how an item is open."""

from django.db import models
from django.utils.translation import pgettext_lazy

PUBLIC_LANGUAGE = "zh-hans"
CATALOGUE_FILTERS = ("category", "unit", "year", "genre", "validity")


class Genre(models.TextChoices):
    """体裁: the kinds of official documents (党政机关公文处理工作条例) and what else a bureau publishes."""

    ORDER = "order", pgettext_lazy("genre", "order")
    DECISION = "decision", pgettext_lazy("genre", "decision")
    ANNOUNCEMENT = "announcement", pgettext_lazy("genre", "announcement")
    PUBLIC_NOTICE = "public_notice", pgettext_lazy("genre", "public notice")
    OPINION = "opinion", pgettext_lazy("genre", "opinions")
    NOTICE = "notice", pgettext_lazy("genre", "notice")
    BULLETIN = "bulletin", pgettext_lazy("genre", "bulletin")
    REPLY = "reply", pgettext_lazy("genre", "reply")
    LETTER = "letter", pgettext_lazy("genre", "letter")
    MINUTES = "minutes", pgettext_lazy("genre", "minutes")
    LAW = "law", pgettext_lazy("genre", "law or regulation")
    RULE = "rule", pgettext_lazy("genre", "rules")
    MEASURES = "measures", pgettext_lazy("genre", "measures")
    PLAN = "plan", pgettext_lazy("genre", "plan")
    GUIDE = "guide", pgettext_lazy("genre", "service guide")
    OTHER = "other", pgettext_lazy("genre", "other")


class Validity(models.TextChoices):
    """有效性 (domain: 有效/失效/废止/修改)."""

    IN_FORCE = "in_force", pgettext_lazy("validity", "in force")
    LAPSED = "lapsed", pgettext_lazy("validity", "lapsed")
    REPEALED = "repealed", pgettext_lazy("validity", "repealed")
    AMENDED = "amended", pgettext_lazy("validity", "amended")
