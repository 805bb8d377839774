"""A line for each file of a folder of foreign OFD files: what can be read, what is sealed, what is wrong first."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.reading.findings import Code, Finding, Severity
from jiban.standards.ofd.reading.limits import DEFAULT_READING_LIMITS
from jiban.standards.ofd.reading.model import Package

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_LARGEST_FILE_BYTES = DEFAULT_READING_LIMITS.archive.total_bytes


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one file. `name` is relative to the folder, `finding` the worst and earliest."""

    name: str
    readable: str
    pages: int
    signatures: int
    stamps: int
    finding: Finding | None


def files_of(folder: Path) -> Iterator[Path]:
    """Every OFD file in a folder and below it, sorted. Links are not followed out of it."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() == ".ofd")
    return iter(sorted(path for path in found if path.is_file() and not path.is_symlink()))


def survey_file(path: Path, folder: Path) -> Line:
    """One file. Whatever happens while it is read is told; nothing ends the survey."""
    name = path.relative_to(folder).as_posix()
    try:
        package = read_package(path)
    except Exception as error:  # noqa: BLE001 - one bad file must not hide all files after it
        return Line(name, "no", 0, 0, 0, Finding(Code.READING_FAILED, "", type(error).__name__))
    documents = package.documents
    return Line(
        name=name,
        readable=readable(package),
        pages=sum(len(one.pages) for one in documents),
        signatures=sum(len(one.signatures) for one in documents),
        stamps=sum(len(each.stamps) for one in documents for each in one.signatures),
        finding=first_finding(package),
    )


def read_package(path: Path) -> Package:
    """The package in a file; one that is larger than anything that is read is not loaded."""
    if path.stat().st_size > _LARGEST_FILE_BYTES:
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
