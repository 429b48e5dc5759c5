"""XML of others as a stream of events: no document types, no entities, no depth without end."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

from cms.extraction.formats.found import Unreadable

PIECE = 64 * 1024
DEEPEST = 500
ON = frozenset({"1", "true", "on", "t"})


class Event(NamedTuple):
    """`what` is start, end or text (then `name` is the text). Names and attributes are without their prefixes; an
    attribute that has one stands under its whole name as well."""

    what: str
    name: str
    attributes: dict[str, str]


class _Queue:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable("nested too deeply")
        both = {key.rpartition(":")[2]: value for key, value in attributes.items()} | attributes
        self.events.append(Event("start", name.rpartition(":")[2], both))

    def end(self, name: str) -> None:
        self._depth -= 1
        self.events.append(Event("end", name.rpartition(":")[2], {}))

    def text(self, data: str) -> None:
        self.events.append(Event("text", data, {}))


def events(content: bytes) -> Iterator[Event]:
    """In the order of the document. Raises Unreadable where it breaks, after what stands before."""
    queue = _Queue()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = queue.start, queue.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = queue.text, _refuse
    for at in range(0, max(len(content), 1), PIECE):
        try:
            parser.Parse(content[at : at + PIECE], at + PIECE >= len(content))
        except (expat.ExpatError, ValueError, LookupError) as error:
            yield from queue.events
            raise Unreadable("XML that cannot be read") from error
        yield from queue.events
        queue.events.clear()


def _refuse(*_declaration: object) -> None:
    raise Unreadable("a part that declares a document type")


def is_on(attributes: dict[str, str], name: str = "val") -> bool:
    """Whether a property of Office stands: without a value it does."""
    return attributes.get(name, "1").strip().lower() in ON


def plain(content: bytes, texts: tuple[str, ...] = ("t",), lines: tuple[str, ...] = ("p",)) -> str:
    """The text of the elements `texts`, a line for each of `lines`."""
    parts: list[str] = []
    within = 0
    for what, name, _attributes in events(content):
        if what == "text":
            parts += [name] if within else []
        elif name in texts:
            within += 1 if what == "start" else -1
        elif what == "end" and name in lines:
            parts.append("\n")
    return "".join(parts)


def leaves(content: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """(name, attributes, text) of each element that holds text itself."""
    open_: list[tuple[str, dict[str, str], list[str]]] = []
    for what, name, attributes in events(content):
        if what == "start":
            open_.append((name, attributes, []))
        elif what == "text" and open_:
            open_[-1][2].append(name)
        elif what == "end" and open_:
            name, attributes, text = open_.pop()
            held = "".join(text).strip()
            if held:
                yield name, attributes, held
