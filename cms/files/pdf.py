"""What a PDF does by itself when it is opened, and what it carries: scripts, programs, files, addresses.

A reader comes to an object by its offset, so each place where an object may begin is read from there, whatever stands
before it; objects within object streams as well. Names count as they are meant (`/J#53` is `/JS`), strings and comments
say nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from cms.files.archives import Unreadable
from cms.files.pdf_streams import unpacked

SCRIPT, LAUNCH, CARRIES, OPENS, LOCKED = "script", "launch", "carries", "opens", "locked"
"""Why a PDF is not taken in."""
_BLANK = rb"(?:[\x00\t\n\f\r ]|%[^\r\n]*[\r\n])+"
OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})" + _BLANK + rb"\d{1,5}" + _BLANK + rb"obj(?![a-z])")
TOKEN = re.compile(
    rb"%[^\r\n]*|<<|>>|\[|\]|\(|<[0-9A-Fa-f\x00\t\n\f\r ]*>"
    rb"|/[^\x00\t\n\f\r ()<>\[\]{}/%]*|[^\x00\t\n\f\r ()<>\[\]{}/%]+"
)
IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
NUMBER = re.compile(rb"\d{1,10}")
STREAM_BEGINS = re.compile(rb"\r\n|\n|\r")
DEEPEST = 200
WORK, MOST_WORDS = 2, 4_000_000
"""So many times the bytes of the file, and of what it unpacks to, are read at most, and so many words of it."""
MOST_UNPACKED = 128 * 1024 * 1024
ALWAYS = {
    "JavaScript": SCRIPT,
    "JS": SCRIPT,
    "XFA": SCRIPT,
    "Launch": LAUNCH,
    "RichMedia": LAUNCH,
    "EmbeddedFile": CARRIES,
    "EmbeddedFiles": CARRIES,
    "FileAttachment": CARRIES,
}
"""Names that stand for nothing else in the documents of offices, as keys, kinds of actions, of objects and of notes."""
BY_ITSELF = ("OpenAction", "AA")
LEADS_AWAY = frozenset({"URI", "GoToR", "GoToE", "SubmitForm", "ImportData"})
"""Actions that go by a click elsewhere, and are nothing that a document does when it is opened or turned over."""


class Name(str):
    """A name, without its slash and its escapes."""


class Ref(NamedTuple):
    number: int


@dataclass
class _Found:
    """What was read so far: objects by number (several where a file was changed), what stands alone, work done."""

    budget: int
    words: int = 0
    objects: dict[int, list[Any]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    packed: list[tuple[dict[str, Any], int]] = field(default_factory=list)


def harm(source: BinaryIO) -> str | None:
    """Why this PDF is not taken in, one of the words above; None for one that is only read. Raises Unreadable."""
    source.seek(0)
    content = source.read()
    found = _Found(WORK * len(content) + 1_000_000)
    for begins in OBJECT.finditer(content):
        _read_object(content, begins.end(), int(begins[1]), found)
    if found.packed and b"/Encrypt" in content:
        return LOCKED
    left = MOST_UNPACKED
    for facts, at in found.packed:
        inner = unpacked(content, at, facts, left)
        left -= len(inner)
        found.budget += WORK * len(inner)
        _read_packed(inner, facts, found)
    return _judged(found)


def _judged(found: _Found) -> str | None:
    for name, why in ALWAYS.items():
        if name in found.names:
            return why
    for each in (value for values in found.objects.values() for value in values):
        for inner in _dictionaries(each):
            for key in BY_ITSELF:
                if key in inner and _leads_away(inner[key], found, set()):
                    return OPENS
    return None


def _leads_away(value: Any, found: _Found, seen: set[int]) -> bool:
    """Whether an action, or one of those that follow it, goes elsewhere. Destinations within the document do not."""
    if isinstance(value, Ref):
        if value.number in seen:
            return False
        seen.add(value.number)
        return any(_leads_away(each, found, seen) for each in found.objects.get(value.number, ()))
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("S"), Ref):
        return True  # the kind of an action is a name: nobody puts it elsewhere
    if value.get("S") in LEADS_AWAY:
        return True
    after = value.get("Next", ())
    actions = after if isinstance(after, list) else [after]
    if "S" not in value:  # AA: by what happens
        actions = [*actions, *value.values()]
    return any(_leads_away(each, found, seen) for each in actions if isinstance(each, dict | Ref))


def _dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _read_object(content: bytes, at: int, number: int, found: _Found) -> None:
    value, stopped = _value(content, at, len(content), found)
    found.objects.setdefault(number, []).append(value)
    if stopped is not None and isinstance(value, dict) and _is_packed(value):
        begins = STREAM_BEGINS.match(content, stopped)
        found.packed.append((value, begins.end() if begins else stopped))


def _is_packed(facts: dict[str, Any]) -> bool:
    return facts.get("Type") == "ObjStm" or ("First" in facts and "N" in facts)


def _read_packed(inner: bytes, facts: dict[str, Any], found: _Found) -> None:
    """Objects of a stream: it begins with pairs of number and offset."""
    first = facts.get("First")
    if not isinstance(first, int) or first > len(inner):
        raise Unreadable("an object stream that does not say where it begins")
    pairs = [int(each) for each in NUMBER.findall(inner[:first])]
    for number, offset in zip(pairs[::2], pairs[1::2], strict=False):
        found.objects.setdefault(number, []).append(_value(inner, first + offset, len(inner), found, one=True)[0])


def _value(content: bytes, at: int, end: int, found: _Found, *, one: bool = False) -> tuple[Any, int | None]:
    """The value that begins here, and where the word `stream` ended. Broken syntax is read as far as it goes: what is
    named counts wherever it stands. With `one` it ends with the first whole value. Raises Unreadable."""
    stack: list[list[Any]] = [[]]
    began, stopped = at, None
    while (match := TOKEN.search(content, at, end)) is not None:
        token, at = match[0], match.end()
        if token in (b"endobj", b"obj", b"xref", b"trailer"):
            break
        if token == b"stream":
            stopped = at
            break
        if token == b"(":
            at = _after_string(content, at, end)
            stack[-1].append(None)
        elif token in (b"<<", b"["):
            if len(stack) > DEEPEST:
                raise Unreadable("too deep")
            stack.append([])
        elif token in (b">>", b"]") and len(stack) > 1:
            items = stack.pop()
            stack[-1].append(_paired(items) if token == b">>" else items)
        else:
            _add(stack[-1], token, found)
        found.words += 1
        if at - began > found.budget or found.words > MOST_WORDS:
            raise Unreadable("more to read than a PDF has")
        if one and len(stack) == 1 and isinstance(stack[0][-1:] and stack[0][-1], dict | list):
            break
    found.budget -= at - began
    while len(stack) > 1:
        items = stack.pop()
        stack[-1].append(_paired(items))
    return (stack[0][0] if len(stack[0]) == 1 else stack[0]), stopped


def _add(items: list[Any], token: bytes, found: _Found) -> None:
    if token.startswith(b"/"):
        name = ESCAPED.sub(lambda each: bytes([int(each[1], 16)]), token[1:]).decode("latin-1")
        if name in ALWAYS:
            found.names.add(name)
        items.append(Name(name))
    elif NUMBER.fullmatch(token):
        items.append(int(token))
    elif token == b"R" and len(items) > 1 and isinstance(items[-2], int):
        items[-2:] = [Ref(items[-2])]
    elif not token.startswith(b"%"):
        items.append(None)


def _paired(items: list[Any]) -> dict[str, Any]:
    """A dictionary of its keys and values; a word that stands where a key should is passed over."""
    facts: dict[str, Any] = {}
    at = 0
    while at < len(items):
        if isinstance(items[at], Name):
            facts[str(items[at])] = items[at + 1] if at + 1 < len(items) else None
            at += 2
        else:
            at += 1
    return facts


def _after_string(content: bytes, at: int, end: int) -> int:
    depth = 1
    for each in IN_STRING.finditer(content, at, end):
        depth += {b"(": 1, b")": -1}.get(each[0], 0)
        if depth == 0:
            return each.end()
    return end
