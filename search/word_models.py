"""Words as data: what people's words are in official ones, which words say nothing, which words raise what."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import word_files
from .word_files import BoostLine, Unreadable, WordLine


class Shipped(models.Model):
    """A row that a file may have brought. `shipped` is what the files say now, "" for a row of this site's own; a row
    that says otherwise was changed here, and wins."""

    class Origin(models.TextChoices):
        FILE = "file", _("shipped")
        OWN = "own", _("entered here")
        LEARNT = "learnt", _("from what people searched")

    key = models.CharField(max_length=120, unique=True, editable=False)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.OWN, editable=False)
    shipped = models.CharField(max_length=600, blank=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        self.key = self.make_key()
        super().save(**options)

    @property
    def line(self) -> str:
        """What the row says, as a file says it."""
        raise NotImplementedError

    def make_key(self) -> str:
        raise NotImplementedError

    @property
    def is_changed(self) -> bool:
        """Whether a shipped row says something else here, or is switched off."""
        return bool(self.shipped) and (self.line != self.shipped or not self.is_active)

    def clean(self) -> None:
        """Raises ValidationError for a row that there is already."""
        self.key = self.make_key()
        if self.key and type(self)._default_manager.filter(key=self.key).exclude(pk=self.pk).exists():
            raise ValidationError(_("There is an entry for this already: change that one."))


class PeoplesWord(Shipped):
    """One way: who asks in these words means the official ones, each with a weight. Not the other way round."""

    word = models.CharField(
        _("people's word"), max_length=word_files.LONGEST_WORD, help_text=_("As people say it, for example 年检.")
    )
    targets = models.CharField(
        _("official words"),
        max_length=500,
        help_text=_("Between spaces, each with its weight if it is less than 1: 定期检验 检验检测=0.5"),
    )
    area = models.CharField(_("subject area"), max_length=word_files.LONGEST_AREA, blank=True, db_index=True)

    class Meta:
        verbose_name = _("people's word")
        verbose_name_plural = _("people's words")
        ordering = ["area", "word"]

    def __str__(self) -> str:
        return f"{self.word} → {self.targets}"

    @classmethod
    def of_line(cls, line: WordLine) -> "PeoplesWord":
        row = cls(word=line.word, targets=line.targets_text, area=line.area, origin=cls.Origin.FILE)
        row.key, row.shipped = row.make_key(), row.line
        return row

    def make_key(self) -> str:
        return word_files.key(self.word)

    @property
    def line(self) -> str:
        return f"{self.targets}\t{self.area}"

    def clean(self) -> None:
        """Raises ValidationError for a word or a target that cannot be one."""
        errors = {}
        try:
            self.word = word_files.word(self.word)
        except Unreadable as error:
            errors["word"] = str(error)
        try:
            self.targets = " ".join(map(str, word_files.targets(self.targets, self.word)))
        except Unreadable as error:
            errors["targets"] = str(error)
        if errors:
            raise ValidationError(errors)
        super().clean()


class StopWord(Shipped):
    """A word of a question that says nothing of what is looked for."""

    word = models.CharField(_("word"), max_length=word_files.LONGEST_WORD)

    class Meta:
        verbose_name = _("stop word")
        verbose_name_plural = _("stop words")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def of_line(cls, line: str) -> "StopWord":
        row = cls(word=line, origin=cls.Origin.FILE)
        row.key, row.shipped = row.make_key(), row.line
        return row

    def make_key(self) -> str:
        return word_files.key(self.word)

    @property
    def line(self) -> str:
        return self.word

    def clean(self) -> None:
        """Raises ValidationError for what is no word."""
        try:
            self.word = word_files.word(self.word)
        except Unreadable as error:
            raise ValidationError({"word": str(error)}) from error
        super().clean()


class Boost(Shipped):
    """Where a question has the word, items of the category, or with the other word in their title, count for more, or
    with a factor below 1 for less."""

    word = models.CharField(
        _("word of the question"), max_length=word_files.LONGEST_WORD, help_text=_("For example 怎么办理.")
    )
    category = models.CharField(_("category"), max_length=40, blank=True)
    title = models.CharField(_("word of the title"), max_length=word_files.LONGEST_WORD, blank=True)
    factor = models.DecimalField(
        _("factor"), max_digits=4, decimal_places=2, help_text=_("Above 1 raises, below 1 lowers; from 0.2 to 5.")
    )

    class Meta:
        verbose_name = _("boost")
        verbose_name_plural = _("boosts")
        ordering = ["word", "category", "title"]

    def __str__(self) -> str:
        return f"{self.word} → {self.category or self.title} × {self.factor.normalize():f}"

    @classmethod
    def of_line(cls, line: BoostLine) -> "Boost":
        row = cls(word=line.word, category=line.category, title=line.title, factor=line.factor, origin=cls.Origin.FILE)
        row.key, row.shipped = row.make_key(), row.line
        return row

    def make_key(self) -> str:
        return f"{word_files.key(self.word)}|{self.category}|{word_files.key(self.title)}"

    @property
    def line(self) -> str:
        return f"{Decimal(self.factor).normalize():f}"

    def clean(self) -> None:
        """Raises ValidationError for what raises nothing, or by too much."""
        errors = {}
        for name in ("word", "title"):
            try:
                if name == "word" or self.title:
                    setattr(self, name, word_files.word(getattr(self, name)))
            except Unreadable as error:
                errors[name] = str(error)
        if self.factor is not None:
            try:
                self.factor = word_files.factor(str(self.factor))
            except Unreadable as error:
                errors["factor"] = str(error)
        if not self.category and not self.title:
            errors["category"] = str(_("Give a category, a word of the title, or both."))
        if errors:
            raise ValidationError(errors)
        super().clean()


class WordsGeneration(models.Model):
    """One row: another token after every change of words, so that each process knows that what it keeps is old."""

    token = models.CharField(max_length=32)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.token
