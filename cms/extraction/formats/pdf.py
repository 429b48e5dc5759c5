"""PDF by PDFium: text by page; metadata, annotations, attached files and text that nobody sees apart."""

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from cms.extraction.formats import pdf_seen
from cms.extraction.formats.found import PAGE, Encrypted, Enough, Found, Unreadable
from cms.extraction.formats.wrapping import unwrapped

LONGEST_TEXT = 64 * 1024
MOST_ANNOTATIONS = 1000
LOOKED_AT = 200
"""Pages without text of which it is looked up whether they are pictures."""
SILENT = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)


def read(content: bytes, found: Found) -> None:
    """Raises Encrypted, Unreadable, Enough."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise Encrypted("a password is asked for") from error
        raise Unreadable("PDF that cannot be read") from error
    found.total = len(document)
    if not found.total:
        raise Unreadable("no pages")
    found.hide_all("property", sorted(document.get_metadata_dict().items()))
    for number in range(document.count_attachments()):
        found.hide("embedded", "", document.get_attachment(number).get_name())
    broken = painted = 0
    for number in range(min(found.total, found.bounds.pages)):
        try:
            painted += _read_page(document, number, found, may_paint=painted < pdf_seen.MOST_PAINTED)
        except pypdfium2.PdfiumError:
            broken += 1
    if broken and broken == min(found.total, found.bounds.pages):
        raise Unreadable("no page can be read")
    if found.total > found.bounds.pages:
        raise Enough


def _read_page(document: Any, number: int, found: Found, *, may_paint: bool) -> bool:
    """Whether it had to be painted."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            looked = pdf_seen.Page(page, text_page, may_paint)
            spans = list(looked.spans())
        finally:
            text_page.close()
        text = "".join(said for seen, said in spans if seen)
        unseen = "\n".join(said for seen, said in spans if not seen)
        found.hide("hidden_text", str(number + 1), unwrapped(unseen.replace("\ufffe", "")))
        if not text.strip() and number < LOOKED_AT and _has_picture(page):
            found.pictures += 1
        _hide_annotations(page, number + 1, found)
    finally:
        page.close()
    found.show(PAGE, number + 1, "", unwrapped(text.replace("\ufffe", "")))
    return looked.is_painted


def _has_picture(page: Any) -> bool:
    return any(True for _each in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3))


def _hide_annotations(page: Any, number: int, found: Found) -> None:
    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, place)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind in SILENT:
                continue
            key = b"V" if kind == pdfium.FPDF_ANNOT_WIDGET else b"Contents"
            found.hide("annotation", str(number), _said(annotation, key))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _said(annotation: Any, key: bytes) -> str:
    size = min(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0), LONGEST_TEXT)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore")
