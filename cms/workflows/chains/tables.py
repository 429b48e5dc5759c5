"""Tables of the chains' text, read so that every mistake is told with its place."""

from typing import Any


class ChainError(ValueError):
    """The text of the chains cannot be used; the message says where and why."""


class Table:
    """One table of the text. Every getter raises ChainError for a word that is missing or of the wrong kind."""

    def __init__(self, where: str, value: Any, words: frozenset[str] | None = None) -> None:
        if not isinstance(value, dict):
            raise ChainError(f"{where}: expected a table, not {value!r}")
        odd = sorted(set(value) - words) if words is not None else []
        if odd:
            raise ChainError(f"{where}: unknown word {', '.join(odd)}")
        self.where = where
        self._value = value

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def __iter__(self) -> Any:
        return iter(self._value)

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        """The value of exactly this type; `default` when it is not there and there is one."""
        value = self._value.get(key, default)
        if value is None:
            raise ChainError(f"{self.where}: {key} is missing")
        if type(value) is not kind:  # True is an int for isinstance, and no number of days
            raise ChainError(f"{self.where}: {key} is {value!r}, not {_WORDS[kind]}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return str(self.get(key, str, default))

    def is_table(self, key: str) -> bool:
        return isinstance(self._value.get(key), dict)

    def flag(self, key: str, default: bool) -> bool:
        return bool(self.get(key, bool, default))

    def days(self, key: str, default: int | None = None) -> int:
        """A number of working days, at least one."""
        number = int(self.get(key, int, default))
        if number < 1:
            raise ChainError(f"{self.where}: {key} is {number}, a step takes at least one day")
        return number

    def names(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        """A list of words, each once."""
        found = self.get(key, list, default)
        if not all(isinstance(each, str) and each for each in found):
            raise ChainError(f"{self.where}: {key} is {found!r}, not a list of words")
        if len(set(found)) != len(found):
            raise ChainError(f"{self.where}: {key} names one of {', '.join(found)} twice")
        return tuple(found)

    def table(self, key: str, words: frozenset[str] | None = None) -> "Table":
        return Table(f"{self.where} {key}".strip(), self.get(key, dict), words)

    def tables(self, key: str, words: frozenset[str]) -> list["Table"]:
        """A list of tables, none of which knows other words than these."""
        where = f"{self.where} {key}".strip()
        return [Table(f"{where}, number {n}", each, words) for n, each in enumerate(self.get(key, list), start=1)]


_WORDS = {str: "a word", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}
