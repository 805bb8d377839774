"""Attachments, custom tags, extensions and versions (GB/T 33190-2016 sections 16, 17, 19 and 20)."""

from collections.abc import Iterator

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.model import AttachedFile, CustomTag, Extension, Version
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.xml_files import read_xml_at


def read_attachments(root: Node) -> Iterator[AttachedFile]:
    """Every attachment of the document with this root element."""
    for listed in root.each("Attachments"):
        table = read_xml_at(root.reading, listed.text(), root.entry, {"Attachments"}, "20.1")
        for one in () if table is None else table.under("20.2").each("Attachment"):
            yield _attachment(one)


def read_custom_tags(root: Node) -> Iterator[CustomTag]:
    """Every tree of tags of the document with this root element. The trees themselves are not read."""
    for listed in root.each("CustomTags"):
        table = read_xml_at(root.reading, listed.text(), root.entry, {"CustomTags"}, "16")
        for one in () if table is None else table.each("CustomTag"):
            yield CustomTag(
                type_id=one.told("TypeID", "NameSpace"),
                schema=one.located(one.text_at("SchemaLoc")),
                entry=one.located(one.text_at("FileLoc")),
            )


def read_extensions(root: Node) -> Iterator[Extension]:
    """Everything that applications added of their own."""
    for listed in root.each("Extensions"):
        table = read_xml_at(root.reading, listed.text(), root.entry, {"Extensions"}, "17")
        for one in () if table is None else table.each("Extension"):
            files = (one.located(location.text()) for location in one.each("ExtendData"))
            yield Extension(
                app_name=one.told("AppName"),
                company=one.told("Company"),
                app_version=one.told("AppVersion"),
                date=one.told("Date"),
                ref_id=one.ref("RefId") or one.ref("RefID"),
                properties=tuple((p.told("Name"), p.told("Type"), p.text()) for p in one.each("Property")),
                data=tuple(value.text() for value in one.each("Data")),
                entries=tuple(entry for entry in files if entry is not None),
            )


def read_versions(body: Node) -> Iterator[Version]:
    """The versions that a DocBody of OFD.xml lists."""
    table = body.first("Versions")
    for one in () if table is None else table.under("19.1").each("Version"):
        file = read_xml_at(one.reading, one.told("BaseLoc"), one.entry, {"DocVersion"}, "19.2")
        listed = None if file is None else file.first("FileList")
        files = () if listed is None else (listed.located(each.text()) for each in listed.each("File"))
        yield Version(
            id=one.told("ID"),
            index=one.whole("Index") or 0,
            current=one.flag_or("Current", default=False),
            entry=None if file is None else file.entry,
            name="" if file is None else file.told("Name") or file.told("Version"),
            created="" if file is None else file.told("CreationDate"),
            doc_root=None if file is None else file.located(file.text_at("DocRoot")),
            files=tuple(entry for entry in files if entry is not None),
        )


def _attachment(node: Node) -> AttachedFile:
    location = node.text_at("FileLoc") or node.told("FileLoc")
    if not location:
        node.note(Code.ELEMENT_MISSING, "FileLoc")
    entry = node.located(location)
    stated = node.number("Size")
    if entry is not None and stated is not None and abs(stated * 1024 - len(node.reading.entries[entry])) > 1024:
        node.note(Code.SIZE_DIFFERS, f"{stated:g} KB stated, {len(node.reading.entries[entry])} bytes")
    return AttachedFile(
        id=node.told("ID"),
        name=node.told("Name"),
        entry=entry,
        format=node.told("Format"),
        created=node.told("CreationDate"),
        modified=node.told("ModDate"),
        size_kb=stated,
        visible=node.flag_or("Visible", default=True),
        usage=node.told("Usage"),
    )
