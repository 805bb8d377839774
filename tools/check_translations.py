"""Every interface text has its zh-Hans words, and the compiled file is fresh. With --update: collect and compile."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

LOCALE = Path("src/jiban/web/locale/zh_Hans/LC_MESSAGES")
SOURCE, COMPILED = LOCALE / "django.po", LOCALE / "django.mo"
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?((?:msgstr(?:\[\d\])? (?:".*"\n)+)+)', re.MULTILINE)
PLACE = re.compile(r"%\((\w+)\)[sd]")


def collect() -> None:
    command = ["django-admin", "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "-v", "0"]
    binary = str(Path(sys.executable).with_name(command[0]))
    subprocess.run([binary, *command[1:]], check=True, cwd="src/jiban", env=environment())


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "DJANGO_SETTINGS_MODULE": "jiban.settings"}


def compile_to(target: Path) -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(target), str(SOURCE)], check=True)


def unquote(quoted: str) -> str:
    return "".join(line.strip()[1:-1] for line in quoted.strip().splitlines())


def faults() -> list[str]:
    text = SOURCE.read_text(encoding="utf-8")
    found = ["fuzzy entries left: check them and remove the mark"] if "#, fuzzy" in text else []
    for entry in ENTRY.finditer(text):
        source = unquote(entry.group(1))
        words = unquote(re.sub(r"msgstr(\[\d\])? ", "", entry.group(2)))
        if source and not words:
            found.append(f"no zh-Hans words for: {source[:80]}")
        elif source and set(PLACE.findall(source)) != set(PLACE.findall(words)):
            found.append(f"placeholders differ in: {source[:80]}")
    return found


def body(path: Path) -> str:
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if "POT-Creation-Date" not in line)


def main() -> int:
    before = body(SOURCE) if SOURCE.exists() else ""
    kept = SOURCE.read_text(encoding="utf-8") if SOURCE.exists() else ""
    collect()
    if "--update" in sys.argv:
        compile_to(COMPILED)
        print("\n".join(faults()) or "translations complete")
        return 0
    changed = body(SOURCE) != before
    SOURCE.write_text(kept, encoding="utf-8")
    found = ["texts changed: run `make messages` and translate"] if changed else []
    found += faults()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "django.mo"
        compile_to(fresh)
        if not COMPILED.exists() or fresh.read_bytes() != COMPILED.read_bytes():
            found.append("django.mo is not fresh: run `make messages`")
    for fault in found:
        print("FAULT", fault)
    print(f"translations: {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
