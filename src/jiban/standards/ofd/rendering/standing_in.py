"""Faces that stand in for fonts which a file names and does not embed (GB/T 33190-2016 section 11.1).

The vendored faces are always there; better likenesses are looked for where operating systems keep their fonts. Nothing
but the file names below is ever opened.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import uharfbuzz

from jiban.standards.ofd.reading.resources import Font
from jiban.standards.ofd.rendering.font_programs import BadFontError, FontProgram, SfntProgram
from jiban.standards.typeset.faces import face

SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)

# What a font name holds, in lower case, and the kind of writing it stands for. The first that fits decides.
_KINDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("仿宋", "fangsong", "simfang"), "fang"),
    (("楷", "kai"), "kai"),
    (("黑", "hei", "yahei", "圆", "sans-cjk", "source han sans"), "hei"),
    (("宋", "song", "simsun", "明", "ming", "serif-cjk", "source han serif"), "song"),
    (("courier", "mono", "consol"), "mono"),
    (("arial", "helvetica", "calibri", "verdana", "tahoma", "sans"), "sans"),
    (("times", "georgia", "cambria", "minion", "roman", "serif"), "times"),
)
_PROPORTIONAL = ("yahei", "雅黑", "noto", "source han", "pmingliu", "dengxian", "helvetica", "sysf")
_LIBERATION = {"times": "LiberationSerif", "sans": "LiberationSans", "mono": "LiberationMono"}
_HAN = {
    "song": ("simsun.ttc", "simsun.ttf", "Songti.ttc"),
    "hei": ("simhei.ttf", "msyh.ttc", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc"),
    "kai": ("simkai.ttf", "kaiu.ttf", "LXGWWenKai-Regular.ttf", "ukai.ttc", "gkai00mp.ttf", "Kaiti.ttc"),
    "fang": ("simfang.ttf", "STFangsong.ttf", "cwfs.ttf"),
}
_LAST = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "DejaVuSans.ttf", "NotoSansSymbols2-Regular.ttf")


@dataclass(frozen=True, slots=True)
class StandIn:
    """A face to draw with, and whether it is itself bold and slanted."""

    program: FontProgram
    bold: bool = False
    italic: bool = False


class StandIns:
    """Chooses faces. One may be shared by all renderers of a process; only vendored faces if there are no `folders`."""

    def __init__(self, folders: Sequence[str] = SYSTEM_FOLDERS) -> None:
        self._folders = folders
        self._loaded: dict[str, FontProgram | None] = {}
        self._loading = Lock()

    def chain(self, font: Font, *, bold: bool, italic: bool) -> Iterator[StandIn]:
        """Faces in the order of likeness, loaded as they are asked for."""
        kind = kind_of(font)
        if (name := _LIBERATION.get(kind)) is not None:
            yield from self._files(_liberation(name, bold=bold, italic=italic), bold=bold, italic=italic)
        yield from self._files(*_HAN.get(kind, ()))
        if bold and kind in {"song", "times"}:
            yield StandIn(self._vendored("serif-bold"), bold=True)
        yield StandIn(self._vendored("serif"))
        yield from self._files(*_LAST)

    def _files(self, *names: str, bold: bool = False, italic: bool = False) -> Iterator[StandIn]:
        for name in names:
            program = self._file(name)
            if program is not None:
                yield StandIn(program, bold=bold, italic=italic)

    def _file(self, name: str) -> FontProgram | None:
        with self._loading:
            if name not in self._loaded:
                path = self._installed.get(name.lower())
                self._loaded[name] = None if path is None else _open(path)
            return self._loaded[name]

    def _vendored(self, name: str) -> FontProgram:
        with self._loading:
            program = self._loaded.get(name)
            if program is None:
                program = self._loaded[name] = SfntProgram(uharfbuzz.Blob(face(name).data))
            return program

    @cached_property
    def _installed(self) -> dict[str, Path]:
        wanted = {name.lower() for names in (*_HAN.values(), _LAST) for name in names}
        wanted |= {
            _liberation(name, bold=bold, italic=italic).lower()
            for name in _LIBERATION.values()
            for bold in (False, True)
            for italic in (False, True)
        }
        found: dict[str, Path] = {}
        for folder in self._folders:
            for place, _, files in os.walk(Path(folder).expanduser()):
                found |= {name.lower(): Path(place, name) for name in files if name.lower() in wanted}
        return found


def kind_of(font: Font) -> str:
    """song, hei, kai, fang, mono, sans or times, by the names a font goes by."""
    name = f"{font.name} {font.family}".lower()
    for words, kind in _KINDS:
        if any(word in name for word in words):
            return kind
    if font.fixed_width:
        return "mono"
    return "song"


def has_half_width_latin(font: Font) -> bool:
    """Whether Latin letters of a font are half an em wide, all of them, as in the usual Chinese system fonts."""
    name = f"{font.name} {font.family}".lower()
    return kind_of(font) in _HAN and not any(word in name for word in _PROPORTIONAL)


def _liberation(name: str, *, bold: bool, italic: bool) -> str:
    style = ("Bold" if bold else "") + ("Italic" if italic else "")
    return f"{name}-{style or 'Regular'}.ttf"


def _open(path: Path) -> FontProgram | None:
    try:
        blob = uharfbuzz.Blob.from_file_path(str(path))
        return SfntProgram(blob, _simplified(blob))
    except (OSError, BadFontError, uharfbuzz.HarfBuzzError):
        return None


def _simplified(blob: uharfbuzz.Blob) -> int:
    """The number of the face for simplified Chinese in a collection; 0 if none says so."""
    for index in range(1, 64):
        face_at = uharfbuzz.Face(blob, index)
        if not face_at.glyph_count:
            return 0
        name = face_at.get_name(uharfbuzz.OTNameIdPredefined.FONT_FAMILY) or ""
        if name.endswith(" SC") or " CN" in name:
            return index
    return 0
