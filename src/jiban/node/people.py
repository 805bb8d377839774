"""People, seals and shared data of one invented city, and how it meets the others: each gives the same of itself.

What is exchanged here by a program, operators of real cities exchange by hand, and compare by telephone.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from jiban.certificates import elsewhere
from jiban.certificates.publishing import publish, trust_files
from jiban.cities import node, offering, trusting
from jiban.demo import county, history, plans, sharing
from jiban.exchange import actions as exchange
from jiban.exchange import answers
from jiban.seals.certifier import test_authority

from .cities import PLANS

KEEPER, ASKER = "public-security", "education"
TRUSTED_DAYS = 365
CONNECTED = """\
# Written by `jiban node demo`: sources that are asked, departments that may ask here, cities where we may ask.
[connectors.residents]
kind = "sql"
url = "sqlite:///{register}"
view = "shared"
"""
DEPARTMENT = """
[departments.{code}]
name = "{name}教育局（虚构）"
name_en = "Education bureau of {city} (invented)"
key = "{key}"
"""
ELSEWHERE = """
[elsewhere.{city}]
name = "{name}"
url = "{url}"
key = "{key}"
receiver = "{code}"
"""


def settle(name: str, *, now: datetime, with_history: bool) -> dict[str, Any]:
    """Make the city, and tell what the others need of it."""
    said = plans.plan(PLANS[name])
    sharing.make_register(_folder())
    _connect(())
    made = county.build(now - timedelta(days=90), said, with_real_places=with_history)
    if with_history:
        history.fill(made, now=now)
    else:
        county.prove_real_names(made, now - timedelta(hours=1))
        sharing.register(made, said, now=now)
        publish(Path(settings.TRUST_DIR), test_authority(), now)
    return _told(now)


def meet(others: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """The others come on our list and into our trust folder; their schools may ask here, and ours there."""
    today = timezone.localdate(now)
    last = today + timedelta(days=TRUSTED_DAYS)
    for each in others:
        trusting.trust_card(each["card"], valid_from=today, valid_until=last, now=now)
        files = {name: base64.b64decode(data) for name, data in each["trust"].items()}
        elsewhere.believe(Path(settings.TRUST_DIR), code=each["city"], name=each["name"], files=files)
    _connect(others)
    exchange.load(_catalogue(others))
    offering.offer_all(now)


def _told(now: datetime) -> dict[str, Any]:
    files = trust_files(test_authority(), now)
    return {
        "city": node.own_code(),
        "name": node.own_name(),
        "url": settings.SITE_URL,
        "card": trusting.own_card("", ""),
        "asks": _key(ASKER),
        "answers": _key(KEEPER),
        "trust": {name: base64.b64encode(data).decode() for name, data in files.items()},
    }


def _connect(others: Sequence[Mapping[str, Any]]) -> None:
    own = DEPARTMENT.format(code=ASKER, city=node.own_code(), name="本县", key=_key(ASKER))
    parts = [CONNECTED.format(register=_folder() / sharing.REGISTER), own]
    for each in others:
        parts.append(DEPARTMENT.format(code=_asker(each["city"]), key=each["asks"], **_named(each)))
        parts.append(
            ELSEWHERE.format(code=_asker(node.own_code()), url=each["url"], key=each["answers"], **_named(each))
        )
    Path(settings.EXCHANGE).write_text("".join(parts), encoding="utf-8")


def _catalogue(others: Sequence[Mapping[str, Any]]) -> Path:
    """The shipped one; whoever may ask for a school here may ask from the other cities too."""
    folder = _folder() / "facts"
    folder.mkdir(exist_ok=True)
    askers = ", ".join([ASKER, *(_asker(each["city"]) for each in others)])
    for shipped in exchange.SHIPPED.glob("*.yaml"):
        text = shipped.read_text(encoding="utf-8").replace(f"receivers: [{ASKER}]", f"receivers: [{askers}]")
        (folder / shipped.name).write_text(text, encoding="utf-8")
    return folder


def _named(other: Mapping[str, Any]) -> dict[str, str]:
    return {"city": other["city"], "name": other["name"]}


def _asker(city: str) -> str:
    return f"{ASKER}-{city}"


def _key(code: str) -> str:
    return base64.b64encode(answers.department_key(code).spki).decode()


def _folder() -> Path:
    return Path(settings.EXCHANGE).parent
