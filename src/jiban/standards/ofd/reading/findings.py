"""What a reader notices in a package: a code, the entry it is about, the clause it offends, and words for people."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """ERROR: something of the document is lost. WARNING: read, but not as the standard says. NOTE: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """What is wrong. The table below says how bad it is, which clause it offends, and what people are told."""

    ARCHIVE_NOT_ZIP = "archive-not-zip"
    ARCHIVE_TRUNCATED = "archive-truncated"
    ARCHIVE_TOO_LARGE = "archive-too-large"
    ARCHIVE_DUPLICATE = "archive-duplicate-entry"
    ARCHIVE_UNSAFE_NAME = "archive-unsafe-name"
    ARCHIVE_ENCRYPTED = "archive-encrypted"
    ARCHIVE_CORRUPT = "archive-corrupt"
    ARCHIVE_HIDDEN_BYTES = "archive-hidden-bytes"
    MAIN_ENTRY_MISSING = "main-entry-missing"
    MAIN_ENTRY_EMPTY = "main-entry-empty"
    ENTRY_MISSING = "entry-missing"
    LOCATION_UNSAFE = "location-unsafe"
    LOCATION_CASE = "location-case"
    XML_BAD = "xml-bad"
    XML_DOCTYPE = "xml-doctype"
    XML_ENCODING = "xml-encoding"
    ROOT_UNEXPECTED = "root-unexpected"
    NAMESPACE_OTHER = "namespace-other"
    ELEMENT_MISSING = "element-missing"
    ELEMENT_UNKNOWN = "element-unknown"
    ATTRIBUTE_MISSING = "attribute-missing"
    VALUE_BAD = "value-bad"
    ID_REPEATED = "id-repeated"
    REFERENCE_DANGLING = "reference-dangling"
    REFERENCE_CIRCLE = "reference-circle"
    PATH_BAD = "path-bad"
    PATH_OPERATOR_OTHER = "path-operator-other"
    DELTA_COUNT = "delta-count"
    SIZE_DIFFERS = "size-differs"
    LIMIT_REACHED = "limit-reached"
    READING_FAILED = "reading-failed"


class _Meaning(NamedTuple):
    severity: Severity
    clause: str
    zh: str
    en: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_MEANINGS = {
    Code.ARCHIVE_NOT_ZIP: _Meaning(
        _E, "7.2", "不是 ZIP 包，无法作为 OFD 打开", "not a ZIP archive, so not an OFD file"
    ),
    Code.ARCHIVE_TRUNCATED: _Meaning(_E, "7.2", "压缩包不完整", "the archive ends early"),
    Code.ARCHIVE_TOO_LARGE: _Meaning(_E, "7.2", "压缩包超出读取上限", "the archive is larger than what is read"),
    Code.ARCHIVE_DUPLICATE: _Meaning(_E, "7.2", "包内有同名文件", "two files of the archive have one name"),
    Code.ARCHIVE_UNSAFE_NAME: _Meaning(_E, "7.2", "包内文件名会越出包外", "a file name leads out of the archive"),
    Code.ARCHIVE_ENCRYPTED: _Meaning(_E, "7.2", "压缩包已加密", "the archive is encrypted"),
    Code.ARCHIVE_CORRUPT: _Meaning(_E, "7.2", "压缩包已损坏", "the archive is damaged"),
    Code.ARCHIVE_HIDDEN_BYTES: _Meaning(
        _W, "7.2", "包内文件之间藏有多余字节", "the archive hides bytes between its files"
    ),
    Code.MAIN_ENTRY_MISSING: _Meaning(_E, "7.4", "缺少主入口 OFD.xml", "there is no OFD.xml"),
    Code.MAIN_ENTRY_EMPTY: _Meaning(_E, "7.4", "主入口没有列出任何文档", "OFD.xml names no document"),
    Code.ENTRY_MISSING: _Meaning(_E, "7.2", "所引用的文件不在包内", "a file that is referred to is not there"),
    Code.LOCATION_UNSAFE: _Meaning(_E, "7.3", "路径会越出包外", "a location leads out of the package"),
    Code.LOCATION_CASE: _Meaning(
        _N, "7.3", "路径的大小写或斜杠与包内文件名不符", "a location differs from the file's name in case or slashes"
    ),
    Code.XML_BAD: _Meaning(_E, "7.1", "不是格式良好的 XML", "not well-formed XML"),
    Code.XML_DOCTYPE: _Meaning(_E, "7.1", "含有文档类型声明，拒绝读取", "has a document type declaration, not read"),
    Code.XML_ENCODING: _Meaning(_W, "7.1", "XML 不是 UTF-8 编码", "the XML is not in UTF-8"),
    Code.ROOT_UNEXPECTED: _Meaning(_W, "7.1", "根元素名称不符", "the root element has another name"),
    Code.NAMESPACE_OTHER: _Meaning(_N, "7.1", "命名空间不符", "the namespace is another"),
    Code.ELEMENT_MISSING: _Meaning(_W, "7.7", "缺少必需的元素", "a required element is missing"),
    Code.ELEMENT_UNKNOWN: _Meaning(_N, "7.7", "有标准之外的元素", "an element that the standard does not know"),
    Code.ATTRIBUTE_MISSING: _Meaning(_W, "7.7", "缺少必需的属性", "a required attribute is missing"),
    Code.VALUE_BAD: _Meaning(_W, "7.3", "取值不符合其类型", "a value is not of its type"),
    Code.ID_REPEATED: _Meaning(_W, "7.3", "对象标识重复", "an object ID is used twice"),
    Code.REFERENCE_DANGLING: _Meaning(_W, "7.3", "引用的对象标识不存在", "an object ID is referred to but not there"),
    Code.REFERENCE_CIRCLE: _Meaning(_W, "7.9", "资源互相引用成环", "resources refer to each other in a circle"),
    Code.PATH_BAD: _Meaning(_W, "9.1", "图形的轮廓数据无法读完", "the data of an outline cannot be read to the end"),
    Code.PATH_OPERATOR_OTHER: _Meaning(_N, "9.1", "轮廓用了非标准写法", "an outline is spelt in another way"),
    Code.DELTA_COUNT: _Meaning(_N, "11.3", "字符间距的个数与文字不符", "the number of advances does not fit the text"),
    Code.SIZE_DIFFERS: _Meaning(_N, "20.2", "附件大小与清单不符", "an attachment has another size than stated"),
    Code.LIMIT_REACHED: _Meaning(
        _E, "7.2", "内容超出读取上限，其余未读", "more than what is read; the rest is left out"
    ),
    Code.READING_FAILED: _Meaning(_E, "7.2", "读取时意外失败", "reading failed unexpectedly"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed. `entry` is the file of the package, "" for the archive itself; `detail` quotes it.

    at   clause of GB/T 33190-2016 where it is narrower than the usual one of the code
    """

    code: Code
    entry: str
    detail: str = ""
    at: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return _MEANINGS[self.code].severity

    @property
    def clause(self) -> str:
        """The clause it offends, with the standard's number."""
        return f"GB/T 33190-2016 {self.at or _MEANINGS[self.code].clause}"

    @property
    def zh(self) -> str:
        """What Chinese readers are told."""
        return self._told(_MEANINGS[self.code].zh, "：")

    @property
    def en(self) -> str:
        """What English readers are told."""
        return self._told(_MEANINGS[self.code].en, ": ")

    def _told(self, words: str, colon: str) -> str:
        return f"{words}{colon}{self.detail}" if self.detail else words
