"""One reading of one package: its files, what was noticed so far, and how much may still be spent."""

from collections import Counter
from collections.abc import Mapping

from jiban.standards.ofd.errors import OfdError, UnsafePathError
from jiban.standards.ofd.locations import Locations, resolve
from jiban.standards.ofd.reading.findings import Code, Finding
from jiban.standards.ofd.reading.limits import ReadingLimits

_SAME_CODE_PER_ENTRY = 20
_LONGEST_DETAIL = 200
_TEXT_BYTES_PER_ELEMENT = 64


class LimitReachedError(OfdError):
    """A file asks for more than the limits allow. Caught where the file is read; the rest of it is left out."""


class Reading:
    """What the readers of all files share."""

    def __init__(self, entries: Mapping[str, bytes], limits: ReadingLimits) -> None:
        self.entries = entries
        self.limits = limits
        self.findings: list[Finding] = []
        self._places = Locations(entries)
        self._noticed: set[Finding] = set()
        self._per_entry: Counter[tuple[Code, str]] = Counter()
        self._weights: dict[str, int] = {}
        self._elements_left = limits.elements
        self._numbers_left = limits.numbers
        self._pages_left = limits.pages

    def note(self, code: Code, entry: str, detail: str = "", at: str = "") -> None:
        """Keep a finding, unless the same was kept before or this file has had many of its kind."""
        finding = Finding(code, entry, _shown(detail), at)
        full = len(self.findings) >= self.limits.findings or self._per_entry[code, entry] >= _SAME_CODE_PER_ENTRY
        if full or finding in self._noticed:
            return
        self._noticed.add(finding)
        self._per_entry[code, entry] += 1
        self.findings.append(finding)

    def spend_elements(self, count: int) -> None:
        """Raises LimitReachedError, and spends nothing, when more XML would be read than the limits allow."""
        if count > self._elements_left:
            raise LimitReachedError(f"more than {self.limits.elements} elements and attributes")
        self._elements_left -= count

    def spend_numbers(self, count: int) -> None:
        """Raises LimitReachedError, and spends nothing, when outlines and advances grow beyond the limits."""
        if count > self._numbers_left:
            raise LimitReachedError(f"more than {self.limits.numbers} numbers")
        self._numbers_left -= count

    def weight_of(self, entry: str) -> int:
        """How many elements and attributes an XML file has at most: each has a "<" or a "=". Text counts a little."""
        if entry not in self._weights:
            data = self.entries[entry]
            self._weights[entry] = max(data.count(b"<") + data.count(b"="), len(data) // _TEXT_BYTES_PER_ELEMENT)
        return self._weights[entry]

    def spend_page(self) -> None:
        """Raises LimitReachedError when the documents have more pages than the limits allow."""
        self._pages_left -= 1
        if self._pages_left < 0:
            raise LimitReachedError(f"more than {self.limits.pages} pages")

    def find(self, location: str, seen_from: str) -> str | None:
        """The entry that `location` means in the file `seen_from`, None without any finding if there is none."""
        try:
            return self._places.find(location, seen_from=seen_from)
        except UnsafePathError:
            return None

    def locate(self, location: str, seen_from: str, at: str = "") -> str | None:
        """The entry that `location` means in the file `seen_from`; None, with a finding, if there is none.

        As written first, then by the package root although the slash is missing: some writers leave it out.
        """
        wanted = location.strip()
        if not wanted:
            return None
        try:
            found = self._places.find(wanted, seen_from=seen_from) or self._places.find("/" + wanted)
        except UnsafePathError:
            self.note(Code.LOCATION_UNSAFE, seen_from, location, at)
            return None
        if found is None:
            self.note(Code.ENTRY_MISSING, seen_from, location, at)
        elif "\\" in wanted or found not in (resolve(wanted, seen_from=seen_from), resolve("/" + wanted)):
            self.note(Code.LOCATION_CASE, seen_from, f"{location} -> {found}", at)
        return found


def _shown(detail: str) -> str:
    """Fit for one line of a terminal, whatever the file holds."""
    plain = "".join(c if c.isprintable() else "�" for c in detail[: _LONGEST_DETAIL + 1])
    return plain if len(plain) <= _LONGEST_DETAIL else plain[:_LONGEST_DETAIL] + "…"
