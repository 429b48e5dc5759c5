"""What the embedded engine keeps of publications, and the words that an administrator adds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.ledger.derived import DerivedModel
from search.learning_models import AskedQuestion, FollowedQuestion, OpenedPosition
from search.word_models import Boost, PeoplesWord, StopWord, WordsGeneration

__all__ = [
    "AskedQuestion",
    "Boost",
    "FollowedQuestion",
    "OpenedPosition",
    "PeoplesWord",
    "SearchEntry",
    "StopWord",
    "SynonymGroup",
    "WordsGeneration",
]


class SearchEntry(DerivedModel):
    """One publication as search knows it, under a seal. Derived: `search rebuild` makes it from the publications."""

    number = models.BigIntegerField(primary_key=True)
    item = models.CharField(max_length=120)
    title = models.CharField(max_length=255)
    title_key = models.CharField(max_length=255, blank=True)
    body = models.TextField()
    title_tokens = models.TextField()
    body_tokens = models.TextField()
    category = models.CharField(max_length=40, blank=True)
    category_label = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    year = models.PositiveIntegerField(null=True)
    genre = models.CharField(max_length=60, blank=True)
    validity = models.CharField(max_length=20, blank=True)
    validity_label = models.CharField(max_length=40, blank=True)
    document_key = models.CharField(max_length=80, blank=True)
    date = models.CharField(max_length=10, blank=True)
    made_by = models.CharField(max_length=16, blank=True, db_index=True)
    key_id = models.CharField(max_length=40, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            models.Index(fields=["item"], name="disclosure_search_item"),
            models.Index(fields=["document_key"], name="disclosure_search_document"),
            models.Index(fields=["title_key"], name="disclosure_search_title"),
        ]

    def __str__(self) -> str:
        return self.title


class SynonymGroup(models.Model):
    """Words that mean the same to those who search: whoever asks for one finds them all."""

    terms = models.CharField(_("words"), max_length=300, help_text=_("Separated by spaces: 电梯 升降机"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.terms

    @property
    def words(self) -> list[str]:
        return self.terms.split()
