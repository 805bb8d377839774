"""Templates carry no inline style or script (the content security policy forbids both); every page has a title.
Python and templates hold no path of a machine."""

import re
import sys
from pathlib import Path

TEMPLATES = Path("src/jiban/web/templates")
INLINE = {
    r"\sstyle\s*=": "style attribute",
    r"<style\b": "style element",
    r"\son[a-z]+\s*=": "event attribute",
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)": "inline script",
    r"javascript:": "javascript: address",
    r"https?://(?!www\.w3\.org)": "outside address",
}
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|root|work|Users)/\w")
TEXT_SUFFIXES = {".py", ".html", ".md", ".sh", ".toml", ".yml", ".yaml", ".css", ".js"}


def template_faults(path: Path) -> list[str]:
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = [f"{path}: {name}" for pattern, name in INLINE.items() if re.search(pattern, text, flags=re.IGNORECASE)]
    is_page = "{% extends" in text or "<html" in text
    if is_page and "block title" not in text and "<title" not in text:
        found.append(f"{path}: page without a title")
    return found


def machine_paths() -> list[str]:
    roots = [path for root in ("src", "tests", "tools", "demo", "docs") for path in Path(root).rglob("*")]
    found = []
    for path in [*roots, *Path().glob("*.md"), Path("Makefile")]:
        if path.is_file() and (path.suffix in TEXT_SUFFIXES or path.name == "Makefile") and path != Path(__file__):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if MACHINE_PATH.search(line):
                    found.append(f"{path}:{number}: path of a machine")
    return found


def main() -> int:
    faults = [fault for path in sorted(TEMPLATES.rglob("*.html")) for fault in template_faults(path)]
    faults += machine_paths()
    for fault in faults:
        print("FAULT", fault)
    print(f"text: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
