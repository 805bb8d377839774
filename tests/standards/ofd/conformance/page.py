"""The page docs/reference/ofd-conformance.md, made from what the code does: python -m tests.standards.ofd.conformance.page"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from jiban.standards.ofd.archive_reading import read_archive
from jiban.standards.ofd.package import write
from tests.standards.ofd.composing import samples
from tests.standards.ofd.conformance.effects import Effect, Item, effects, items_of
from tests.standards.ofd.conformance.everything import everything
from tests.standards.ofd.conformance.seal_fields import what_tells

PAGE = Path(__file__).parents[4] / "docs/reference/ofd-conformance.md"
HEAD = """# What of OFD and of e-seals is written, read, drawn and verified

Made by a test from what the code does, not from what it is meant to do. How each mark comes about:

- **read**: taken away from a file that holds everything, the element or attribute leaves the reader with another document, or with a finding.
- **drawn**: taken away, it changes the SVG of a page.
- **written**: the documents composed by the tests hold it.
- **told by**: its value changed in a signed file, this is the first finding by which verifying refuses (see [verifying-ofd.md](verifying-ofd.md)).

No mark means: not. Much of a document is not meant to be drawn. Signature files are digested whole, so every change in them is refused.

To make this page again: `python -m tests.standards.ofd.conformance.page`
"""
# The file of each root element, and its section in GB/T 33190-2016.
FILES = {
    "OFD": ("OFD.xml", "7.4"),
    "Document": ("Document.xml", "7.5, 7.8, 14"),
    "Page": ("pages and template pages", "7.7, 8 to 14"),
    "Res": ("resources", "7.9, 8.2, 8.3.1, 11.1, 13"),
    "Annotations": ("the list of annotations", "15.1"),
    "PageAnnot": ("annotations of a page", "15.2"),
    "Attachments": ("attachments", "20"),
    "CustomTags": ("custom tags", "16"),
    "Extensions": ("extensions", "17"),
    "DocVersion": ("versions", "19"),
    "Signatures": ("the list of signatures", "18.1"),
    "Signature": ("signatures", "18.2"),
}


def page() -> str:
    return "\n".join([HEAD, *_document_tables(), *_seal_table()]) + "\n"


def written_items() -> set[Item]:
    """What stands in the documents that the tests compose."""
    found = set()
    plain = [samples.certificate(), samples.ledger(), samples.form(), samples.watermarked(as_annotation=True)]
    drawn = [samples.illustrated(), samples.bilingual(), samples.codes()]
    packages = [document.compose().package for document in (*plain, *drawn)]
    packages += [samples.seamed()[1], samples.signed_by_many()[1]]
    for package in packages:
        for name, content in read_archive(write(package)).items():
            if name.endswith(".xml"):
                found |= {item for item, _, _ in items_of(etree.fromstring(content))}
    return found


def _document_tables() -> Iterator[str]:
    found, ours = effects(everything()), written_items()
    for file, (title, section) in FILES.items():
        mine = {item: effect for item, effect in found.items() if item.file == file}
        yield f"## GB/T 33190-2016: {title} ({section})\n"
        yield "| element | attribute | read | drawn | written |\n|---|---|---|---|---|"
        yield from (_row(item, effect, wrote=item in ours) for item, effect in mine.items())
        yield ""


def _row(item: Item, effect: Effect, *, wrote: bool) -> str:
    marks = " | ".join("✓" if mark else "" for mark in (effect.read, effect.rendered, wrote))
    return f"| {item.element} | {item.attribute} | {marks} |"


def _seal_table() -> Iterator[str]:
    yield "## GB/T 38540-2020: the signature, and the seal in it\n"
    yield "All fields are written and read. `timeStamp` and `extDatas`, which are optional, have tests of their own.\n"
    yield "| field | a change is told by |\n|---|---|"
    for name, codes in what_tells().items():
        yield f"| {name} | {', '.join(f'`{code}`' for code in codes[:3])} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
