"""Word documents (DOCX): pages where the program that saved it noted them; changes, comments and hidden text apart."""

from cms.extraction.formats import markup
from cms.extraction.formats.found import PAGE, WHOLE, Found
from cms.extraction.formats.package import Package

CHANGES = {"ins": "inserted", "del": "deleted", "moveFrom": "moved", "moveTo": "moved"}
BESIDE = ("footnotes", "endnotes", "header", "footer")
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
SKIPPED = frozenset({"Fallback", "instrText", "delInstrText"})


def read(content: bytes, found: Found) -> None:
    """Raises Unreadable, TooLarge, Enough."""
    package = Package(content, found)
    main = package.main
    hidden_styles = frozenset(
        style for part in package.related(main, "styles") for style in _hidden_styles(package.read(part))
    )
    package.hide_common()
    for part in package.related(main, "comments", "commentsExtended"):
        _hide_comments(package.read(part), found)
    beside = [
        text
        for part in package.related(main, *BESIDE)
        for text in ["".join(each for _number, each in _Flow(found, hidden_styles).read(package.read(part)))]
    ]
    pages = _Flow(found, hidden_styles).read(package.read(main))
    found.total = len(pages)
    place = PAGE if len(pages) > 1 else WHOLE
    for number, text in pages:
        found.show(place, number, "", text)
    rest = "\n".join(text for text in dict.fromkeys(beside) if text.strip())
    if rest:
        found.show(WHOLE, found.total + 1, "", rest)


def _hidden_styles(content: bytes) -> set[str]:
    """Identifiers of styles whose text is hidden, by themselves or by the style that they are based on."""
    based: dict[str, str] = {}
    hidden: set[str] = set()
    style = ""
    for what, name, attributes in markup.events(content):
        if what == "start" and name == "style":
            style = attributes.get("styleId", "")
        elif what == "start" and name == "basedOn":
            based[style] = attributes.get("val", "")
        elif what == "start" and name == "vanish" and markup.is_on(attributes):
            hidden.add(style)
    for name in based:
        above, steps = name, 0
        while above in based and above not in hidden and steps < 20:
            above, steps = based[above], steps + 1
        if above in hidden:
            hidden.add(name)
    return hidden - {""}


def _hide_comments(content: bytes, found: Found) -> None:
    author, within = "", 0
    parts: list[str] = []
    for what, name, attributes in markup.events(content):
        if what == "start" and name == "comment":
            author, parts = attributes.get("author", ""), []
        elif name == "t":
            within += {"start": 1, "end": -1}.get(what, 0)
        elif what == "text" and within:
            parts.append(name)
        elif what == "end" and name == "p":
            parts.append(" ")
        elif what == "end" and name == "comment":
            found.hide("comment", author, "".join(parts))


class _Flow:
    """The text of one part as it is read."""

    def __init__(self, found: Found, hidden_styles: frozenset[str]) -> None:
        self._found = found
        self._styles = hidden_styles
        self._pages: list[list[str]] = [[]]
        self._open: list[str] = []
        self._changes: list[tuple[str, str]] = []
        self._changed: list[str] = []
        self._skip = 0
        self._rows: list[bool] = []
        self._runs: list[bool] = []
        self._paragraph_hidden = False
        self._vanished: list[str] = []

    def read(self, content: bytes) -> list[tuple[int, str]]:
        """(number, text) of each page that could be told."""
        for what, name, attributes in markup.events(content):
            if what == "start":
                self._open.append(name)
                self._skip += name in SKIPPED
                if not self._skip:
                    self._start(name, attributes)
            elif what == "end":
                if not self._skip:
                    self._end(name)
                self._skip -= name in SKIPPED
                self._open.pop()
            elif self._open and self._open[-1] in ("t", "delText") and not self._skip:
                self._add(name)
        return [(number, "".join(parts)) for number, parts in enumerate(self._pages, start=1)]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        within = self._open[-2] if len(self._open) > 1 else ""
        if name == "r":
            self._runs.append(self._paragraph_hidden or any(self._rows))
        elif name in CHANGES and within not in ("rPr", "trPr", "numPr"):
            self._flush_change()
            self._changes.append((CHANGES[name], attributes.get("author", "")))
        elif name in ("vanish", "specVanish") and within == "rPr" and self._runs:
            self._runs[-1] |= markup.is_on(attributes)
        elif name in ("rStyle", "pStyle") and attributes.get("val", "") in self._styles:
            if name == "rStyle" and self._runs:
                self._runs[-1] = True
            self._paragraph_hidden |= name == "pStyle"
        elif name == "tr":
            self._rows.append(False)
        elif name == "hidden" and within == "trPr" and self._rows:
            self._rows[-1] = markup.is_on(attributes)
        elif (
            name == "lastRenderedPageBreak"
            or (name == "br" and attributes.get("type") == "page")
            or (name == "pageBreakBefore" and within == "pPr" and markup.is_on(attributes))
        ):
            self._turn()
        elif name in SIGNS and within != "tabs":
            self._add(SIGNS[name])

    def _end(self, name: str) -> None:
        within = self._open[-2] if len(self._open) > 1 else ""
        if name == "r" and self._runs:
            self._runs.pop()
        elif name in CHANGES and within not in ("rPr", "trPr", "numPr") and self._changes:
            self._flush_change()
            self._changes.pop()
        elif name == "tr" and self._rows:
            self._rows.pop()
        elif name == "p":
            self._flush_vanished()
            self._paragraph_hidden = False
            self._pages[-1].append("\n")
        elif name == "tc":
            self._pages[-1].append("\t")

    def _add(self, text: str) -> None:
        if self._changes:
            self._changed.append(text)
        elif self._runs and self._runs[-1]:
            self._vanished.append(text)
        else:
            self._flush_vanished()
            self._pages[-1].append(text)

    def _turn(self) -> None:
        """Another page begins; a break that the writer set and the one that the program noted are one."""
        if "".join(self._pages[-1]).strip():
            self._pages.append([])

    def _where(self) -> str:
        return str(len(self._pages)) if len(self._pages) > 1 else ""

    def _flush_change(self) -> None:
        if self._changes and self._changed:
            kind, author = self._changes[-1]
            self._found.hide(kind, author, "".join(self._changed))
        self._changed = []

    def _flush_vanished(self) -> None:
        if self._vanished:
            self._found.hide("hidden_text", self._where(), "".join(self._vanished))
        self._vanished = []
