"""Reading a table of a TOML file strictly: what is missing, of the wrong type or not known is told with its name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from jiban.standards.keys.errors import ConfigurationError

Value = TypeVar("Value")


class Table:
    """One table. Whoever reads it takes each entry once and then calls `end`.

    Every mistake raises ConfigurationError.
    """

    def __init__(self, entries: Mapping[str, Any], *, name: str, folder: Path) -> None:
        self._entries = dict(entries)
        self._name = name
        self._folder = folder

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to take."""
        return not self._entries

    def take(self, key: str, kind: type[Value], default: Value | None = None) -> Value:
        """The entry; without a default it has to be there."""
        if key not in self._entries:
            if default is None:
                raise ConfigurationError(f"[{self._name}] lacks {key}")
            return default
        value = self._entries.pop(key)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ConfigurationError(f"[{self._name}] {key} must be {kind.__name__}")
        return value

    def path(self, key: str) -> Path:
        """A path; a relative one counts from the folder of the file."""
        return self._folder / self.take(key, str)

    def optional_path(self, key: str) -> Path | None:
        """As `path`, None if the entry is missing."""
        return self.path(key) if key in self._entries else None

    def secret(self, key: str) -> str:
        """The content of the file that `key`_file names, without the end of its line."""
        path = self.path(f"{key}_file")
        try:
            return path.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as missing:
            raise ConfigurationError(f"[{self._name}] {key}_file cannot be read") from missing

    def optional_secret(self, key: str) -> str:
        """As `secret`, "" if the entry is missing."""
        return self.secret(key) if f"{key}_file" in self._entries else ""

    def strings(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of strings."""
        found = self.take(key, list, list(default))
        if not all(isinstance(each, str) for each in found):
            raise ConfigurationError(f"[{self._name}] {key} must be a list of strings")
        return tuple(found)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        found: list[Any] = self.take(key, list)
        if not all(isinstance(each, int) for each in found):
            raise ConfigurationError(f"[{self._name}] {key} must be a list of whole numbers")
        return tuple(found)

    def table(self, key: str) -> "Table":
        """A table inside, empty if missing."""
        inner = self.take(key, dict, {})
        return Table(inner, name=f"{self._name}.{key}", folder=self._folder)

    def tables(self, key: str) -> list["Table"]:
        """A list of tables."""
        found: list[Any] = self.take(key, list, [])
        if not all(isinstance(each, dict) for each in found):
            raise ConfigurationError(f"[{self._name}] {key} must be a list of tables")
        return [Table(each, name=f"{self._name}.{key}", folder=self._folder) for each in found]

    def end(self) -> None:
        """Refuse what nobody took: a misspelt entry must not be passed over."""
        if self._entries:
            raise ConfigurationError(f"[{self._name}] does not know {', '.join(sorted(self._entries))}")
