"""Read the signatures of a package as they are written; whether the signed value is good is not decided here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiban.standards.ofd.coverage import Coverage, Reference, check_coverage, locate
from jiban.standards.ofd.digest import sm3
from jiban.standards.ofd.findings import Code, Finding
from jiban.standards.ofd.locations import Locations
from jiban.standards.ofd.signing import Provider
from jiban.standards.ofd.xml_tree import Element, child, children, parse_xml, text_of


@dataclass(frozen=True, slots=True)
class PlacedStamp:
    """A StampAnnot: where the picture of the seal stands, in millimetres from the page's top left corner.

    clip   the part that is shown (x, y, width, height from the corner of the picture); None for all of it
    """

    page_id: int
    page_index: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    clip: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class PackageSignature:
    """One signature of a package.

    path              absolute path of Signature.xml; what TBS_Sign.propertyInfo must say
    xml               the exact bytes of Signature.xml
    data_hash         SM3 of `xml`; what TBS_Sign.dataHash must say
    method            SignatureMethod as written
    at_text           SignatureDateTime as written: formats differ, so never a proof of time
    signed_value      SignedValue.dat, or None if the package lacks it
    seal_esl          the seal file, or None if the signature names none
    uncovered         files that this signature says nothing about, declared unsealed attachments left out
    findings          what speaks against this signature
    """

    signature_id: str
    kind: str
    path: str
    xml: bytes
    data_hash: bytes
    provider: Provider
    method: str
    at_text: str
    check_method: str
    parameters: Mapping[str, str]
    references: tuple[Reference, ...]
    stamps: tuple[PlacedStamp, ...]
    signed_value: bytes | None
    signed_value_path: str
    seal_esl: bytes | None
    relative_to: str
    covered: frozenset[str]
    uncovered: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def covers_everything(self) -> bool:
        """Every file is the one that was signed, and no file stands beside them."""
        return not self.findings and not self.uncovered


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a signature is read against.

    unsealed   files declared unsealed -> the attachment table that declares them
    """

    entries: Mapping[str, bytes]
    places: Locations
    page_ids: Sequence[int]
    unsealed: Mapping[str, str]


def read_signatures(list_name: str, around: Surroundings) -> Iterator[PackageSignature]:
    """The signatures that the file `list_name` lists, in order.

    Raises BadXmlError and MissingEntryError for a list or a Signature.xml that cannot be read.
    """
    for one in children(parse_xml(around.entries[list_name], list_name), "Signature"):
        path = around.places.need(one.get("BaseLoc", ""), seen_from=list_name)
        yield _read(one, path, around)


def _read(listed: Element, path: str, around: Surroundings) -> PackageSignature:
    entries, places = around.entries, around.places
    root = parse_xml(entries[path], path)
    info = child(root, "SignedInfo")
    signature_id = listed.get("ID", "")
    table = child(info, "References")
    check_method = "" if table is None else table.get("CheckMethod", "")
    references = tuple(locate(_pairs(table), places, seen_from=path))
    value_path = text_of(child(root, "SignedValue")).strip()
    value_name = places.find(value_path, seen_from=path) if value_path else None
    seal_path = text_of(child(info, "Seal", "BaseLoc")).strip()
    seal_name = places.find(seal_path, seen_from=path) if seal_path else None
    coverage = check_coverage(
        references,
        check_method=check_method,
        entries=entries,
        own=frozenset(name for name in (path, value_name) if name),
        signature_id=signature_id,
    )
    stamps, bad_stamps = _stamps(info, around.page_ids, path, signature_id)
    absent = [
        Finding(Code.ENTRY_MISSING, named or "SignedValue", signature_id)
        for named, name, needed in ((value_path, value_name, True), (seal_path, seal_name, bool(seal_path)))
        if needed and name is None
    ]
    provider = child(info, "Provider")
    return PackageSignature(
        signature_id=signature_id,
        kind=listed.get("Type", "Seal"),
        path=f"/{path}",
        xml=entries[path],
        data_hash=sm3(entries[path]),
        provider=_provider(provider),
        method=text_of(child(info, "SignatureMethod")).strip(),
        at_text=text_of(child(info, "SignatureDateTime")).strip(),
        check_method=check_method,
        parameters=_parameters(info),
        references=references,
        stamps=stamps,
        signed_value=entries[value_name] if value_name else None,
        signed_value_path=value_path,
        seal_esl=entries[seal_name] if seal_name else None,
        relative_to=listed.get("Relative", ""),
        covered=coverage.covered,
        uncovered=_unexpected(coverage, around.unsealed),
        findings=(*coverage.findings, *absent, *bad_stamps),
    )


def _unexpected(coverage: Coverage, unsealed: Mapping[str, str]) -> tuple[str, ...]:
    """A file may stay uncovered only if a table that this signature covers declares it unsealed."""
    return tuple(name for name in coverage.uncovered if unsealed.get(name) not in coverage.covered)


def _pairs(table: Element | None) -> Iterator[tuple[str, str]]:
    if table is not None:
        for one in children(table, "Reference"):
            yield one.get("FileRef", ""), text_of(child(one, "CheckValue")).strip()


def _provider(element: Element | None) -> Provider:
    if element is None:
        return Provider("")
    return Provider(element.get("ProviderName", ""), element.get("Company", ""), element.get("Version", ""))


def _parameters(info: Element | None) -> dict[str, str]:
    table = child(info, "Parameters")
    return {} if table is None else {one.get("Name", ""): text_of(one) for one in children(table, "Parameter")}


def _stamps(
    info: Element | None, page_ids: Sequence[int], path: str, signature_id: str
) -> tuple[tuple[PlacedStamp, ...], list[Finding]]:
    good: list[PlacedStamp] = []
    bad: list[Finding] = []
    for one in () if info is None else children(info, "StampAnnot"):
        try:
            page_id = int(one.get("PageRef", ""))
            x, y, width, height = map(float, one.get("Boundary", "").split())
            clip = _clip(one.get("Clip", ""))
            good.append(PlacedStamp(page_id, page_ids.index(page_id), x, y, width, height, clip))
        except ValueError:
            bad.append(Finding(Code.STAMP_BAD, path, signature_id))
    return tuple(good), bad


def _clip(text: str) -> tuple[float, float, float, float] | None:
    if not text.strip():
        return None
    x, y, width, height = map(float, text.split())
    return x, y, width, height
