"""Stop at files over 400 lines and functions over 60; tell of those over 300 and 30. Public names in standards/ need docstrings.

Run from the repository root, or name another root: python tools/check_shape.py [ROOT]
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FILE_AIM, FILE_STOP = 300, 400
FUNCTION_AIM, FUNCTION_STOP = 30, 60
SUFFIXES = {".py", ".html", ".css", ".js", ".sh"}
FOLDERS = ("src", "tests", "tools", "demo")
NOT_OURS_TO_SHAPE = {"migrations", "vendor", "vectors", "__pycache__"}


@dataclass
class Report:
    faults: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def measure(self, what: str, lines: int, *, aim: int, stop: int) -> None:
        if lines > stop:
            self.faults.append(f"{what}: {lines} lines (stop: {stop})")
        elif lines > aim:
            self.hints.append(f"{what}: {lines} lines (aim: {aim})")


def files(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file() and not NOT_OURS_TO_SHAPE & set(path.parts):
                yield path


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def undocumented(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in tree.body:
        public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_"
        if public and not ast.get_docstring(node):
            yield node


def look_at(path: Path, name: Path, report: Report) -> None:
    text = path.read_text(encoding="utf-8")
    report.measure(str(name), len(text.splitlines()), aim=FILE_AIM, stop=FILE_STOP)
    if path.suffix != ".py":
        return
    tree = ast.parse(text)
    if name.parts[0] == "src" and "standards" in name.parts:
        report.faults += [f"{name}:{node.lineno} {node.name} has no docstring" for node in undocumented(tree)]
    # A test's story may be long: only the stop counts there.
    aim = FUNCTION_STOP if name.parts[0] == "tests" else FUNCTION_AIM
    for node in functions(tree):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        report.measure(f"{name}:{node.lineno} {node.name}", length, aim=aim, stop=FUNCTION_STOP)


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    report = Report()
    for path in files(root):
        look_at(path, path.relative_to(root), report)
    for hint in report.hints:
        print("hint ", hint)
    for fault in report.faults:
        print("FAULT", fault)
    print(f"shape: {len(report.faults)} faults, {len(report.hints)} hints")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
