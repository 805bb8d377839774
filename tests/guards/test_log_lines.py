"""Log lines are read by people who may not know whom a case is about: they hold no personal data."""

import ast
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.seals import actions as seal_actions
from tests import cast
from tests.guards.places import SOURCE
from tests.stories.walk import submitted_case, work

LOGGING = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"log", "logger", "logging"}
# What must not be handed to a logger, whatever object it hangs on.
PERSONAL = {
    "address",
    "answers",
    "identity_number",
    "mobile",
    "password",
    "phone",
    "pin",
    "record",
    "resident",
    "holder",
    "secret",
    "shown_code",
    "statement",
}
# Errors about our own set-up, whose words hold file names and nothing that a visitor typed.
WORDS_OF_OUR_OWN = {"TrustError", "ScannerUnreachableError"}


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in LOGGING
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in LOGGERS
        ):
            yield node


def named_in(call: ast.Call) -> set[str]:
    nodes = [node for argument in call.args for node in ast.walk(argument)]
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {
        node.id for node in nodes if isinstance(node, ast.Name)
    }


def test_no_log_call_is_handed_personal_data():
    found = [
        f"{path.relative_to(SOURCE)}:{call.lineno} {sorted(named_in(call) & PERSONAL)}"
        for path in SOURCE.rglob("*.py")
        for call in log_calls(ast.parse(path.read_text(encoding="utf-8")))
        if named_in(call) & PERSONAL
    ]
    assert found == []


def test_no_log_call_writes_the_text_of_an_exception_it_caught():
    """Its words may be what a resident typed. Its class says enough."""
    found = [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path in SOURCE.rglob("*.py")
        for handler, call in calls_with_the_caught_error(path)
        if not (isinstance(handler.type, ast.Name) and handler.type.id in WORDS_OF_OUR_OWN)
    ]
    assert found == []


def calls_with_the_caught_error(path: Path) -> Iterator[tuple[ast.ExceptHandler, ast.Call]]:
    for handler in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(handler, ast.ExceptHandler) and handler.name:
            for call in log_calls(handler):
                if any(isinstance(given, ast.Name) and given.id == handler.name for given in call.args):
                    yield handler, call


@pytest.mark.django_db
def test_a_case_with_trouble_on_its_way_leaves_nobodys_name_or_number_in_the_log(authority, caplog):
    caplog.set_level(logging.DEBUG)
    village = cast.village(authority)
    cast.items()
    case = submitted_case(village)
    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    seal_actions.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    work()
    lines = "\n".join(f"{line.getMessage()} {line.exc_text or ''}" for line in caplog.records)
    assert "postponed" in lines
    resident = village.resident
    personal = {resident.name, resident.identity_number, resident.mobile, resident.address, case.answers["address"]}
    assert {value for value in personal if value in lines} == set()
