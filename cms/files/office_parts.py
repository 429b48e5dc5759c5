"""What the parts of a DOCX or XLSX ask for when they are opened: fields of Word that start programs or fetch something,
links and formulas of Excel that do. Told from the XML itself; the names of parts are not asked. What matters of a part
is picked out of its bytes first, so that forty million characters of cells take little longer than they take to unpack.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.parsers import expat

from cms.files.archives import Archive, TooMuch, Unreadable

MOST_SEARCHED = 256 * 1024 * 1024
"""Bytes of all parts of XML together; no file that people write comes near."""
MOST_IN_FULL = 8 * 1024 * 1024
"""Bytes of all parts in which comments or wide letters could hide where something ends: read from end to end. Programs
write none."""
_NAMED = rb"<(?:[^\s<>/!?:]{1,60}:)?"
_MARKED = re.compile(rb"f(?=[\s>])[^<>]*>([^<|&]*[|&][^<]*)<")
_CELL = re.compile(rb"f(?=[\s>])[^<>]*>([^<]+)<")
_FIELD = re.compile(
    _NAMED + rb"""(instrText|fldSimple|fldChar|ddeLink|webPr)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>([^<]*)"""
)
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^<>]*\?>")
FIELDS = (b"instrText", b"fldSimple", b"fldChar", b"ddeLink", b"webPr")
FUNCTIONS = (b"webservice", b"image")
STARTING = frozenset({"DDE", "DDEAUTO"})
FETCHING = frozenset({"INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DATABASE", "RD"})
FORMULA = re.compile(r"\b(WEBSERVICE|_xlfn\.IMAGE)\s*\(|\w\|(?:'[^']*'|\w+)!", re.IGNORECASE)
ON_A_DRIVE = re.compile(r"(file:/{0,3})?[a-z]:[\\/]", re.ASCII | re.IGNORECASE)
_REMOTE = re.compile(r"\b[a-z][a-z0-9+.-]+:(?=[\\/])|(?<![:\w])(?:\\\\|//)[^\\/\s]", re.IGNORECASE)


def leads_elsewhere(target: str) -> bool:
    """Whether what stands there would be fetched from another machine: not from a drive, not from beside the file."""
    target = unquote(target).strip()
    return not ON_A_DRIVE.match(target) and (":" in target or target.startswith(("\\", "/")))


def ask_for_more(archive: Archive) -> bool:
    """Whether any part starts a program or fetches from elsewhere. Raises Unreadable."""
    return any(_Part().asks(content) for content in _texts(archive))


def _texts(archive: Archive) -> Iterator[bytes]:
    """The parts of XML that hold a word which matters, and of most nothing else. Raises Unreadable, TooMuch."""
    left, in_full = MOST_SEARCHED, MOST_IN_FULL
    for name in archive.names:
        start = archive.start(name, 64)
        wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:4]
        letters = start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"") if wide else start
        if not letters.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            continue  # a picture, a font, the settings of a printer
        if archive.size(name) > left:
            raise TooMuch("more text than is looked through")
        content = archive.read(name, most=left)
        left -= len(content)
        if wide or b"<!" in content:
            in_full -= len(content)
            if in_full < 0:
                raise TooMuch("more than is read from end to end")
            yield content
        else:
            yield _picked(content)


def _picked(content: bytes) -> bytes:
    """The formulas and fields of a part that may matter, in their order, as a part of its own: no element can be
    written otherwise than with the letters of its name."""
    lowered = content.lower()
    pattern = _CELL if any(each in lowered for each in FUNCTIONS) else _MARKED
    found = [b"<f>%s</f>" % text for text in pattern.findall(content)]
    for kind, attributes, text in _FIELD.findall(content) if any(each in content for each in FIELDS) else ():
        found.append(b"<%s %s>%s</%s>" % (kind, attributes.removesuffix(b"/"), text, kind))
    declared = _DECLARED.match(content)
    return b"".join([declared[0] if declared else b"", b"<p>", *found, b"</p>"])


class _Part:
    """One part of XML as it is read: `found` once it asks for something."""

    def __init__(self) -> None:
        self.found = False
        self._within = ""
        self._text: list[str] = []
        self._fields: list[list[str]] = []
        self._loose: list[str] = []

    def asks(self, content: bytes) -> bool:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._characters, _refuse
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Unreadable("a part that cannot be read") from error
        for code in (self._loose, *self._fields):
            self._judge("".join(code))
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        facts = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if kind in ("instrText", "f"):
            self._within, self._text = kind, []
        elif kind == "fldSimple":
            self._judge(facts.get("instr", ""))
        elif kind == "fldChar":
            self._mark(facts.get("fldCharType", ""))
        elif kind == "ddeLink" or (kind == "webPr" and leads_elsewhere(facts.get("url", ""))):
            self.found = True

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if not kind or kind != self._within:
            return
        text, self._within = "".join(self._text), ""
        if kind == "instrText":
            (self._fields[-1] if self._fields else self._loose).append(text)
        elif FORMULA.search(text):
            self.found = True

    def _characters(self, text: str) -> None:
        if self._within:
            self._text.append(text)

    def _mark(self, kind: str) -> None:
        """The code of a field stands, cut in pieces, between its beginning and its separator or end."""
        if kind == "begin":
            if self._fields and not "".join(self._fields[-1]).strip():
                self.found = True  # the name of the outer field is worked out by an inner one: nobody writes that
            self._fields.append([])
        elif kind == "separate" and self._fields:
            self._judge("".join(self._fields[-1]))
            self._fields[-1] = ["-"]  # its result, in which fields of any kind may stand
        elif kind == "end" and self._fields:
            self._judge("".join(self._fields.pop()))

    def _judge(self, code: str) -> None:
        name, _blank, rest = code.strip().partition(" ")
        name = name.upper()
        self.found |= name in STARTING or (name in FETCHING and _REMOTE.search(rest) is not None)


def _refuse(*_declaration: object) -> None:
    raise Unreadable("a part that declares a document type")
