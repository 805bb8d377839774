"""Packages as other writers make them, put together by hand: the XML is what the test is about."""

import io
import zipfile
from collections.abc import Mapping

from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.limits import DEFAULT_READING_LIMITS, ReadingLimits
from jiban.standards.ofd.reading.model import Package
from jiban.standards.ofd.reading.objects import PageObject

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
AREA = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"


def ofd_xml(*bodies: str) -> str:
    """OFD.xml with DocBody elements."""
    return f'<ofd:OFD {OFD} Version="1.1" DocType="OFD">{"".join(bodies)}</ofd:OFD>'


def doc_body(root: str = "Doc_0/Document.xml", more: str = "") -> str:
    return f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>{root}</ofd:DocRoot>{more}</ofd:DocBody>"


def document_xml(*, common: str = AREA, pages: str = "", more: str = "") -> str:
    pages = pages or '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
    return (
        f"<ofd:Document {OFD}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>{common}</ofd:CommonData>"
        f"<ofd:Pages>{pages}</ofd:Pages>{more}</ofd:Document>"
    )


def page_xml(objects: str = "", *, before: str = "", layer: str = "") -> str:
    layers = f'<ofd:Layer ID="2" {layer}>{objects}</ofd:Layer>'
    return f"<ofd:Page {OFD}>{before}<ofd:Content>{layers}</ofd:Content></ofd:Page>"


def res_xml(content: str, base: str = "Res") -> str:
    return f'<ofd:Res {OFD} BaseLoc="{base}">{content}</ofd:Res>'


FONTS = '<ofd:Fonts><ofd:Font ID="3" FontName="宋体"/></ofd:Fonts>'


def files(objects: str = "", *, resources: str = FONTS, **changed: str | bytes | None) -> dict[str, bytes]:
    """A document of one page. `changed` replaces entries; a name is written with __ for / and _xml for .xml."""
    plain: dict[str, str | bytes] = {
        "OFD.xml": ofd_xml(doc_body()),
        "Doc_0/Document.xml": document_xml(common=f"{AREA}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"),
        "Doc_0/PublicRes.xml": res_xml(resources),
        "Doc_0/Pages/Page_0/Content.xml": page_xml(objects),
    }
    for key, value in changed.items():
        name = key.replace("__", "/").replace("_xml", ".xml")
        if value is None:
            plain.pop(name)
        else:
            plain[name] = value
    return {name: value.encode() if isinstance(value, str) else value for name, value in plain.items()}


def zipped(entries: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(entries: Mapping[str, bytes], limits: ReadingLimits = DEFAULT_READING_LIMITS) -> Package:
    return open_package(zipped(entries), limits)


def objects_of(objects: str, resources: str = FONTS) -> tuple[PageObject, ...]:
    """What a page with this XML shows; it must be read without any finding."""
    package = read(files(objects, resources=resources))
    assert package.findings == ()
    return package.documents[0].pages[0].layers[0].objects


def noticed(package: Package) -> set[Code]:
    return {finding.code for finding in package.findings}
