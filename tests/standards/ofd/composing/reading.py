"""Read back what was written, with the reader of foreign files."""

from jiban.standards.ofd.package import write
from jiban.standards.ofd.reading.packages import open_package


def read(package):
    """The document of a package that must be readable without any finding."""
    opened = open_package(package if isinstance(package, bytes) else write(package))
    assert opened.findings == ()
    (document,) = opened.documents
    return document
