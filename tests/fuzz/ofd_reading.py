"""Feed the reader of OFD files with inputs that grow by what they reach: python -m tests.fuzz.ofd_reading SEEDS [libFuzzer options].

An input is a byte that says what follows: 0 a whole archive, n the content of the n-th file of a package with something
of everything. Any exception ends the run with the input kept; libFuzzer itself watches time and memory.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["jiban.standards.ofd"]):
    from jiban.standards.ofd.reading import open_package
    from jiban.standards.ofd.reading.limits import ReadingLimits
    from jiban.standards.ofd.reading.page_text import page_text
    from jiban.standards.ofd.reading.styles import style_of

from jiban.reading.structure import structure_of
from tests.standards.ofd.reading.foreign import zipped
from tests.standards.ofd.reading.rich import RICH

NAMES = sorted(RICH)
WAY = ("OFD.xml", "Doc_0/Document.xml")
WAYS = {
    "Doc_0/A.xml": (*WAY, "Doc_0/Annotations.xml"),
    "Doc_0/S.xml": (*WAY, "Doc_0/Signatures.xml"),
    "Doc_0/Document.xml": ("OFD.xml", "Doc_0/Page.xml"),
}
LIMITS = ReadingLimits(elements=20_000, numbers=50_000, pages=100)


def read_one(data: bytes) -> None:
    """All that a person can ask of a file."""
    package = open_package(archive_of(data), LIMITS)
    structure_of(package)
    for finding in package.findings:
        assert finding.clause.startswith("GB/T 33190-2016 ")
        assert finding.zh.isprintable()
        assert finding.en.isprintable()
    for document in package.documents:
        for page in document.pages:
            page_text(document, page, annotations=True)
            for layer in page.layers:
                for one in layer.objects:
                    if hasattr(one, "draw_param"):
                        style_of(one, page.resources, layer=layer.draw_param)


def archive_of(data: bytes) -> bytes:
    kind, content = data[:1], data[1:]
    if kind in (b"", b"\0"):
        return content
    name = NAMES[kind[0] % len(NAMES)]
    # The files on the way to it are enough, and a quick run sees more.
    return zipped({way: RICH[way] for way in WAYS.get(name, WAY)} | {name: content})


def write_seeds(folder: Path) -> None:
    """One input for each file of the package, and the package as a whole."""
    (folder / "archive").write_bytes(b"\0" + zipped(RICH))
    for number, name in enumerate(NAMES):
        kind = number or len(NAMES)  # 0 is taken by archives
        (folder / f"file-{number}").write_bytes(bytes([kind]) + RICH[name])


if __name__ == "__main__":
    write_seeds(Path(sys.argv[1]))
    atheris.Setup(sys.argv, read_one)
    atheris.Fuzz()
