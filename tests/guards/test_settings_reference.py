"""Every setting is documented, with its default, and nothing else is."""

import ast
from pathlib import PurePosixPath

import pytest

from tests.guards.places import DOCS, SOURCE, table_rows

READERS = {"env_text", "env_int", "env_flag"}
# Defaults that are made of others: what the reference may name in their place.
NAMED = {"VAR": PurePosixPath("JIBAN_VAR"), "DEVELOPMENT_SECRET": "for-development-only", "str": str}


def default_of(call: ast.Call) -> str:
    given = [*call.args[1:], *(word.value for word in call.keywords if word.arg == "default")]
    if not given:
        return ""
    code = compile(ast.Expression(given[0]), "settings.py", "eval")
    value = eval(code, {"__builtins__": {}}, NAMED)  # noqa: S307 - an expression of our own settings file
    return str(int(value)) if isinstance(value, bool) else str(value)


def settings_read() -> dict[str, str]:
    """Name and default of every setting that settings.py reads."""
    tree = ast.parse((SOURCE / "settings.py").read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS
    ]
    return {
        call.args[0].value: default_of(call)
        for call in calls
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


@pytest.fixture(scope="module")
def documented() -> dict[str, list[str]]:
    text = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    return {row[0].strip("`"): row for row in table_rows(text, first_cell="`JIBAN_")}


def test_every_setting_is_documented_and_no_other(documented):
    assert sorted(documented) == sorted(settings_read())


def test_the_documented_defaults_are_the_real_ones(documented):
    told = {name: row[1].strip("`").replace("(empty)", "") for name, row in documented.items()}
    assert told == settings_read()


def test_every_setting_says_what_it_means(documented):
    assert [name for name, row in documented.items() if len(row) != 3 or len(row[2]) < 20] == []


def test_only_the_settings_file_reads_the_environment():
    readers = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            reads = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and is_environ(node.value)
            gets = isinstance(node, ast.Attribute) and node.attr in {"get", "items"} and is_environ(node.value)
            if reads or gets or (isinstance(node, ast.Attribute) and node.attr == "getenv"):
                readers.append(path.relative_to(SOURCE).as_posix())
    assert set(readers) == {"settings.py"}


def is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"
