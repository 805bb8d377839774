"""Templates carry no inline style or script (the content security policy forbids both); every page has a title.
No text of the repository holds a path of somebody's machine.

Run from the repository root, or name another root: python tools/check_text.py [ROOT]
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path("src/jiban/web/templates")
FOLDERS = ("src", "tests", "tools", "demo", "docs", "requirements", ".ci")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment\b.*?%\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
# {% include … with one=True %} holds no attribute of HTML. What a variable stands in keeps its place.
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
INLINE = {
    r"\sstyle\s*=": "style attribute",
    r"<style\b": "style element",
    r"\son[a-z]+\s*=": "event attribute",
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)": "inline script",
    r"javascript:": "javascript: address",
    r"https?://(?!www\.w3\.org)": "outside address",
}
# A page fills the block `title`; a shell is extended by pages that do.
TITLE = re.compile(r"\{%\s*block\s+title\s*%\}|<title\b")
PAGE = re.compile(r"\{%\s*extends\b|<html\b")
SHELL = "base.html"
# An absolute path below a folder that only one machine has. An address of a site has no dot or slash before it.
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:home|root|work|Users|tmp)/\w")
TEXT_SUFFIXES = {".py", ".html", ".md", ".sh", ".toml", ".yml", ".yaml", ".css", ".js", ".po", ".json", ".txt", ".svg"}
PLAIN_NAMES = {"Makefile", "run"}


def template_faults(path: Path, name: Path) -> list[str]:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    html = TAG.sub("", text)
    found = [f"{name}: {what}" for pattern, what in INLINE.items() if re.search(pattern, html, flags=re.IGNORECASE)]
    if PAGE.search(text) and path.name != SHELL and not TITLE.search(text):
        found.append(f"{name}: page without a title")
    return found


def texts(root: Path) -> Iterator[Path]:
    folders = [path for folder in FOLDERS for path in (root / folder).rglob("*")]
    for path in [*folders, *root.glob("*.md"), *root.glob("*.toml"), *root.glob("*.yml"), root / "Makefile"]:
        if path.is_file() and (path.suffix in TEXT_SUFFIXES or path.name in PLAIN_NAMES):
            yield path


def machine_paths(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{number}: path of a machine"
        for path in texts(root)
        if path.resolve() != Path(__file__).resolve() and "vectors" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    pages = sorted((root / TEMPLATES).rglob("*.html"))
    faults = [fault for path in pages for fault in template_faults(path, path.relative_to(root))]
    faults += machine_paths(root)
    for fault in faults:
        print("FAULT", fault)
    print(f"text: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
