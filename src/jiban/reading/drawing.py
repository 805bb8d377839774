"""Draw the pages of a package with the seals on them, and write them into a folder."""

from collections.abc import Iterator
from pathlib import Path

from jiban.standards.ofd.reading.model import Package
from jiban.standards.ofd.rendering.pages import PageRenderer, RenderedPage
from jiban.standards.verifying.seal_pictures import seal_pictures


def drawn_pages(package: Package, only: int | None = None) -> Iterator[tuple[int, RenderedPage]]:
    """Each page of all documents with its number, counted from 1; only one of them if `only` names it."""
    number = 0
    for document in package.documents:
        renderer = PageRenderer(package, document, seal_picture=seal_pictures(package))
        for index in range(len(document.pages)):
            number += 1
            if only in (None, number):
                yield number, renderer.render(index)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step. A link that lies in its place is replaced, not followed."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with fresh.open("xb") as file:
        file.write(content)
    fresh.replace(path)
