"""The settings of this room, each with its default: read here and nowhere else, anew each time."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MEGABYTE = 1024 * 1024

# What public templates may ask for. Wagtail's own rich text formats use width-500 and width-800, its ImageBlock
# fill-600x338.
RENDITIONS = (
    "width-320",
    "width-500",
    "width-640",
    "width-800",
    "width-960",
    "width-1280",
    "max-1600x1600",
    "fill-480x320",
    "fill-600x338",
    "fill-960x540",
)
DOCUMENT_EXTENSIONS = ("pdf", "doc", "docx", "xls", "xlsx", "pptx", "wps", "et", "ofd", "txt", "csv")
IMAGE_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp")


@dataclass(frozen=True)
class Limits:
    """What may be uploaded: extensions in lower case without a dot, bytes, pixels."""

    extensions: tuple[str, ...]
    max_bytes: int
    max_pixels: int = 0


def vault_root() -> Path:
    """Folder of the vault (DISCLOSURE_VAULT): private, never below anything that a web server hands out."""
    root = getattr(settings, "DISCLOSURE_VAULT", None)
    if not root:
        raise ImproperlyConfigured("DISCLOSURE_VAULT names no folder")
    return Path(root)


def renditions() -> tuple[str, ...]:
    """Closed list of the image sizes that the public can get (DISCLOSURE_RENDITIONS)."""
    return tuple(getattr(settings, "DISCLOSURE_RENDITIONS", RENDITIONS))


def largest_rendition() -> str:
    """What stands for the original in public (DISCLOSURE_RENDITION_LARGEST): the original itself never leaves."""
    spec = getattr(settings, "DISCLOSURE_RENDITION_LARGEST", "max-1600x1600")
    if spec not in renditions():
        raise ImproperlyConfigured(f"DISCLOSURE_RENDITION_LARGEST {spec!r} is not one of DISCLOSURE_RENDITIONS")
    return str(spec)


def document_limits() -> Limits:
    """DISCLOSURE_DOCUMENT_EXTENSIONS, DISCLOSURE_DOCUMENT_MAX_BYTES."""
    return Limits(
        tuple(getattr(settings, "DISCLOSURE_DOCUMENT_EXTENSIONS", DOCUMENT_EXTENSIONS)),
        getattr(settings, "DISCLOSURE_DOCUMENT_MAX_BYTES", 50 * MEGABYTE),
    )


def image_limits() -> Limits:
    """DISCLOSURE_IMAGE_EXTENSIONS, DISCLOSURE_IMAGE_MAX_BYTES, DISCLOSURE_IMAGE_MAX_PIXELS."""
    return Limits(
        tuple(getattr(settings, "DISCLOSURE_IMAGE_EXTENSIONS", IMAGE_EXTENSIONS)),
        getattr(settings, "DISCLOSURE_IMAGE_MAX_BYTES", 20 * MEGABYTE),
        getattr(settings, "DISCLOSURE_IMAGE_MAX_PIXELS", 60_000_000),
    )
