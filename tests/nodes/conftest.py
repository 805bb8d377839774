"""One world for all tests of this folder: it takes long to start. Each test leaves it whole."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from jiban.bench import cluster
from jiban.node import cities, demo
from tests.nodes.visitor import PHONE, Visitor
from tests.nodes.world import ROOT, SETTINGS, World, environment, first_of_free_ports
from tests.template import FILE
from tests.witness.a_log import ALog

# The address of a database on a server that runs: set by tools/run_tests.py, with all tables in it.
SERVER_TEMPLATE = os.environ.get("JIBAN_TEST_SERVER", "")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Before all others, so that one process of the tests runs them in turn: another takes over from the end of what waits,
    and would start three cities of its own."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/nodes/"))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory, django_db_setup, django_db_blocker):
    """A SQLite file with all tables: a copy of the tests' own, where another test has made that."""
    place = tmp_path_factory.mktemp("empty") / "jiban.sqlite3"
    if FILE:
        shutil.copy(FILE, place)
    elif connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        with django_db_blocker.unblock():
            connection.ensure_connection()
            copy = sqlite3.connect(place)
            connection.connection.backup(copy)
            copy.close()
    else:
        variables = environment(JIBAN_VAR=str(place.parent), **SETTINGS)
        subprocess.run([sys.executable, "-m", "jiban.node.prepare"], env=variables, cwd=ROOT, check=True)
    return place


@pytest.fixture(scope="session")
def lone_log():
    """A log that no node runs and all witnesses watch: a test holds its key, as a thief would."""
    return ALog()


@contextmanager
def server_with_tables():
    """A PostgreSQL server and a database there: on the one of tools/run_tests.py with the tables that stand there already,
    or on one of our own."""
    if not SERVER_TEMPLATE:
        with cluster.cluster(durable=False) as server:
            yield server, cluster.database(server, "jia")
        return
    server, _, template = SERVER_TEMPLATE.rpartition("/")
    name = f"jia_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/postgres", f"{server}/{name}"


@pytest.fixture(scope="package")
def world(tmp_path_factory, empty_database, lone_log):
    """The processes of `jiban node demo`: the first city on PostgreSQL, the others on SQLite."""
    folder, first_port = tmp_path_factory.mktemp("cities"), first_of_free_ports(8)
    with server_with_tables() as (server, database):
        databases = {demo.ON_POSTGRESQL: database}
        made = cities.make(folder, first_port=first_port, settings=SETTINGS, databases=databases, also=[lone_log.vkey])
        for name in made.cities.keys() - databases:
            shutil.copy(empty_database, made.cities[name].folder / "jiban.sqlite3")
        (folder / demo.MARK).write_text("made\n")
        cities.fill(made, environment(), with_history=False)
        running = World(folder, first_port, server)
        running.start()
        yield running
        assert running.stop() == (0, [])


@pytest.fixture
def comes(browser):
    """Somebody comes to the pages of a city, with a phone or at a desk."""
    came = []

    def to(city, viewport=PHONE):
        came.append(Visitor(browser, city, viewport))
        return came[-1]

    yield to
    for each in came:
        each.close()
