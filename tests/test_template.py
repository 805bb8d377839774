"""The database that the tests find is the one that the migrations make, whoever made it."""

import sqlite3
from contextlib import closing
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from jiban.settings import DATABASES
from tests import cast, template

COLUMNS = """
    SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length, is_nullable, column_default,
           is_identity
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 3
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
TRIGGERS = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
FUNCTIONS = """
    SELECT proname, pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p') ORDER BY 1
"""
SCHEMA = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"],
    "postgresql": [COLUMNS, INDEXES, CONSTRAINTS, TRIGGERS, FUNCTIONS],
}
APPLIED = "SELECT app, name FROM django_migrations ORDER BY 1, 2"


def read(cursor):
    found = []
    for question in [*SCHEMA[connection.vendor], APPLIED]:
        cursor.execute(question)
        found.append(cursor.fetchall())
    return found


@pytest.fixture
def migrated(tmp_path):
    """What the migrations made of an empty database: a moment ago, for all tests (tools/run_tests.py), or here and now."""
    if connection.vendor == "sqlite":
        file = template.TEMPLATE or str(tmp_path / "migrated.sqlite3")
        if not template.TEMPLATE:
            template.migrate(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as made:
            yield read(made.cursor())
        return
    at = DATABASES["default"]
    url = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
    if template.TEMPLATE:
        with psycopg.connect(f"{url}/{template.TEMPLATE}") as made, made.cursor() as cursor:
            yield read(cursor)
        return
    name = connection.settings_dict["NAME"] + "_migrated"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            template.migrate(f"{url}/{name}")
            with psycopg.connect(f"{url}/{name}") as made, made.cursor() as cursor:
                yield read(cursor)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.django_db
def test_the_database_of_the_tests_is_what_the_migrations_make(migrated):
    with connection.cursor() as cursor:
        here = read(cursor)
    assert here[0]
    assert here == migrated


@pytest.mark.django_db
def test_no_migration_is_left_to_do():
    said = StringIO()
    call_command("migrate", check_unapplied=True, stdout=said, verbosity=0)
    assert said.getvalue() == ""


def rows_of_all_tables():
    with connection.cursor() as cursor:
        names = connection.introspection.django_table_names(only_existing=True)
        return {name: cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(authority, _time):
    before = rows_of_all_tables()
    assert {name for name, rows in before.items() if rows} == template.KEPT
    cast.village(authority)
    assert rows_of_all_tables() != before
