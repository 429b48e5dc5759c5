"""What may be taken in: allowed kinds, content that is what its name says, bounds of size."""

import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

from cms.files import conf, names, sniffing

MOST_FRAMES = 500
CONTENT = {
    "pdf": _("PDF document"),
    "word": _("Word or WPS document"),
    "excel": _("Excel or WPS table"),
    "docx": _("Word document (docx)"),
    "xlsx": _("Excel workbook (xlsx)"),
    "pptx": _("PowerPoint presentation (pptx)"),
    "ofd": _("OFD document"),
    "zip": _("ZIP archive"),
    "text": _("plain text"),
    "jpeg": _("JPEG image"),
    "png": _("PNG image"),
    "gif": _("GIF image"),
    "webp": _("WebP image"),
    "svg": _("SVG drawing"),
    "markup": _("web page or other markup"),
    "rtf": _("RTF document"),
    "unknown": _("unknown content"),
}
HARM = {
    "macros": _(
        "it carries programs (macros, controls) or fetches parts from elsewhere when it is opened. Save it without "
        "macros and without links to other files"
    ),
    "whole": _("a web page or an RTF document is embedded in it as a whole. Open it in Word or WPS and save it anew"),
    "nested": _("an archive or a program is packed in it. Attach what it holds one by one"),
    "two_kinds": _("it is two kinds of file at once: an archive or a web page hides in it. Save it anew"),
    "too_much": _("it holds more, once unpacked, than can be looked through. Split it into several files"),
    "formulas": _("a cell holds a formula that starts a program. Save the values instead"),
    "pdf_script": _("it carries a script (JavaScript or a dynamic form). Print it into a new PDF"),
    "pdf_launch": _("it starts a program or plays embedded media. Print it into a new PDF"),
    "pdf_carries": _("other files are embedded in it. Attach them one by one, and the PDF without them"),
    "pdf_opens": _("it opens an address or another file by itself. Print it into a new PDF"),
    "pdf_locked": _("it is protected or damaged, so what it does cannot be looked at. Save it without a password"),
}
"""Why a file that is what its name says is not taken in, and what helps."""


@dataclass(frozen=True)
class Checked:
    """An upload that may be taken in."""

    name: str
    media_type: str


def check_document(source: BinaryIO, name: str, size: int) -> Checked:
    """Raises ValidationError, in words, for what may not be attached. Leaves the source at its start."""
    return _check(source, name, size, conf.document_limits())


def check_image(source: BinaryIO, name: str, size: int) -> Checked:
    """Raises ValidationError, in words, for what is no usable picture. Leaves the source at its start."""
    limits = conf.image_limits()
    checked = _check(source, name, size, limits)
    try:
        _check_picture(source, limits)
    finally:
        source.seek(0)
    return checked


def refuse_harmful(kind: sniffing.Kind) -> None:
    """Raises ValidationError, with what helps, for a file that is more than what its name says."""
    if kind.identifier in sniffing.HARMFUL:
        raise ValidationError(_("The file is not taken in: %(reason)s."), "harmful", {"reason": HARM[kind.identifier]})


def _check(source: BinaryIO, name: str, size: int, limits: conf.Limits) -> Checked:
    extension = names.extension(name)
    if extension not in limits.extensions:
        raise ValidationError(
            _not_allowed(extension), "extension", {"extension": extension, "allowed": "、".join(limits.extensions)}
        )
    if size > limits.max_bytes:
        raise ValidationError(
            _("The file is too large: %(size)s; at most %(limit)s may be uploaded."),
            "too_large",
            {"size": filesizeformat(size), "limit": filesizeformat(limits.max_bytes)},
        )
    if size == 0:
        raise ValidationError(_("The file is empty."), "empty")
    kind = sniffing.sniff(source)
    refuse_harmful(kind)
    if extension not in kind.extensions:
        raise ValidationError(
            _("The name says .%(extension)s, but the content is: %(content)s. Such a file is not taken in."),
            "mismatch",
            {"extension": extension, "content": CONTENT[kind.identifier]},
        )
    return Checked(names.clean_name(name), kind.media_type(extension))


def _not_allowed(extension: str) -> str:
    if extension in {"svg", "svgz"}:
        return _("SVG drawings can carry programs and are not taken in. Use one of: %(allowed)s.")  # type: ignore[return-value]  # a lazy string
    if not extension:
        return _("The file name has no extension. Allowed: %(allowed)s.")  # type: ignore[return-value]  # a lazy string
    return _("Files of type .%(extension)s are not taken in. Allowed: %(allowed)s.")  # type: ignore[return-value]  # a lazy string


def _frames(picture: PillowImage.Image) -> int:
    """Frames of an animation, counted no further than MOST_FRAMES. Raises ValidationError."""
    for number in range(1, MOST_FRAMES + 1):
        try:
            picture.seek(number)
        except EOFError:
            picture.seek(0)
            return number
    raise ValidationError(_("The image has more than %(limit)s frames."), "too_many_frames", {"limit": MOST_FRAMES})


def _check_picture(source: BinaryIO, limits: conf.Limits) -> None:
    """Decoded once here, so that a broken picture is refused at upload and not found out at its publication."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)  # our own bound follows
            source.seek(0)
            with PillowImage.open(source) as picture:
                pixels = picture.width * picture.height * _frames(picture)
                if pixels > limits.max_pixels:
                    raise ValidationError(
                        _("The image has too many pixels: %(pixels)s; at most %(limit)s."),
                        "too_many_pixels",
                        {"pixels": pixels, "limit": limits.max_pixels},
                    )
                picture.load()
    except (UnidentifiedImageError, PillowImage.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("The image is damaged and cannot be read."), "damaged") from error
