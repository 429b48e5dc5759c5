"""Documents of GB/T 33190 (OFD): an archive of XML whose pages name their texts."""

import posixpath
from collections.abc import Iterator

from cms.extraction.formats import markup
from cms.extraction.formats.found import PAGE, Found, Unreadable
from cms.extraction.formats.package import opened
from cms.extraction.formats.wrapping import unwrapped
from cms.files import archives

DESCRIBING = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Abstract": "description",
    "Creator": "program",
    "Keyword": "keywords",
    "CustomData": "custom",
}
SAME_LINE = 1.0
"""Millimetres between the upper edges of texts that stand in one line."""


def read(content: bytes, found: Found) -> None:
    """Raises Unreadable, TooLarge, Enough."""
    _Reader(content, found).read()


class _Reader:
    def __init__(self, content: bytes, found: Found) -> None:
        self._found = found
        self._archive = opened(content, found)
        self._names = frozenset(self._archive.names)

    def read(self) -> None:
        roots = []
        for name, attributes, text in markup.leaves(self._part("OFD.xml")):
            if name == "DocRoot":
                roots.append(_joined("", text))
            elif name in DESCRIBING:
                self._found.hide("property", attributes.get("Name") or DESCRIBING[name], text)
        if not roots:
            raise Unreadable("no document")
        pages = [page for root in roots for page in self._pages(root)]
        self._found.total = len(pages)
        for number, (part, templates) in enumerate(pages, start=1):
            texts = [self._text(each, number) for each in self._parts_of(part, templates)]
            self._found.show(PAGE, number, "", unwrapped("\n".join(text for text in texts if text)))

    def _part(self, name: str) -> bytes:
        try:
            return self._archive.start(name, self._found.bounds.part)
        except archives.Unreadable as error:
            raise Unreadable(str(error)) from error

    def _pages(self, root: str) -> list[tuple[str, dict[str, str]]]:
        """(part, templates by identifier) of each page of a document; what hangs on it is noted."""
        templates: dict[str, str] = {}
        pages: list[str] = []
        content = self._part(root)
        for what, name, attributes in markup.events(content):
            if what == "start" and name == "TemplatePage":
                templates[attributes.get("ID", "")] = _joined(root, attributes.get("BaseLoc", ""))
            elif what == "start" and name == "Page" and attributes.get("BaseLoc"):
                pages.append(_joined(root, attributes["BaseLoc"]))
        for name, _attributes, text in markup.leaves(content):
            if name == "Attachments":
                self._hide_attachments(_joined(root, text))
            elif name == "Annotations":
                self._hide_annotations(_joined(root, text))
        return [(page, templates) for page in pages]

    def _parts_of(self, part: str, templates: dict[str, str]) -> Iterator[str]:
        for what, name, attributes in markup.events(self._part(part)):
            if (
                what == "start"
                and name == "Template"
                and templates.get(attributes.get("TemplateID", "")) in self._names
            ):
                yield templates[attributes["TemplateID"]]
        yield part

    def _text(self, part: str, number: int) -> str:
        """A line for each line of the page; objects that are not visible are noted."""
        lines: list[str] = []
        unseen: list[str] = []
        open_: list[bool] = []
        above, within = "", False
        for what, name, attributes in markup.events(self._part(part)):
            if what == "start":
                open_.append(attributes.get("Visible", "true").lower() in ("false", "0"))
                if name == "TextObject":
                    top = _top(attributes.get("Boundary", ""))
                    same = bool(lines) and above != "" and top != "" and abs(float(top) - float(above)) < SAME_LINE
                    lines += [] if same else [""]
                    above = top
                within = name == "TextCode"
            elif what == "end":
                open_.pop()
                within = False
            elif within:
                if any(open_):
                    unseen.append(name)
                else:
                    lines = [*lines[:-1], lines[-1] + name] if lines else [name]
        self._found.hide("hidden_text", str(number), " ".join(unseen))
        return "\n".join(line for line in lines if line)

    def _hide_attachments(self, part: str) -> None:
        if part in self._names:
            for what, name, attributes in markup.events(self._part(part)):
                if what == "start" and name == "Attachment":
                    self._found.hide("embedded", "", attributes.get("Name") or attributes.get("ID"))

    def _hide_annotations(self, part: str) -> None:
        if part not in self._names:
            return
        for name, _attributes, text in markup.leaves(self._part(part)):
            where = _joined(part, text)
            if name == "FileLoc" and where in self._names:
                content = self._part(where)
                for leaf, attributes, remark in markup.leaves(content):
                    if leaf in ("Remark", "Parameter", "TextCode"):
                        self._found.hide("annotation", attributes.get("Name", ""), remark)


def _joined(part: str, target: str) -> str:
    """The path of a part named in another one."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _top(boundary: str) -> str:
    parts = boundary.split()
    try:
        return str(float(parts[1]))
    except (IndexError, ValueError):
        return ""
