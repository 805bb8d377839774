"""What a document says of itself, beside its pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DocInfo:
    """DocInfo of OFD.xml (GB/T 33190-2016 section 7.4).

    doc_id    32 hexadecimal digits without dashes
    created   the day of the document, also written as the date of every entry
    custom    CustomDatas: name -> value, in order; where the metadata of a certificate stand (GB/T 36903)
    usage     DocUsage: Normal (what is meant by an empty one), EBook, ENewsPaper or EMagazine
    """

    title: str
    doc_id: str
    creator: str = ""
    created: date | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    subject: str = ""
    creator_version: str = ""
    abstract: str = ""
    modified: date | None = None
    usage: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the package (GB/T 33190-2016 section 20).

    name        shown to the reader
    file_name   its name in the package: letters, digits, dot, dash and underscore
    sealed      False for a file that is replaced after sealing, such as a proof; no signature covers it
    """

    name: str
    file_name: str
    data: bytes
    sealed: bool = True
