"""Draw the pages of a package with the seals on them, and write them into a folder."""

from collections.abc import Iterator
from pathlib import Path

from jiban.standards.ofd.reading.model import Package, Signature
from jiban.standards.ofd.rendering.pages import PageRenderer, RenderedPage
from jiban.standards.ofd.rendering.stamps import FindSealPicture, SealPicture
from jiban.standards.ses.errors import SealError
from jiban.standards.ses.seal_reading import parse_seal
from jiban.standards.ses.signature_reading import parse_signature


def drawn_pages(package: Package, only: int | None = None) -> Iterator[tuple[int, RenderedPage]]:
    """Each page of all documents with its number, counted from 1; only one of them if `only` names it."""
    number = 0
    for document in package.documents:
        renderer = PageRenderer(package, document, seal_picture=seal_pictures(package))
        for index in range(len(document.pages)):
            number += 1
            if only in (None, number):
                yield number, renderer.render(index)


def seal_pictures(package: Package) -> FindSealPicture:
    """Finds the picture of a seal: in the signature itself, else in the seal's own file. It is shown, not believed."""

    def find(signature: Signature) -> SealPicture | None:
        for entry, read in ((signature.signed_value, _seal_in_signature), (signature.seal, _seal_alone)):
            if entry is not None and (picture := read(package.entries[entry])) is not None:
                return picture
        return None

    return find


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step. A link that lies in its place is replaced, not followed."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with fresh.open("xb") as file:
        file.write(content)
    fresh.replace(path)


def _seal_in_signature(signed_value: bytes) -> SealPicture | None:
    try:
        picture = parse_signature(signed_value, tolerant=True).seal.picture
    except SealError:
        return None
    return SealPicture(picture.data, picture.format)


def _seal_alone(seal: bytes) -> SealPicture | None:
    try:
        picture = parse_seal(seal, tolerant=True).picture
    except SealError:
        return None
    return SealPicture(picture.data, picture.format)
