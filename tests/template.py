"""The database of the tests as a copy of one that the migrations made.

The migrations take nine seconds, and every process of the tests needs a database of its own. tools/run_tests.py lets
them run once for each kind of database and names the result here; without it, every process migrates for itself.
tests/test_template.py proves that the copy is what the migrations make.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management.color import no_style
from django.db import connections
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parents[1]
# The path of a file on SQLite, the name of a database on PostgreSQL.
TEMPLATE = os.environ.get("JIBAN_TEST_TEMPLATE", "")
# A file of SQLite with all tables, whichever database the tests run on: for processes that they start.
FILE = os.environ.get("JIBAN_TEST_FILE", "")
# Written by Django after the migrations, never by the product: emptied, they would have to be written anew for each test.
KEPT = {"django_content_type", "auth_permission"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    if not TEMPLATE:
        return
    if connections["default"].vendor == "postgresql":
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
    else:
        connection_created.connect(fill, dispatch_uid="template")


def fill(connection, **_more):
    """Django opens the empty database in memory to migrate it: put everything there, and it finds nothing left to do."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        connection_created.disconnect(dispatch_uid="template")
        with closing(sqlite3.connect(TEMPLATE)) as made:
            made.backup(connection.connection)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A file of SQLite after the migrations, to be copied by tests that start processes."""
    if FILE:
        return Path(FILE)
    path = tmp_path_factory.mktemp("migrated") / "migrated.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session", autouse=True)
def emptied_without_ado():
    """What a test committed is deleted after it, from all tables; Django would also say that it had migrated."""

    def empty(case):
        for name in case._databases_names(include_mirrors=False):
            tables = connections[name].introspection.django_table_names(only_existing=True, include_views=False)
            operations = connections[name].ops
            operations.execute_sql_flush(operations.sql_flush(no_style(), sorted(set(tables) - KEPT)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


def migrate(database_url: str) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "jiban.settings",
        "JIBAN_DATABASE_URL": database_url,
    }
    command = [sys.executable, "-m", "django", "migrate", "-v", "0", "--skip-checks"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)
