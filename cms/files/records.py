"""What images and documents have in common: a checked file, its digest, its name for people, its former version."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.files import protection, uploads, vault

CHECKS = {"document": uploads.check_document, "image": uploads.check_image}
TAKEN_IN = ("file", "original_name", "media_type", "sha256", "file_size", "file_hash")


class FileRecord(models.Model):
    """Mixin before Wagtail's abstract models. The vault holds the file's bytes from the first save on.

    `save()` raises ValidationError for a file that may not be taken in, FileInUse for a replacement that the rule of
    `protection` forbids.
    """

    original_name = models.CharField(_("file name"), max_length=150, editable=False, blank=True, default="")
    media_type = models.CharField(max_length=100, editable=False, blank=True, default="")
    sha256 = models.CharField("SHA-256", max_length=64, editable=False, blank=True, default="", db_index=True)
    version_of = models.ForeignKey(
        "self",
        verbose_name=_("new version of"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="newer_versions",
    )
    # Not a use of the older version: it may be deleted when nothing else holds it.
    version_of.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail's own mark

    kind: ClassVar[str]
    sealed: dict[str, Any] | None = None  # set by the sandbox on the copies that it hands out
    title: Any
    file: Any
    file_size: Any
    open_file: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        update_fields: Iterable[str] | None = kwargs.get("update_fields")
        renewed = False
        if update_fields is None or "file" in update_fields:
            renewed = self._has_new_file()
            if renewed:
                self._take_file_in()
                if update_fields is not None:
                    kwargs["update_fields"] = {*update_fields, *TAKEN_IN}
        replaced = renewed and not self._state.adding
        super().save(*args, **kwargs)
        if replaced:
            self.forget_renditions()

    def clean(self) -> None:
        super().clean()
        if self.file and self._has_new_file():
            try:
                self._check_file()
            except ValidationError as error:
                raise ValidationError({"file": error.error_list}) from error

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        protection.refuse_deletion(type(self), self)  # before Django's deletion begins: see the signal of the same name
        return super().delete(*args, **kwargs)

    def forget_renditions(self) -> None:
        """After a replacement: sizes made of the former file."""
        renditions = getattr(self, "renditions", None)
        if renditions is not None:
            renditions.all().delete()

    def _has_new_file(self) -> bool:
        if "file" in self.get_deferred_fields():
            return False
        if not self.file:
            raise ValidationError({"file": _("A file is required.")})
        if self._state.adding or not self.file._committed:
            return True
        model: Any = type(self)  # a concrete one: this class is abstract
        stored = model._base_manager.filter(pk=self.pk).values_list("file", flat=True).first()
        return stored != self.file.name

    def _check_file(self) -> uploads.Checked:
        refusal = None if self._state.adding else protection.refusal_to_replace(self)
        if refusal:
            raise protection.FileInUse(refusal)
        with self.open_file() as source:
            # A committed file lies under an invented name; what it was called is in the row already.
            name = self.file.name if not self.file._committed else self.original_name or self.file.name
            return CHECKS[self.kind](source, name, self.file.size)

    def _take_file_in(self) -> None:
        checked = self._check_file()
        with self.open_file() as source:
            stored = vault.current().keep(source)
        self._set_file_hash()  # type: ignore[attr-defined]  # Wagtail's
        self.file.seek(0)
        self.original_name = checked.name
        self.media_type = checked.media_type
        self.sha256 = stored.sha256
        self.file_size = stored.size


def is_ours(thing: Any) -> bool:
    """Whether a model or a row holds files under the rules of this plugin; a host's own pictures and documents do
    not."""
    return issubclass(thing if isinstance(thing, type) else type(thing), FileRecord)
