"""The list of signatures and what each states (GB/T 33190-2016 section 18), read but not judged."""

from collections.abc import Iterator

from jiban.standards.ofd.reading.annotation_files import read_parameters
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.model import Reference, Signature, StampAnnot
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.objects import Box
from jiban.standards.ofd.reading.xml_files import read_xml, read_xml_at


def read_signatures(reading_from: Node, entry: str) -> Iterator[Signature]:
    """Every signature of the list `entry`. `reading_from` is the element of OFD.xml that names it."""
    table = read_xml(reading_from.reading, entry, {"Signatures"}, "18.1")
    for one in () if table is None else table.each("Signature"):
        location = one.told("BaseLoc")
        if not location.strip():
            one.missing("BaseLoc")
        file = read_xml_at(one.reading, location, one.entry, {"Signature"}, "18.2.1")
        plain = Signature(
            id=one.told("ID"),
            kind=one.one_of("Type", "Seal", "Sign"),
            entry=None if file is None else file.entry,
            base=one.told("Relative"),
        )
        yield plain if file is None else _told(plain, file)


def _told(plain: Signature, file: Node) -> Signature:
    info = file.first("SignedInfo")
    if info is None:
        file.note(Code.ELEMENT_MISSING, "SignedInfo")
        return plain
    provider, references, parameters = info.first("Provider"), info.first("References"), info.first("Parameters")
    if references is None:
        info.note(Code.ELEMENT_MISSING, "References")
    return Signature(
        id=plain.id,
        kind=plain.kind,
        entry=plain.entry,
        base=plain.base,
        provider=_of_provider(provider, "ProviderName"),
        company=_of_provider(provider, "Company"),
        provider_version=_of_provider(provider, "Version"),
        method=info.text_at("SignatureMethod"),
        signed_at=info.text_at("SignatureDateTime"),
        check_method="" if references is None else references.told("CheckMethod"),
        parameters=() if parameters is None else read_parameters(parameters),
        references=() if references is None else tuple(_references(references.under("18.2.2"))),
        stamps=tuple(_stamp(one.under("18.2.3")) for one in info.each("StampAnnot")),
        seal=info.located(info.text_at("Seal", "BaseLoc")),
        signed_value=file.located(file.text_at("SignedValue")),
    )


def _of_provider(provider: Node | None, name: str) -> str:
    """Most writers use attributes, some elements."""
    return "" if provider is None else provider.told(name) or provider.text_at(name)


def _references(table: Node) -> Iterator[Reference]:
    for one in table.each("Reference"):
        location = one.told("FileRef")
        if not location.strip():
            one.missing("FileRef")
        yield Reference(location, one.located(location), one.text_at("CheckValue"))


def _stamp(node: Node) -> StampAnnot:
    boundary = node.box("Boundary")
    if boundary is None and not node.told("Boundary"):
        node.missing("Boundary")
    page = node.ref("PageRef")
    if page is None:
        node.missing("PageRef")
    return StampAnnot(node.told("ID"), page or 0, boundary or Box(0.0, 0.0, 0.0, 0.0), node.box("Clip"))
