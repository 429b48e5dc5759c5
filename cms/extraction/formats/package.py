"""What DOCX, XLSX and PPTX have in common: parts and what they lead to, properties, embedded objects, pictures."""

import posixpath
from dataclasses import dataclass
from typing import Any

from cms.extraction.formats import markup, pictures
from cms.extraction.formats.found import Found, TooLarge, Unreadable
from cms.files import archives

MOST_PICTURES = 200
PROPERTIES = {
    "creator": "author",
    "lastModifiedBy": "last_modified_by",
    "Company": "company",
    "Manager": "manager",
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "category": "category",
    "contentStatus": "status",
    "HyperlinkBase": "link_base",
    "Template": "template",
}


@dataclass(frozen=True)
class Relation:
    """`kind` is the last word of its type; `target` the path of a part."""

    identifier: str
    kind: str
    target: str


class Package:
    """An archive of parts. Raises Unreadable, and TooLarge before anything is unpacked."""

    def __init__(self, content: bytes, found: Found) -> None:
        self.found = found
        self._archive = opened(content, found)
        self.names = frozenset(self._archive.names)

    @property
    def main(self) -> str:
        """The part that the package is about."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument":
                return relation.target
        raise Unreadable("no main part")

    def read(self, name: str) -> bytes:
        """A part; one that is larger than its bound is cut. Raises Unreadable."""
        try:
            return self._archive.start(name, self.found.bounds.part)
        except archives.Unreadable as error:
            raise Unreadable(str(error)) from error

    def relations(self, part: str) -> list[Relation]:
        """What a part leads to inside of the package; "" is the package itself."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.names:
            return []
        found = []
        for what, element, attributes in markup.events(self.read(path)):
            if what == "start" and element == "Relationship" and attributes.get("TargetMode", "").lower() != "external":
                kind = attributes.get("Type", "").rpartition("/")[2]
                target = attributes.get("Target", "")
                target = posixpath.normpath(posixpath.join("/" if target.startswith("/") else f"/{folder}", target))
                found.append(Relation(attributes.get("Id", ""), kind, target.lstrip("/")))
        return found

    def related(self, part: str, *kinds: str) -> list[str]:
        """Parts of these kinds that a part leads to and that are there."""
        return [each.target for each in self.relations(part) if each.kind in kinds and each.target in self.names]

    def hide_common(self) -> None:
        """Properties, embedded objects, and what pictures say of where they were taken."""
        for relation in self.relations(""):
            if relation.kind.endswith("properties") and relation.target in self.names:
                self._hide_properties(relation)
        for name in sorted(self.names):
            folder = f"/{name.lower()}"
            if "/embeddings/" in folder or "/afchunk" in folder:
                self.found.hide("embedded", "", posixpath.basename(name))
            elif "pivotcacherecords" in folder:
                self.found.hide("cached", "", posixpath.basename(name))
        media = [name for name in sorted(self.names) if "/media/" in f"/{name.lower()}"]
        for name in media[:MOST_PICTURES]:
            pictures.hide_metadata(self.read(name), posixpath.basename(name), self.found)

    def _hide_properties(self, relation: Relation) -> None:
        content = self.read(relation.target)
        if relation.kind == "custom-properties":
            self.found.hide_all("custom_property", _custom(content))
            return
        for name, _attributes, text in markup.leaves(content):
            if name in PROPERTIES:
                self.found.hide("property", PROPERTIES[name], text)


def _custom(content: bytes) -> list[tuple[str, Any]]:
    found, name = [], ""
    for what, element, attributes in markup.events(content):
        if what == "start" and element == "property":
            name = attributes.get("name", "")
        elif what == "text" and name:
            found.append((name, element))
    return found


def opened(content: bytes, found: Found) -> archives.Archive:
    """An archive within its bounds. Raises Unreadable, TooLarge."""
    try:
        return archives.Archive(content, most_bytes=found.bounds.unpacked)
    except archives.Unreadable as error:
        if "unpacked" in str(error) or "members" in str(error):
            raise TooLarge(str(error)) from error
        raise Unreadable(str(error)) from error
