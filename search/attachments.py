"""The text of the attachments of a publication, as its review certified it: nothing that a file hides."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from cms.extraction import services as extraction
from cms.extraction import words
from cms.extraction.formats.found import PAGE
from cms.files.sealed_files import public_url
from cms.publication import attachments
from cms.publication.reading import Row

PDF = "pdf"


@dataclass(frozen=True)
class Page:
    """A page of an attachment: the words under which people find the file and the page, its address, its text."""

    title: str
    place: str
    url: str
    text: str


def label_of(page: Page) -> str:
    """收费标准.pdf 第3页"""
    return f"{page.title} {page.place}".strip()


def pages(row: Row) -> Iterator[Page]:
    """Of the public attachments of a publication, in their order; two queries where there are any.

    The row has its form. Places are in the language of the site.
    """
    found = [each for each in attachments.of_form(row.form) if each.is_public] if row.form else []
    readings = extraction.of_publication(row.number, row.digest, [each.sha256 for each in found]) if found else {}
    with translation.override(settings.LANGUAGE_CODE):
        for each in found:
            known = readings.get(each.sha256)
            if known is None:
                continue
            for place, number, name, text in known.output["pages"]:
                if text.strip():
                    url = public_url(each.entry)
                    if place == PAGE and known.output["kind"] == PDF:
                        url = f"{url}#page={number}"
                    yield Page(each.title or each.name, words.page(place, number, name), url, text)
