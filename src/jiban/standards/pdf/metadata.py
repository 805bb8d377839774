"""What the file says of itself: the information dictionary, the XMP packet, the output intent.

Both descriptions say the same (ISO 19005-2 clause 6.6.3). The packet names the PDF/A part whose rules the writer follows;
no validator has certified the file.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from xml.sax.saxutils import escape

from jiban.standards.pdf.icc import srgb_profile
from jiban.standards.pdf.objects import Body, date, deflated_stream, reference, stream, text_string

PRODUCER = "Jiban"
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}
_PACKET_ID = "W5M0MpCehiHzreSzNTczkc9d"
_NOT_XML = dict.fromkeys([*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True, slots=True)
class DocInfo:
    """What a certificate is called and whose it is.

    author     the office that issues it
    created    aware; to the second
    creator    the program the pages come from
    language   BCP 47 tag of the text
    """

    title: str
    author: str
    created: datetime
    creator: str = "Jiban"
    subject: str = ""
    language: str = "zh-Hans"


def add_info(body: Body, info: DocInfo) -> int:
    """The document information dictionary (ISO 32000-1 clause 14.3.3)."""
    texts = {"Title": info.title, "Author": info.author, "Subject": info.subject, "Creator": info.creator}
    entries = b"".join(
        b"/%s%s" % (key.encode("ascii"), text_string(_clean(text))) for key, text in texts.items() if text
    )
    created = date(info.created)
    return body.add(b"<<%s/Producer%s/CreationDate%s/ModDate%s>>" % (entries, text_string(PRODUCER), created, created))


def add_xmp(body: Body, info: DocInfo, *, pdfa_part: int) -> int:
    """The metadata stream (14.3.2), plain, so that a program that knows no PDF can find it."""
    return body.add(stream(b"/Type/Metadata/Subtype/XML", xmp_packet(info, pdfa_part=pdfa_part)))


def add_output_intent(body: Body) -> bytes:
    """The sRGB output intent (14.11.5) that gives DeviceRGB its meaning; a direct object for the catalog."""
    profile = body.add(_profile_stream())
    return (
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2-1)"
        b"/Info(sRGB IEC61966-2-1)/DestOutputProfile %s>>" % reference(profile)
    )


def xmp_packet(info: DocInfo, *, pdfa_part: int) -> bytes:
    """An XMP packet (ISO 16684-1) in UTF-8; part 2 or 3 of ISO 19005, conformance level B."""
    moment = info.created.isoformat(timespec="seconds")
    title, author, subject = _xml(info.title), _xml(info.author), _xml(info.subject)
    described = f"<dc:description>{_alternatives(subject)}</dc:description>" if subject else ""
    namespaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    return f"""<?xpacket begin="\ufeff" id="{_PACKET_ID}"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""{namespaces}>
<dc:format>application/pdf</dc:format>
<dc:title>{_alternatives(title)}</dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>{described}
<dc:language><rdf:Bag><rdf:li>{_xml(info.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:MetadataDate>{moment}</xmp:MetadataDate>
<xmp:CreatorTool>{_xml(info.creator)}</xmp:CreatorTool>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>{pdfa_part}</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _alternatives(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'


def _xml(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """Without the characters XML 1.0 has no place for (section 2.2), so that both descriptions stay equal."""
    return text.translate(_NOT_XML)


@cache
def _profile_stream() -> bytes:
    return deflated_stream(b"/N 3", srgb_profile())
