"""A catalogue with its source, a department that asks by program, and a resident."""

import base64
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jiban.exchange import actions, answers, consenting, questions
from jiban.exchange.actions import Ask
from jiban.exchange.connected import _read
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.keys.software import Sm2InMemory
from tests import cast

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TODAY = NOW.date()
SCHOOL = PrivateKey.generate()


def source(folder, *people, as_of=TODAY):
    """A database of the police with a view of what it shares. Each person: number, lives here, since, registered."""
    path = folder / "police.sqlite3"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE r (identity_number, lives_here, since, registered_here, as_of, secret)")
        for person in people:
            database.execute("INSERT INTO r VALUES (?, ?, ?, ?, ?, 'not shared')", (*person, as_of.isoformat()))
        database.execute(
            "CREATE VIEW shared AS SELECT identity_number, lives_here, since, registered_here, as_of FROM r"
        )
    database.close()
    return path


def connect(settings, folder, *, connector):
    key = base64.b64encode(SCHOOL.public_key.spki).decode()
    text = f"""
[departments.education]
name = "样例县教育局"
name_en = "County education bureau"
key = "{key}"

[connectors.residents]
{connector}
"""
    path = folder / "exchange.toml"
    path.write_text(text, encoding="utf-8")
    settings.EXCHANGE = str(path)
    _read.cache_clear()


@pytest.fixture
def shared(settings, tmp_path, resident):
    """The shipped catalogue, fed by a view of a database."""
    path = source(tmp_path, (resident.identity_number, "是", "2009-03", 1))
    connect(settings, tmp_path, connector=f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"')
    actions.load()
    return path


@pytest.fixture
def resident(db):
    cast.divisions()
    return cast.resident(cast.committee_of("990123100201").division, now=timezone.now())


@pytest.fixture
def fact(shared):
    return questions.fact("lives-here-since")


def offered(resident, fact, *, days=30, key="k1", now=NOW):
    return consenting.offer(
        resident,
        fact,
        purpose="school",
        receiver="education",
        receiver_name="样例县教育局",
        days=days,
        key=key,
        now=now,
    )


def asked(resident, consent=None, *, request="r1", now=NOW, **changed):
    ask = {
        "request": request,
        "fact": "lives-here-since",
        "fields": ("lives_here", "since"),
        "purpose": "school",
        "case_number": "ENROL-7",
        "receiver": "education",
        "receiver_name": "样例县教育局",
        "resident": resident,
        "consent": consent,
    }
    return actions.look_up(Ask(**{**ask, **changed}), now=now)


def letter(agreed, *, now=NOW, key=SCHOOL, **changed):
    body = {
        "v": 1,
        "id": "1f0c",
        "receiver": "education",
        "fact": "lives-here-since",
        "fields": ["lives_here", "since"],
        "purpose": "school",
        "case": "ENROL-7",
        "consent": agreed.number if agreed else "",
        "at": now.isoformat(),
    }
    return answers.sign({**body, **changed}, Sm2InMemory(key))


def days(number):
    return timedelta(days=number)
