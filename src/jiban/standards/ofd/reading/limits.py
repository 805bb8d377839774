"""How much of a package is read before the rest is left out, with a finding."""

from dataclasses import dataclass, field

from jiban.standards.ofd.archive_limits import Limits


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Upper bounds for one package. What one file needs is bounded by them, whatever the file claims.

    xml_bytes   of one XML file
    pages       of all documents together, template pages included
    elements    XML elements of all files together; a file that is read twice counts twice
    numbers     in outlines, advances, dashes and palettes together
    composite_objects   that one composite graphic unit shows in the end, with those of the units it shows
    depth       of groups within groups, patterns within patterns, outline within outline
    findings    that are kept; the rest is not told
    """

    archive: Limits = field(default_factory=lambda: Limits(entries=20_000, total_bytes=96 * 1024 * 1024))
    xml_bytes: int = 16 * 1024 * 1024
    documents: int = 100
    pages: int = 20_000
    elements: int = 1_000_000
    numbers: int = 2_000_000
    composite_objects: int = 50_000
    depth: int = 24
    findings: int = 500


DEFAULT_READING_LIMITS = ReadingLimits()
