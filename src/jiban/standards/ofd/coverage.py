"""What one signature covers: every digest compared, every file accounted for (GB/T 33190-2016 section 18.2.3)."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jiban.standards.ofd.digest import CHECK_METHODS, sm3
from jiban.standards.ofd.errors import UnsafePathError
from jiban.standards.ofd.findings import Code, Finding
from jiban.standards.ofd.locations import Locations


@dataclass(frozen=True, slots=True)
class Reference:
    """A file and the digest that the signature states for it; `entry` is None if the file is not there."""

    file_ref: str
    check_value: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """covered     files whose digest is the stated one
    uncovered   files that no reference names, but for the signature's own two
    findings    what is wrong with the references
    """

    covered: frozenset[str]
    uncovered: tuple[str, ...]
    findings: tuple[Finding, ...]


def check_coverage(
    references: Iterable[Reference],
    *,
    check_method: str,
    entries: Mapping[str, bytes],
    own: frozenset[str],
    signature_id: str,
) -> Coverage:
    """Compare every digest. `own` are the files that a signature cannot cover: its Signature.xml and signed value."""
    findings: list[Finding] = []
    covered: set[str] = set()
    named: set[str] = set()
    usable = check_method in CHECK_METHODS
    if not usable:
        findings.append(Finding(Code.CHECK_METHOD_REFUSED, "", signature_id, check_method))
    for reference in references:
        code = _judge(reference, named, entries, usable=usable)
        if reference.entry is not None:
            named.add(reference.entry)
        if code is not None:
            findings.append(Finding(code, reference.entry or reference.file_ref, signature_id))
        elif usable and reference.entry is not None:
            covered.add(reference.entry)
    spoiled = {finding.entry for finding in findings}
    return Coverage(
        covered=frozenset(covered - spoiled),
        uncovered=tuple(name for name in entries if name not in named and name not in own),
        findings=tuple(findings),
    )


def _judge(reference: Reference, named: set[str], entries: Mapping[str, bytes], *, usable: bool) -> Code | None:
    if reference.entry is None:
        return Code.ENTRY_MISSING
    if reference.entry in named:
        return Code.REFERENCE_REPEATED
    try:
        stated = b64decode("".join(reference.check_value.split()), validate=True)
    except (Base64Error, ValueError):
        return Code.CHECK_VALUE_BAD
    if not usable:
        return None
    if len(stated) != 32:
        return Code.CHECK_VALUE_BAD
    return None if stated == sm3(entries[reference.entry]) else Code.DIGEST_MISMATCH


def locate(pairs: Iterable[tuple[str, str]], places: Locations, *, seen_from: str) -> Iterator[Reference]:
    """References with the entry that each FileRef means."""
    for file_ref, check_value in pairs:
        try:
            entry = places.find(file_ref, seen_from=seen_from)
        except UnsafePathError:
            entry = None
        yield Reference(file_ref, check_value, entry)
