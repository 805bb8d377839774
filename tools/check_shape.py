"""Stop at files over 400 lines and functions over 60; tell of those over 300 and 30. Public functions in standards/ need docstrings."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_AIM, FILE_STOP = 300, 400
FUNCTION_AIM, FUNCTION_STOP = 30, 60
SUFFIXES = {".py", ".html", ".css", ".js", ".sh"}
ROOTS = ("src", "tests", "tools", "demo")


def files() -> Iterator[Path]:
    for root in ROOTS:
        for path in sorted(Path(root).rglob("*")):
            skipped = {"migrations", "vendor", "vectors", "__pycache__"} & set(path.parts)
            if path.suffix in SUFFIXES and not skipped:
                yield path


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def undocumented(path: Path, tree: ast.Module) -> Iterator[str]:
    if "standards" not in path.parts or "tests" in path.parts:
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{path}:{node.lineno} {node.name} has no docstring"


def main() -> int:
    faults, hints = [], []
    for path in files():
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > FILE_STOP:
            faults.append(f"{path}: {lines} lines (stop: {FILE_STOP})")
        elif lines > FILE_AIM:
            hints.append(f"{path}: {lines} lines (aim: {FILE_AIM})")
        if path.suffix != ".py":
            continue
        tree = ast.parse(text)
        faults.extend(undocumented(path, tree))
        for node in functions(tree):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            where = f"{path}:{node.lineno} {node.name}: {length} lines"
            if length > FUNCTION_STOP:
                faults.append(f"{where} (stop: {FUNCTION_STOP})")
            elif length > FUNCTION_AIM and "tests" not in path.parts:
                hints.append(f"{where} (aim: {FUNCTION_AIM})")
    for hint in hints:
        print("hint ", hint)
    for fault in faults:
        print("FAULT", fault)
    print(f"shape: {len(faults)} faults, {len(hints)} hints")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
