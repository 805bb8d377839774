"""A line for each file of a folder of foreign OFD files: what can be read and drawn, what is sealed, what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from jiban.reading.drawing import drawn_pages
from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.reading.findings import Code, Finding, Severity
from jiban.standards.ofd.reading.limits import DEFAULT_READING_LIMITS
from jiban.standards.ofd.reading.model import Package
from jiban.standards.pki.trust_list import TrustList
from jiban.standards.verifying.verify import verify_ofd

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_LARGEST_FILE_BYTES = DEFAULT_READING_LIMITS.archive.total_bytes
_Result = TypeVar("_Result")


class Told(Protocol):
    """A finding of reading, drawing or verifying."""

    @property
    def clause(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one file.

    name       relative to the folder
    readable   yes, partly or no
    drawn      pages that were drawn with all that stands on them
    stamps     places where seals are shown
    verdict    genuine, not-genuine, cannot-tell or unsigned; "failed" would be a fault of this program
    reading    the worst and earliest finding of reading
    checking   the finding that decided the verdict
    """

    name: str
    readable: str
    pages: int
    drawn: int
    signatures: int
    stamps: int
    verdict: str
    reading: Finding | None
    checking: Told | None
    failures: tuple[str, ...] = ()

    @property
    def first(self) -> Told | None:
        """What is worth telling first: why it is not genuine, else what is lost, else why it cannot be told."""
        lost = self.reading is not None and self.reading.severity is Severity.ERROR
        if self.verdict != "not-genuine" and lost:
            return self.reading
        return self.checking or self.reading


def files_of(folder: Path) -> Iterator[Path]:
    """Every OFD file in a folder and below it, sorted. Links are not followed out of it."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() == ".ofd")
    return iter(sorted(path for path in found if path.is_file() and not path.is_symlink()))


def survey_file(path: Path, folder: Path, *, trust: TrustList, at: datetime) -> Line:
    """One file: read, drawn and checked. Whatever happens is told; nothing ends the survey."""
    failures: list[str] = []
    data = b"" if _too_large(path) else path.read_bytes()
    refused = Package((), {}, (Finding(Code.READING_FAILED, ""),))
    package = _kept("reading", failures, lambda: read_package(path), refused)
    report = _kept("checking", failures, lambda: verify_ofd(data, trust=trust, at=at, profile="tolerant"), None)
    documents = package.documents
    return Line(
        name=path.relative_to(folder).as_posix(),
        readable=readable(package),
        pages=sum(len(one.pages) for one in documents),
        drawn=_kept("drawing", failures, lambda: _drawn(package), 0),
        signatures=sum(len(one.signatures) for one in documents),
        stamps=sum(len(each.stamps) for one in documents for each in one.signatures),
        verdict="failed" if report is None else report.verdict,
        reading=first_finding(package),
        checking=None if report is None else report.first,
        failures=tuple(failures),
    )


def read_package(path: Path) -> Package:
    """The package in a file; one that is larger than anything that is read is not loaded."""
    if _too_large(path):
        return Package((), {}, (Finding(Code.ARCHIVE_TOO_LARGE, "", f"{path.stat().st_size} bytes"),))
    return open_package(path.read_bytes())


def readable(package: Package) -> str:
    """yes: nothing is lost; partly: some of it is; no: there is no page to see."""
    if not package.readable:
        return "no"
    return "partly" if any(one.severity is Severity.ERROR for one in package.findings) else "yes"


def first_finding(package: Package) -> Finding | None:
    """The earliest of the worst findings."""
    return min(package.findings, key=lambda one: _ORDER.index(one.severity), default=None)


def _drawn(package: Package) -> int:
    pages = (page for _, page in drawn_pages(package))
    return sum(all(one.severity is not Severity.ERROR for one in page.findings) for page in pages)


def _too_large(path: Path) -> bool:
    return path.stat().st_size > _LARGEST_FILE_BYTES


def _kept(what: str, failures: list[str], work: Callable[[], _Result], otherwise: _Result) -> _Result:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - one bad file must not hide all files after it
        failures.append(f"{what}: {type(error).__name__}: {error}")
        return otherwise


def plain_finding(finding: Any) -> dict[str, str]:
    """What all findings have in common; `entry` is empty where the words themselves name the file."""
    told = {name: str(getattr(finding, name)) for name in ("code", "clause", "zh", "en")}
    return {"entry": getattr(finding, "entry", ""), **told}
