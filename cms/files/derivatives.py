"""The public renditions of an image: made once of the original in the vault, and ever after the same bytes."""

import io
from pathlib import PurePosixPath
from typing import Any

from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from wagtail.images.models import Filter

from cms.files import conf, sniffing, vault


class Derivative(models.Model):
    """A public rendition, made once from an original's bytes and ever after the same.

    Addressed by content on both sides, so that what a signature covers does not hang on Wagtail's rendition rows, which
    are purged and made anew, by another version of the imaging library perhaps.
    """

    original_sha256 = models.CharField(max_length=64)
    spec = models.CharField(max_length=255)
    focal_point_key = models.CharField(max_length=16, blank=True, default="")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    suffix = models.CharField(max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("public rendition")
        verbose_name_plural = _("public renditions")
        constraints = (
            models.UniqueConstraint(
                fields=("original_sha256", "spec", "focal_point_key"), name="disclosure_files_one_derivative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.original_sha256[:12]} {self.spec}"


def of(image: Any) -> list[Derivative]:
    """The public renditions of this original, in the order of the settings; what is not there yet is made."""
    wanted = [Filter(spec=spec) for spec in conf.renditions()]
    rows = {
        (row.spec, row.focal_point_key): row
        for row in Derivative.objects.filter(original_sha256=image.sha256, spec__in=[f.spec for f in wanted])
    }
    found = []
    for wish in wanted:
        row = rows.get((wish.spec, wish.get_cache_key(image)))
        found.append(row if row is not None and vault.current().has(row.sha256) else _make(image, wish, row))
    return found


def _make(image: Any, wish: Filter, former: Derivative | None) -> Derivative:
    """Made of the vault's original. One that was made before has to come out the same: its digest may be signed."""
    source = File(io.BytesIO(vault.current().read(image.sha256)), name=image.file.name)
    made = image.generate_rendition_file(wish, source=source)
    content = made.read()
    stored = vault.current().keep(content)
    if former is not None:
        if stored.sha256 != former.sha256:
            raise vault.VaultMissing(former.sha256)
        return former
    with PillowImage.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    suffix = PurePosixPath(made.name).suffix
    kind = sniffing.sniff(io.BytesIO(content))
    row, _created = Derivative.objects.get_or_create(
        original_sha256=image.sha256,
        spec=wish.spec,
        focal_point_key=wish.get_cache_key(image),
        defaults={
            "sha256": stored.sha256,
            "size": stored.size,
            "width": width,
            "height": height,
            "media_type": kind.media_type(suffix[1:]),
            "suffix": suffix,
        },
    )
    return row
