"""Every interface text has its zh-Hans words, and the compiled file is fresh. With --update: collect and compile.

Run from the repository root. Needs gettext's msgfmt, msgmerge and xgettext.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOCALE = Path("src/jiban/web/locale/zh_Hans/LC_MESSAGES")
SOURCE, COMPILED = LOCALE / "django.po", LOCALE / "django.mo"
QUOTED = r'(?:[ \t]*".*"\n)+'
ENTRY = re.compile(rf"^msgid ({QUOTED})(?:msgid_plural ({QUOTED}))?((?:msgstr(?:\[\d\])? {QUOTED})+)", re.MULTILINE)
FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)
PLACE = re.compile(r"%\((\w+)\)[a-z]|%[sd]")


@dataclass(frozen=True)
class Entry:
    text: str
    plural: str
    words: tuple[str, ...]


def entries(po: str) -> Iterator[Entry]:
    """The entries in use, without the header; what stands after #~ is no longer used."""
    for found in ENTRY.finditer(po if po.endswith("\n") else f"{po}\n"):
        words = re.split(r"^msgstr(?:\[\d\])? ", found.group(3), flags=re.MULTILINE)[1:]
        entry = Entry(unquote(found.group(1)), unquote(found.group(2) or ""), tuple(map(unquote, words)))
        if entry.text:
            yield entry


def unquote(quoted: str) -> str:
    return "".join(line.strip()[1:-1] for line in quoted.strip().splitlines())


def faults(po: str) -> list[str]:
    found = ["fuzzy entries left: check them and remove the mark"] if FUZZY.search(po) else []
    for entry in entries(po):
        if not all(entry.words):
            found.append(f"no zh-Hans words for: {entry.text[:80]}")
        elif any(places(words) - places(entry.text) - places(entry.plural) for words in entry.words):
            found.append(f"the words name a place the text lacks: {entry.text[:80]}")
        elif not entry.plural and places(entry.text) != places(entry.words[0]):
            found.append(f"placeholders differ in: {entry.text[:80]}")
    return found


def places(text: str) -> set[str]:
    return {found.group(0) for found in PLACE.finditer(text)}


def texts(po: str) -> set[str]:
    return {entry.text for entry in entries(po)}


def collect() -> None:
    """Have Django read every text of the source into the po file."""
    binary = Path(sys.executable).with_name("django-admin")
    command = [str(binary), "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "-v", "0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jiban.settings"}
    subprocess.run(command, check=True, cwd="src/jiban", env=environment)


def compile_to(target: Path) -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(target), str(SOURCE)], check=True)


def texts_of_the_source(kept: str | None) -> set[str]:
    """What would be collected now. The po file is left as it was."""
    try:
        collect()
        return texts(SOURCE.read_text(encoding="utf-8"))
    finally:
        if kept is None:
            SOURCE.unlink(missing_ok=True)
        else:
            SOURCE.write_text(kept, encoding="utf-8")


def update() -> int:
    collect()
    compile_to(COMPILED)
    left = faults(SOURCE.read_text(encoding="utf-8"))
    print("\n".join(left) or "translations complete")
    return 0


def check() -> list[str]:
    kept = SOURCE.read_text(encoding="utf-8") if SOURCE.exists() else None
    wanted, there = texts_of_the_source(kept), texts(kept or "")
    found = [f"not in the po file, run `make messages`: {text[:80]}" for text in sorted(wanted - there)]
    found += [f"no longer used, run `make messages`: {text[:80]}" for text in sorted(there - wanted)]
    if kept is None:
        return found
    found += faults(kept)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "django.mo"
        compile_to(fresh)
        if not COMPILED.exists() or fresh.read_bytes() != COMPILED.read_bytes():
            found.append("django.mo is not fresh: run `make messages`")
    return found


def main() -> int:
    if "--update" in sys.argv:
        return update()
    found = check()
    for fault in found:
        print("FAULT", fault)
    print(f"translations: {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
