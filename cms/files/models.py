"""Images and documents. Their files are private; the public gets bytes of the vault, by digest (`views.public`)."""

import uuid
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, ImageQuerySet

from cms.files import conf, metadata, names, sealed_files
from cms.files.derivatives import Derivative
from cms.files.managers import ProtectedQuerySetMixin, SealedCopiesMixin
from cms.files.records import FileRecord
from cms.sandbox.sandbox import NotSealed

__all__ = ["Derivative", "Document", "Image", "Rendition"]


def unguessable(folder: str, name: str) -> str:
    """A storage path that nobody can guess and no file system refuses; the name for people is kept in the row."""
    suffix = PurePosixPath(names.clean_name(name)).suffix.lower()
    return f"{folder}/{uuid.uuid4().hex}/file{suffix}"


def document_path(instance: "Document", filename: str) -> str:
    """Where an upload is stored. This is the one moment in which its name is known on each of Wagtail's ways here."""
    instance.original_name = names.clean_name(filename)
    return unguessable("documents", filename)


def uploader() -> models.ForeignKey:
    """Wagtail's field, whose reverse name would clash with that of Wagtail's own models of the same name."""
    field = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    field.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail's own mark
    return field


class ProtectedDocumentQuerySet(ProtectedQuerySetMixin, DocumentQuerySet):
    """Wagtail's, with deletion under the rule of `protection`."""


class ProtectedImageQuerySet(ProtectedQuerySetMixin, ImageQuerySet):
    """Wagtail's, with deletion under the rule of `protection`."""


class DocumentManager(SealedCopiesMixin, models.Manager.from_queryset(ProtectedDocumentQuerySet)):  # type: ignore[misc]  # made by Django
    """Live rows, or the sealed copies inside a sandbox."""


class ImageManager(SealedCopiesMixin, models.Manager.from_queryset(ProtectedImageQuerySet)):  # type: ignore[misc]  # made by Django
    """Live rows, or the sealed copies inside a sandbox."""


class Document(FileRecord, AbstractDocument):
    """An attachment. Pages show its title, size and name; its bytes go by digest."""

    kind: ClassVar[str] = "document"
    sealed_fields = ("title", "file_size")
    admin_form_fields = ("title", "file", "collection", "tags")

    file = models.FileField(upload_to=document_path, verbose_name=_("file"))
    uploaded_by_user = uploader()
    tags = TaggableManager(verbose_name=_("tags"), help_text=None, blank=True, related_name="disclosure_documents")

    objects = DocumentManager()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = (("choose_document", "Can choose document"),)

    def sealed_files(self) -> dict[str, Any]:
        """`{"file": {"sha256", "size", "type", "name"}}`, whose bytes the vault then holds. Raises ValidationError."""
        return sealed_files.of_document(self)

    @property
    def filename(self) -> str:
        """The name that people gave it."""
        if self.sealed:
            return self.sealed["files"]["file"]["name"]
        return self.original_name or PurePosixPath(self.file.name or "").name

    @property
    def content_type(self) -> str:
        return self.sealed["files"]["file"]["type"] if self.sealed else self.media_type

    @property
    def url(self) -> str:
        """In a sandbox the public address, otherwise the one for staff."""
        if self.sealed:
            return sealed_files.public_url(self.sealed["files"]["file"])
        return reverse("disclosure_files_document", args=[self.pk, self.filename])

    def get_file_size(self) -> int | None:
        return self.sealed["files"]["file"]["size"] if self.sealed else super().get_file_size()


class Image(FileRecord, AbstractImage):  # type: ignore[django-manager-missing]  # Rendition follows below
    """A picture. The public gets renditions of the closed list in the settings, never the original."""

    kind: ClassVar[str] = "image"
    sealed_fields = ("title", "description", "width", "height")
    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    uploaded_by_user = uploader()
    tags = TaggableManager(verbose_name=_("tags"), help_text=None, blank=True, related_name="disclosure_images")

    objects = ImageManager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = (("choose_image", "Can choose image"),)

    def sealed_files(self) -> dict[str, Any]:
        """`{"original": {"sha256", "size", "type", "name"}, "renditions": {spec: {… "width", "height"}}}`.

        Only the renditions are for the public. The vault then holds the bytes of all of them. Raises ValidationError.
        """
        return sealed_files.of_image(self)

    def get_upload_to(self, filename: str) -> str:
        self.original_name = names.clean_name(filename)
        return unguessable("images", filename)

    @property
    def filename(self) -> str:
        """The name that people gave it."""
        if self.sealed:
            return self.sealed["files"]["original"]["name"]
        return self.original_name or PurePosixPath(self.file.name).name

    def is_svg(self) -> bool:
        return False  # refused at upload

    def get_focal_point(self) -> Any:
        return None if self.sealed else super().get_focal_point()

    def get_rendition(self, filter: Filter | str) -> "Rendition":
        """As Wagtail's. From a sealed copy: what was exhibited; NotSealed for any other size."""
        return self._exhibited(filter) if self.sealed else super().get_rendition(filter)

    def get_renditions(self, *filters: Filter | str) -> dict[str, "Rendition"]:
        """As Wagtail's; from a sealed copy as `get_rendition`."""
        if not self.sealed:
            return super().get_renditions(*filters)
        specs = [wanted if isinstance(wanted, str) else wanted.spec for wanted in filters]
        return {spec: self._exhibited(spec) for spec in dict.fromkeys(specs)}

    def _exhibited(self, wanted: Filter | str) -> "Rendition":
        spec = wanted if isinstance(wanted, str) else wanted.spec
        found: dict[str, Any] = (self.sealed or {})["files"]["renditions"]
        # A block without a template asks for the original, which never leaves: the largest rendition stands for it.
        entry = found.get(spec) or (found.get(conf.largest_rendition()) if spec == "original" else None)
        if entry is None:
            raise NotSealed(f"image {self.pk} is exhibited in {sorted(found)}, not in {spec!r} (DISCLOSURE_RENDITIONS)")
        rendition = Rendition(image=self, filter_spec=spec, width=entry["width"], height=entry["height"])
        rendition.exhibited = entry
        return rendition

    def generate_rendition_file(self, filter: Filter, *, source: Any = None) -> Any:
        """As Wagtail's, without the camera's metadata."""
        made = super().generate_rendition_file(filter, source=source)
        made.file.seek(0)
        return sealed_files.content_file(metadata.stripped(made.file.read()), made.name)


class Rendition(AbstractRendition):
    """A size of an image for the admin. What the public gets are `Derivative`s."""

    image = models.ForeignKey(Image, related_name="renditions", on_delete=models.CASCADE)

    exhibited: dict[str, Any] | None = None

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="disclosure_files_one_rendition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"

    def get_upload_to(self, filename: str) -> str:
        return unguessable("renditions", filename)

    @property
    def url(self) -> str:
        """In a sandbox the public address, otherwise the one for staff."""
        if self.exhibited is not None:
            return sealed_files.public_url(self.exhibited)
        return reverse("disclosure_files_media", args=[self.file.name])
