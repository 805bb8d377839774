"""Every page says what it is and in which language it speaks."""

import re
from pathlib import Path

import pytest

from tests.guards.places import TEMPLATES

EXTENDS = re.compile(r"""\{%\s*extends\s+["']([^"']+)["']""")
TITLE_BLOCK = re.compile(r"\{%\s*block title\s*%\}(.*?)\{%\s*endblock", re.DOTALL)
SHELLS = {"base.html", "office/base.html", "verify/base.html"}


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def pages() -> list[str]:
    """Templates that are shown as a page of their own: they extend a shell, or are whole documents."""
    names = [path.relative_to(TEMPLATES).as_posix() for path in templates()]
    return [
        name
        for name in names
        if name not in SHELLS and (EXTENDS.search(source(TEMPLATES / name)) or "<html" in source(TEMPLATES / name))
    ]


def line_of_shells(name: str) -> list[str]:
    """The page, what it extends, what that extends, down to the document."""
    line = [name]
    while found := EXTENDS.search(source(TEMPLATES / line[-1])):
        line.append(found[1])
    return line


@pytest.mark.parametrize("name", pages())
def test_every_page_has_a_title_of_its_own(name):
    line = line_of_shells(name)
    if len(line) == 1:
        title = re.search(r"<title>(.*?)</title>", source(TEMPLATES / name), re.DOTALL)
        assert title
        assert title[1].strip()
        return
    # A page may share the title of a neighbour it extends, but not the shell's.
    own = [found for each in line if each not in SHELLS if (found := TITLE_BLOCK.search(source(TEMPLATES / each)))]
    assert own
    assert own[0][1].strip()


@pytest.mark.parametrize("name", pages())
def test_every_page_says_its_language(name):
    document = line_of_shells(name)[-1]
    assert re.search(r"<html\s[^>]*\blang=\"[^\"]+\"", source(TEMPLATES / document))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_page_takes_anything_from_elsewhere(path):
    """Closed networks have no elsewhere, and a picture from outside would tell who looks at a certificate."""
    fetched = re.findall(r"""(?:src|srcset|poster|data)\s*=\s*["']\s*(?:https?:)?//[^"']+""", source(path))
    links = re.findall(r"""<link[^>]+href\s*=\s*["']\s*(?:https?:)?//[^"']+""", source(path))
    assert fetched + links == []
