"""Where the chains come from: the regulation's file, and one of its own for each installed app that has chains.

An app names its file in its `AppConfig`: `disclosure_chains = "chains.toml"`, beside its `apps.py`. A site with another
regulation than the shipped one names its file in `DISCLOSURE_REGULATION`.

What is in force is one text. The regulation stands first, as it is; each other follows below a line that names its app.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from cms.workflows.chains.tables import ChainError

REGULATION = "regulation"
SHIPPED = Path(__file__).parent / "regulation.toml"
ATTRIBUTE = "disclosure_chains"
ADDED = ("seats", "categories", "classes", "channels")
"""The tables that an app's own file may have; all others are the regulation's."""
_MARK = "#: chains of "
_BEGINS = re.compile(rf"^{_MARK}(\S+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A file of chains: `name` is `regulation`, or the label of the app that declares it."""

    name: str
    path: Path

    def read(self) -> str:
        """Raises ChainError for a file that cannot be read, or that has a line which begins another file's chains."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ChainError(f"the chains of {self.name} cannot be read: {error}") from error
        return checked(self.name, text)


def checked(name: str, text: str) -> str:
    """The text of one file. Raises ChainError where a line of it would be taken for the beginning of another's."""
    found = _BEGINS.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise ChainError(f"the chains of {name}, line {line}: “{_MARK.strip()} …” is written between files only")
    return text


def installed() -> tuple[Source, ...]:
    """The regulation's file, then those of the installed apps in their order."""
    path = getattr(settings, "DISCLOSURE_REGULATION", "") or SHIPPED
    found = [Source(REGULATION, Path(path))]
    for config in apps.get_app_configs():
        name = getattr(config, ATTRIBUTE, "")
        if name:
            found.append(Source(config.label, Path(config.path) / name))
    return tuple(found)


def joined(texts: Mapping[str, str]) -> str:
    """One text of several, each as it is, by the names of their sources."""
    others = (f"\n{_MARK}{name}\n{text}" for name, text in texts.items() if name != REGULATION)
    return texts.get(REGULATION, "") + "".join(others)


def apart(text: str) -> dict[str, str]:
    """The texts that one was joined of, by the names of their sources."""
    first, *others = _BEGINS.split(text)
    names, pieces = [REGULATION, *others[0::2]], [f"\n{first}", *others[1::2]]
    whole = [piece.removeprefix("\n").removesuffix("\n") for piece in pieces[:-1]]
    return dict(zip(names, [*whole, pieces[-1].removeprefix("\n")], strict=True))


@dataclass(frozen=True)
class Whole:
    """What the texts say together, and which of them says it: (table, name) → source."""

    data: dict[str, Any]
    places: dict[tuple[str, str], str]
    texts: Mapping[str, str]

    def placed(self, message: str) -> str:
        """The message, with the place in the file where what it is about begins, if that is an app's own."""
        for (table, name), source in sorted(self.places.items(), key=lambda each: -len(each[0][1])):
            about = f"{table} {name}"
            if source != REGULATION and re.match(rf"{re.escape(about)}(\W|$)", message):
                return f"{place(source, self.texts[source], table, name)}: {message}"
        return message


def merged(text: str) -> Whole:
    """Raises ChainError where a text is no TOML, an app's says what only the regulation may, or two define the same."""
    texts = apart(text)
    data: dict[str, Any] = {}
    places: dict[tuple[str, str], str] = {}
    for source, each in texts.items():
        read = _read(source, each, alone=len(texts) == 1)
        if source == REGULATION:
            data = read
            places |= dict.fromkeys(_named(read), source)
            continue
        _refuse_what_is_the_regulations(source, each, read)
        for table, name in _named(read):
            _take(data, places, texts, source, table, name, read[table][name])
    return Whole(data, places, texts)


def _read(source: str, text: str, alone: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = "the text" if alone else f"the text of {source}"
        raise ChainError(f"{what} is not TOML: {error}") from error


def _named(read: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for table in ADDED:
        if isinstance(read.get(table), dict):
            yield from ((table, name) for name in read[table])


def _refuse_what_is_the_regulations(source: str, text: str, read: dict[str, Any]) -> None:
    for table, value in read.items():
        if table not in ADDED:
            where = place(source, text, table)
            raise ChainError(f"{where}: [{table}] belongs to the regulation; an app's file has {', '.join(ADDED)}")
        if not isinstance(value, dict):
            raise ChainError(f"{place(source, text, table)}: {table}: expected a table, not {value!r}")


def _take(
    data: dict[str, Any],
    places: dict[tuple[str, str], str],
    texts: Mapping[str, str],
    source: str,
    table: str,
    name: str,
    value: Any,
) -> None:
    """Add one of an app's definitions. A seat that two files define in the same words is the same seat."""
    before = places.get((table, name))
    if before is None:
        data[table] = {**data.get(table, {}), name: value}
        places[table, name] = source
    elif table != "seats" or data[table][name] != value:
        first, second = (place(each, texts[each], table, name) for each in (before, source))
        raise ChainError(f"{table} {name} is defined twice: in {first} and in {second}")


def place(source: str, text: str, table: str, name: str = "") -> str:
    """File and line where a table, or a name in it, begins: `chains.toml, line 4 (hearings)`."""
    path = next((each.path for each in installed() if each.name == source), None)
    file = f"{path} ({source})" if path is not None else source
    line = _line(text, table, name)
    return f"{file}, line {line}" if line else file


def _line(text: str, table: str, name: str) -> int:
    word = rf"(?:{re.escape(name)}|\"{re.escape(name)}\"|'{re.escape(name)}')"
    header = re.compile(rf"^\s*\[+\s*{re.escape(table)}" + (rf"\s*\.\s*{word}\s*[\].]" if name else r"\s*[\].]"))
    entry = re.compile(rf"^\s*{word}\s*=") if name else re.compile(rf"^\s*{re.escape(table)}\s*[=.]")
    within = not name
    for number, line in enumerate(text.splitlines(), start=1):
        if header.match(line) or (within and entry.match(line)):
            return number
        if line.lstrip().startswith("["):
            within = bool(re.match(rf"^\s*\[\s*{re.escape(table)}\s*\]", line)) if name else False
    return 0
