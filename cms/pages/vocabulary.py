"""Closed lists that the catalogue uses: genre, validity, and how an item is open."""

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLIC_LANGUAGE = "zh-hans"


class Genre(models.TextChoices):
    """体裁: the kinds of official documents (党政机关公文处理工作条例) and what else a bureau publishes."""

    ORDER = "order", _("order")
    DECISION = "decision", _("decision")
    ANNOUNCEMENT = "announcement", _("announcement")
    PUBLIC_NOTICE = "public_notice", _("public notice")
    OPINION = "opinion", _("opinions")
    NOTICE = "notice", _("notice")
    BULLETIN = "bulletin", _("bulletin")
    REPLY = "reply", _("reply")
    LETTER = "letter", _("letter")
    MINUTES = "minutes", _("minutes")
    LAW = "law", _("law or regulation")
    RULE = "rule", _("rules")
    MEASURES = "measures", _("measures")
    PLAN = "plan", _("plan")
    GUIDE = "guide", _("service guide")
    OTHER = "other", _("other")


class Validity(models.TextChoices):
    """有效性 (domain: 有效/失效/废止/修改)."""

    IN_FORCE = "in_force", _("in force")
    LAPSED = "lapsed", _("lapsed")
    REPEALED = "repealed", _("repealed")
    AMENDED = "amended", _("amended")


def in_public_language(text: object) -> str:
    """A label as the public reads it, whatever language the person has set who submits."""
    with translation.override(PUBLIC_LANGUAGE):
        return str(text) if isinstance(text, Promise | str) else str(text or "")
