"""What the embedded engine keeps of publications, and the words that an administrator adds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.ledger.derived import DerivedModel

from .learning_models import AskedQuestion, FollowedQuestion, OpenedPosition
from .word_models import Boost, PeoplesWord, StopWord, WordsGeneration

__all__ = [
    "AskedQuestion",
    "Boost",
    "FollowedQuestion",
    "OpenedPosition",
    "PeoplesWord",
    "SearchEntry",
    "SearchView",
    "SearchWord",
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
    near_tokens = models.TextField(blank=True)
    headings = models.TextField(blank=True)
    passages = models.TextField(blank=True)
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
            models.Index(fields=["number", "seal"], name="disclosure_search_seal"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchView(DerivedModel):
    """What ranking reads of a publication: folded texts, `body` with its passages apart. It decides about the order
    alone; what is shown comes from the sealed entry.
    """

    number = models.BigIntegerField(primary_key=True)
    title = models.CharField(max_length=255)
    document_number = models.CharField(max_length=120, blank=True)
    headings = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("searched text")
        verbose_name_plural = _("searched texts")

    def __str__(self) -> str:
        return self.title


class SearchWord(DerivedModel):
    """A word of the texts, how it sounds, and in how many publications it stands. Counted anew by `search rebuild`."""

    word = models.CharField(max_length=64, primary_key=True)
    spelling = models.CharField(max_length=64, blank=True)
    initials = models.CharField(max_length=16, blank=True)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("word of the index")
        verbose_name_plural = _("words of the index")
        indexes = [
            models.Index(fields=["spelling", "-documents"], name="disclosure_search_spelling"),
            models.Index(fields=["initials", "-documents"], name="disclosure_search_initials"),
        ]

    def __str__(self) -> str:
        return self.word


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
