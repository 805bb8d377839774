"""Find files by ST_Loc (GB/T 33190-2016 section 7.3): a leading slash means the package root, else relative."""

from collections.abc import Iterable

from jiban.standards.ofd.errors import MissingEntryError, UnsafePathError


class Locations:
    """The names of a package's entries. Writers disagree on case, so an exact match is tried first."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = frozenset(names)
        # No two names differ only in case: the archive would have been refused.
        self._folded = {name.casefold(): name for name in self._exact}

    def find(self, location: str, *, seen_from: str = "") -> str | None:
        """The entry that `location` means in the file `seen_from`, or None. Raises UnsafePathError."""
        wanted = resolve(location, seen_from=seen_from)
        return wanted if wanted in self._exact else self._folded.get(wanted.casefold())

    def need(self, location: str, *, seen_from: str = "") -> str:
        """As `find`. Raises MissingEntryError if there is no such entry."""
        found = self.find(location, seen_from=seen_from)
        if found is None:
            raise MissingEntryError(f"{location!r}, named in {seen_from or 'the package'}, is not in the package")
        return found


def resolve(location: str, *, seen_from: str = "") -> str:
    """An absolute name without leading slash. Raises UnsafePathError for a way out of the package."""
    location = location.strip().replace("\\", "/")
    parts = [] if location.startswith("/") else seen_from.split("/")[:-1]
    for part in location.split("/"):
        if part in {"", "."}:
            continue
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            raise UnsafePathError(f"{location!r} leads out of the package")
    return "/".join(parts)
