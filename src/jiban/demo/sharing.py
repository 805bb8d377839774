"""A police register to look facts up in, a school office that asks, and look-ups that residents find under "Me"."""

import base64
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from jiban.exchange import actions, consenting, questions
from jiban.exchange.actions import Ask
from jiban.exchange.errors import ExchangeError
from jiban.standards.gm.sm2 import PrivateKey

from .county import County
from .plans import people, plan

FILE = """\
[departments.education]
name = "样例县教育局（演示）"
name_en = "County education bureau (demo)"
key = "{key}"

[connectors.residents]
kind = "sql"
url = "sqlite:///{register}"
view = "shared"
"""
REGISTER = "register.sqlite3"
EDUCATION = "样例县教育局"
FACT, PURPOSE = "lives-here-since", "school"


def set_up(folder: Path) -> Path:
    """The file for JIBAN_EXCHANGE, and the register it names. What is there already stays."""
    file, register = folder / "exchange.toml", folder / REGISTER
    if file.exists():
        return file
    make_register(folder)
    key = base64.b64encode(PrivateKey.generate().public_key.spki).decode()
    file.write_text(FILE.format(key=key, register=register), encoding="utf-8")
    return file


def make_register(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / REGISTER)) as database, database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS people (identity_number, lives_here, since, registered_here, as_of)"
        )
        database.execute("CREATE VIEW IF NOT EXISTS shared AS SELECT * FROM people")


def fill(county: County, *, now: datetime) -> None:
    actions.load()
    if not settings.EXCHANGE:
        return
    register(county, plan(), now=now)
    fact = questions.fact(FACT)
    assert fact is not None  # noqa: S101 - it ships with the product
    resident = county.residents["王秀兰"]
    given = consenting.offer(
        resident,
        fact,
        purpose=PURPOSE,
        receiver="education",
        receiver_name=EDUCATION,
        days=30,
        key="demo-consent",
        now=now - timedelta(days=2),
    )
    agreed = Ask(
        request="demo-look-up-1",
        fact=FACT,
        fields=("lives_here", "since"),
        purpose=PURPOSE,
        case_number="ENROL-7",
        receiver="education",
        receiver_name=EDUCATION,
        resident=resident,
        consent=given,
    )
    actions.look_up(agreed, now=now - timedelta(days=1))
    without = Ask(
        request="demo-look-up-2",
        fact=FACT,
        fields=("lives_here", "since"),
        purpose=PURPOSE,
        case_number="ENROL-8",
        receiver="education",
        receiver_name=EDUCATION,
        resident=county.residents["李树林"],
    )
    # Refused, and kept as refused: that is what the page shows.
    with suppress(ExchangeError):
        actions.look_up(without, now=now - timedelta(hours=6))


def register(county: County, said: Mapping[str, Any], *, now: datetime) -> None:
    """Everybody of the county stands in the register of the police."""
    # The register is as it was before the first look into it.
    as_of = timezone.localdate(now - timedelta(days=2)).isoformat()
    rows = [(county.residents[row["name"]].identity_number, 1, row["since"], 1, as_of) for row in people(said)]
    with closing(sqlite3.connect(Path(settings.EXCHANGE).parent / REGISTER)) as database, database:
        database.execute("DELETE FROM people")
        database.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", rows)
