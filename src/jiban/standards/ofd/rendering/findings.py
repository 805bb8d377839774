"""What drawing a page could not show, or could not show exactly: a code, the object, and words for people."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jiban.standards.ofd.reading.findings import Severity


class Code(StrEnum):
    """What is missing from the picture, or differs in it. The table below says how bad, against which clause, in words."""

    FONT_NOT_EMBEDDED = "font-not-embedded"
    FONT_BROKEN = "font-broken"
    FONT_MISSING = "font-missing"
    GLYPH_MISSING = "glyph-missing"
    MEDIA_MISSING = "media-missing"
    MEDIA_BROKEN = "media-broken"
    MEDIA_UNSUPPORTED = "media-unsupported"
    MEDIA_TOO_LARGE = "media-too-large"
    COLOR_SPACE_MISSING = "color-space-missing"
    COLOR_BAD = "color-bad"
    PROFILE_IGNORED = "color-profile-ignored"
    SHADING_APPROXIMATED = "shading-approximated"
    PATTERN_TOO_FINE = "pattern-too-fine"
    UNIT_MISSING = "composite-unit-missing"
    NESTED_TOO_DEEP = "nested-too-deep"
    BLEND_MODE_IGNORED = "blend-mode-ignored"
    TEMPLATE_MISSING = "template-missing"
    PAGE_AREA_BAD = "page-area-bad"
    STAMP_WITHOUT_PICTURE = "stamp-without-picture"
    STAMP_PICTURE_BROKEN = "stamp-picture-broken"
    DRAWING_TOO_LARGE = "drawing-too-large"
    OBJECT_FAILED = "object-failed"


class _Meaning(NamedTuple):
    severity: Severity
    clause: str
    zh: str
    en: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_MEANINGS = {
    Code.FONT_NOT_EMBEDDED: _Meaning(
        _N, "11.1", "字体未嵌入，以相近字体代替", "a font is not embedded; another stands in"
    ),
    Code.FONT_BROKEN: _Meaning(_W, "11.1", "嵌入的字体无法使用，以其他字体代替", "an embedded font cannot be used"),
    Code.FONT_MISSING: _Meaning(_W, "11.1", "引用的字体不存在", "a font that is referred to is not there"),
    Code.GLYPH_MISSING: _Meaning(_W, "11.3", "没有字体能显示的字符", "no font has these characters"),
    Code.MEDIA_MISSING: _Meaning(_E, "10", "图像文件不存在", "the file of an image is not there"),
    Code.MEDIA_BROKEN: _Meaning(_E, "10", "图像文件已损坏", "the file of an image is damaged"),
    Code.MEDIA_UNSUPPORTED: _Meaning(_W, "10", "不支持的图像编码", "an image is coded in a way that is not supported"),
    Code.MEDIA_TOO_LARGE: _Meaning(_W, "10", "图像过大，未绘出", "an image is too large to be shown"),
    Code.COLOR_SPACE_MISSING: _Meaning(
        _W, "8.3.1", "引用的颜色空间不存在", "a colour space is referred to but not there"
    ),
    Code.COLOR_BAD: _Meaning(_W, "8.3.2", "颜色值与颜色空间不符", "a colour does not fit its colour space"),
    Code.PROFILE_IGNORED: _Meaning(_N, "8.3.1", "未使用颜色配置文件", "a colour profile is not used"),
    Code.SHADING_APPROXIMATED: _Meaning(_N, "8.3.4", "渐变为近似绘制", "a shading is drawn approximately"),
    Code.PATTERN_TOO_FINE: _Meaning(_W, "8.3.3", "底纹单元过密，未绘出", "a pattern is too fine to be drawn"),
    Code.UNIT_MISSING: _Meaning(_E, "13", "引用的复合图元不存在", "a composite unit is referred to but not there"),
    Code.NESTED_TOO_DEEP: _Meaning(_E, "13", "图元嵌套过深或成环", "objects are nested too deep, or in a circle"),
    Code.BLEND_MODE_IGNORED: _Meaning(_N, "8.5", "混合方式按普通方式绘制", "a blend mode is drawn as normal"),
    Code.TEMPLATE_MISSING: _Meaning(_E, "7.7", "引用的模板页不存在", "a template page is referred to but not there"),
    Code.PAGE_AREA_BAD: _Meaning(_W, "7.5", "页面大小无效，按 A4 绘制", "the size of the page is invalid; A4 is used"),
    Code.STAMP_WITHOUT_PICTURE: _Meaning(_W, "18.2.3", "取不到印章图像", "there is no picture of a seal"),
    Code.STAMP_PICTURE_BROKEN: _Meaning(_W, "18.2.3", "印章图像无法显示", "the picture of a seal cannot be shown"),
    Code.DRAWING_TOO_LARGE: _Meaning(_E, "7.7", "页面内容超出绘制上限，其余未绘", "the page has more than is drawn"),
    Code.OBJECT_FAILED: _Meaning(_E, "8.5", "图元绘制失败", "an object could not be drawn"),
}


@dataclass(frozen=True, slots=True)
class RenderFinding:
    """One thing that the picture lacks. `detail` quotes what it is about; `object_id` is 0 where it is no object's."""

    code: Code
    detail: str = ""
    object_id: int = 0

    @property
    def severity(self) -> Severity:
        """ERROR: something is not on the picture. WARNING: it looks different. NOTE: worth knowing."""
        return _MEANINGS[self.code].severity

    @property
    def clause(self) -> str:
        """The clause of the standard that says how it should look."""
        return f"GB/T 33190-2016 {_MEANINGS[self.code].clause}"

    @property
    def zh(self) -> str:
        """What Chinese readers are told."""
        words = _MEANINGS[self.code].zh
        return f"{words}：{self.detail}" if self.detail else words

    @property
    def en(self) -> str:
        """What English readers are told."""
        words = _MEANINGS[self.code].en
        return f"{words}: {self.detail}" if self.detail else words


class Findings:
    """Collects findings, each once: what ten thousand characters share is told once, by the first object."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._known: dict[tuple[Code, str], RenderFinding] = {}

    def add(self, code: Code, detail: str = "", object_id: int = 0) -> None:
        """Keep a finding unless it is known or there are enough."""
        if len(self._known) < self._most:
            self._known.setdefault((code, detail), RenderFinding(code, detail, object_id))

    def all(self) -> tuple[RenderFinding, ...]:
        """What was found, in the order of finding."""
        return tuple(self._known.values())
