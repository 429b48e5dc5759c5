"""The files that a form shows, as far as something can be read of them: documents, and the originals of pictures."""

import json
from dataclasses import dataclass
from typing import Any

from cms.extraction.formats import registry
from cms.files import names
from cms.publication import clock
from cms.publication.models import ExhibitedFile, ListingEntry

DOCUMENTS = tuple(extension for kind, known in registry.EXTENSIONS.items() if kind != "picture" for extension in known)


@dataclass(frozen=True)
class Attachment:
    """`entry` is what is sealed of the file: sha256, size, type, name. The original of a picture is not public."""

    title: str
    entry: dict[str, Any]
    is_public: bool

    @property
    def sha256(self) -> str:
        return str(self.entry["sha256"])

    @property
    def name(self) -> str:
        return str(self.entry["name"])


def of_form(form: str) -> list[Attachment]:
    """In the order in which the form names them, the same file under the same name once."""
    found: dict[tuple[str, str], Attachment] = {}
    for rows in json.loads(form)["exhibits"]["rows"].values():
        for copy in rows.values():
            files, title = copy.get("files", {}), str(copy["fields"].get("title", ""))
            for key, is_public in (("file", True), ("original", False)):
                if key in files:
                    entry = files[key]
                    found.setdefault((entry["sha256"], entry["name"]), Attachment(title, entry, is_public))
    return list(found.values())


def on_view() -> list[str]:
    """Digests of the documents of everything that is on view or will be, in any channel; a query."""
    shown = ListingEntry.objects.not_over(clock.now()).values("number")
    rows = ExhibitedFile.objects.filter(publication__in=shown).order_by("publication").values_list("sha256", "name")
    return list(dict.fromkeys(digest for digest, name in rows.iterator() if names.extension(name) in DOCUMENTS))


def showing(sha256: str, channel: str) -> list[int]:
    """Numbers of the publications on view, or that will be, which show these bytes."""
    shown = ListingEntry.objects.not_over(clock.now()).filter(channel=channel).values("number")
    rows = ExhibitedFile.objects.filter(sha256=sha256, publication__in=shown)
    return sorted(set(rows.values_list("publication", flat=True)))
