"""Compose a package from typeset pages: OFD.xml, Document.xml, resources, pages, attachments (GB/T 33190-2016)."""

import re
from collections.abc import Mapping, Sequence
from itertools import count

from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.embedding import EmbeddedFont, FaceFonts, fonts_for
from jiban.standards.ofd.errors import IllegalTextError
from jiban.standards.ofd.package import ATTACHMENTS, DOCUMENT_FOLDER, DOCUMENT_ROOT, Package
from jiban.standards.ofd.page_content import Cuts, Resources, page_xml
from jiban.standards.ofd.xml_text import DECLARATION, NAMESPACE, attribute, element_text, number
from jiban.standards.typeset.page import Page, Picture

UNSEALED_USAGE = "unsealed"

_XMLNS = f'xmlns:ofd="{NAMESPACE}"'
_DOC_ID = re.compile(r"[0-9a-fA-F]{32}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
_PNG, _JPEG = b"\x89PNG", b"\xff\xd8\xff"


def compose(
    pages: Sequence[Page],
    info: DocInfo,
    attachments: Sequence[Attachment] = (),
    *,
    standing_words: Mapping[str, str] | None = None,
) -> Package:
    """A package without signatures. Fonts are embedded as subsets of what the pages say; text stays text.

    standing_words   face -> words that many documents have in common: their characters are embedded as one font that
                     is made once, everything else in a second one. Says nothing of where words stand.

    Raises IllegalTextError (a text that XML cannot carry, a file name that is not plain, a bad document ID, a picture
    neither PNG nor JPEG) and MissingGlyphError (a character that a face lacks).
    """
    if not pages:
        raise IllegalTextError("a document has at least one page")
    next_id = count(1).__next__
    fonts = fonts_for(pages, standing_words or {})
    embedded = {font: next_id() for own in fonts.values() for font in own.embedded}
    pictures = {data: next_id() for data in dict.fromkeys(_pictures(pages))}
    page_ids = tuple(next_id() for _ in pages)
    resources = _resources(fonts, embedded, pictures)
    contents = [page_xml(page, resources, next_id) for page in pages]

    entries: dict[str, bytes] = {
        "OFD.xml": _ofd_xml(info).encode(),
        DOCUMENT_ROOT: _document_xml(
            pages[0], page_ids, max_id=next_id() - 1, pictures=bool(pictures), attachments=bool(attachments)
        ).encode(),
        f"{DOCUMENT_FOLDER}/PublicRes.xml": _public_resources(embedded).encode(),
    }
    if pictures:
        entries[f"{DOCUMENT_FOLDER}/DocumentRes.xml"] = _document_resources(pictures).encode()
    for font in embedded:
        entries[f"{DOCUMENT_FOLDER}/Res/{font.name}.ttf"] = font.data
    for data, picture in pictures.items():
        entries[f"{DOCUMENT_FOLDER}/Res/{_picture_file(data, picture)}"] = data
    for index, content in enumerate(contents):
        entries[f"{DOCUMENT_FOLDER}/Pages/Page_{index}/Content.xml"] = content.encode()
    entries |= _attachment_entries(attachments, info)
    unsealed = frozenset(_attachment_path(one) for one in attachments if not one.sealed)
    return Package(entries=entries, created=info.created, page_ids=page_ids, unsealed=unsealed)


def _resources(
    fonts: Mapping[str, FaceFonts], embedded: Mapping[EmbeddedFont, int], pictures: Mapping[bytes, int]
) -> Resources:
    return Resources(
        fonts={name: embedded[own.embedded[-1]] for name, own in fonts.items()},
        pictures=pictures,
        cuts={
            name: Cuts(embedded[own.standing], embedded[own.other], own.cuts)
            for name, own in fonts.items()
            if own.standing and own.other
        },
    )


def _ofd_xml(info: DocInfo) -> str:
    if not _DOC_ID.fullmatch(info.doc_id):
        raise IllegalTextError(f"a document ID has 32 hexadecimal digits, not {info.doc_id!r}")
    fields = (
        ("DocID", info.doc_id),
        ("Title", info.title),
        ("Author", info.author),
        ("Subject", info.subject),
        ("Abstract", info.abstract),
        ("CreationDate", info.created.isoformat() if info.created else ""),
        ("ModDate", info.modified.isoformat() if info.modified else ""),
        ("DocUsage", info.usage),
    )
    words = "".join([f"<ofd:Keyword>{element_text(word)}</ofd:Keyword>" for word in info.keywords])
    made = (
        ("Creator", info.creator),
        ("CreatorVersion", info.creator_version),
    )
    told = _told(fields) + (f"<ofd:Keywords>{words}</ofd:Keywords>" if words else "") + _told(made)
    custom = "".join(
        [
            f'<ofd:CustomData Name="{attribute(name)}">{element_text(text)}</ofd:CustomData>'
            for name, text in info.custom.items()
        ]
    )
    datas = f"<ofd:CustomDatas>{custom}</ofd:CustomDatas>" if custom else ""
    return (
        f'{DECLARATION}<ofd:OFD {_XMLNS} Version="1.1" DocType="OFD"><ofd:DocBody>'
        f"<ofd:DocInfo>{told}{datas}</ofd:DocInfo><ofd:DocRoot>{DOCUMENT_ROOT}</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>"
    )


def _told(fields: Sequence[tuple[str, str]]) -> str:
    return "".join([f"<ofd:{name}>{element_text(text)}</ofd:{name}>" for name, text in fields if text])


def _document_xml(first: Page, page_ids: Sequence[int], *, max_id: int, pictures: bool, attachments: bool) -> str:
    listed = "".join(
        [f'<ofd:Page ID="{one}" BaseLoc="Pages/Page_{index}/Content.xml"/>' for index, one in enumerate(page_ids)]
    )
    return (
        f"{DECLARATION}<ofd:Document {_XMLNS}><ofd:CommonData><ofd:MaxUnitID>{max_id}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 {number(first.width_mm)} {number(first.height_mm)}</ofd:PhysicalBox>"
        "</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        f"{'<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>' if pictures else ''}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>"
        f"{'<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>' if attachments else ''}</ofd:Document>"
    )


def _public_resources(fonts: Mapping[EmbeddedFont, int]) -> str:
    listed = "".join(
        [
            f'<ofd:Font ID="{object_id}" FontName="{font.name}" FamilyName="{attribute(font.family)}"'
            f' Serif="true" Bold="{"true" if font.bold else "false"}">'
            f"<ofd:FontFile>{font.name}.ttf</ofd:FontFile></ofd:Font>"
            for font, object_id in fonts.items()
        ]
    )
    inside = f"<ofd:Fonts>{listed}</ofd:Fonts>" if listed else ""
    return f'{DECLARATION}<ofd:Res {_XMLNS} BaseLoc="Res">{inside}</ofd:Res>'


def _document_resources(pictures: dict[bytes, int]) -> str:
    listed = "".join(
        [
            f'<ofd:MultiMedia ID="{object_id}" Type="Image" Format="{_picture_format(data)}">'
            f"<ofd:MediaFile>{_picture_file(data, object_id)}</ofd:MediaFile></ofd:MultiMedia>"
            for data, object_id in pictures.items()
        ]
    )
    return f'{DECLARATION}<ofd:Res {_XMLNS} BaseLoc="Res"><ofd:MultiMedias>{listed}</ofd:MultiMedias></ofd:Res>'


def _attachment_entries(attachments: Sequence[Attachment], info: DocInfo) -> dict[str, bytes]:
    if not attachments:
        return {}
    names = [one.file_name for one in attachments]
    reserved = {ATTACHMENTS.rsplit("/", 1)[1].casefold()}
    if len({name.casefold() for name in names} | reserved) != len(names) + 1:
        raise IllegalTextError("two attachments have the same file name")
    if bad := [name for name in names if not _FILE_NAME.fullmatch(name) or name.endswith(".")]:
        raise IllegalTextError(f"the file name {bad[0]!r} is not plain")
    created = f' CreationDate="{info.created.isoformat()}T00:00:00"' if info.created else ""
    listed = "".join(
        [
            f'<ofd:Attachment ID="A{index}" Name="{attribute(one.name)}" Format="{_suffix(one.file_name)}"{created}'
            f' Visible="true"{_size_or_usage(one)}><ofd:FileLoc>{one.file_name}</ofd:FileLoc></ofd:Attachment>'
            for index, one in enumerate(attachments, start=1)
        ]
    )
    table = f"{DECLARATION}<ofd:Attachments {_XMLNS}>{listed}</ofd:Attachments>"
    return {ATTACHMENTS: table.encode(), **{_attachment_path(one): one.data for one in attachments}}


def _size_or_usage(one: Attachment) -> str:
    """The size (KB) of a sealed file; of an unsealed one the sealed table may state nothing that changes."""
    return f' Size="{number(len(one.data) / 1024)}"' if one.sealed else f' Usage="{UNSEALED_USAGE}"'


def _attachment_path(one: Attachment) -> str:
    return f"{ATTACHMENTS.rsplit('/', 1)[0]}/{one.file_name}"


def _suffix(file_name: str) -> str:
    return file_name.rpartition(".")[2] if "." in file_name else ""


def _pictures(pages: Sequence[Page]) -> list[bytes]:
    return [item.data for page in pages for item in page.plain_items() if isinstance(item, Picture)]


def _picture_format(data: bytes) -> str:
    if data.startswith(_PNG):
        return "PNG"
    if data.startswith(_JPEG):
        return "JPEG"
    raise IllegalTextError("a picture is neither PNG nor JPEG")


def _picture_file(data: bytes, object_id: int) -> str:
    return f"Image_{object_id}.{'png' if _picture_format(data) == 'PNG' else 'jpg'}"
