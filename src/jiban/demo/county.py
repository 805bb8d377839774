"""Fill a database with one invented county, through the same actions that people use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiban.catalogue import actions as catalogue
from jiban.people import totp
from jiban.people.actions.appointing import appoint, open_post
from jiban.people.actions.second_factors import confirm_totp, set_up_totp
from jiban.people.actions.signing_in import register_officer
from jiban.people.models import Officer, RealNameProof, Resident
from jiban.places import division_rows
from jiban.places.actions import import_divisions, mark_holiday, register_committee
from jiban.places.models import Committee, Division
from jiban.seals import actions as seals
from jiban.seals.certifier import create_test_authority
from jiban.seals.models import Seal
from jiban.standards.codes import credit_code
from jiban.standards.pki.testing_authority import TestAuthority

from .plans import PASSWORD, number_of, people, plan

APPOINTED_BY = "样例县民政局（虚构）"


@dataclass(frozen=True, slots=True)
class County:
    """What the demo made: committees by division code, officers by username."""

    committees: Mapping[str, Committee]
    officers: Mapping[str, Officer]
    residents: Mapping[str, Resident]


def build(now: datetime, said: Mapping[str, Any] | None = None, *, with_real_places: bool = True) -> County:
    """Everything a county needs to issue certificates. The database must be empty."""
    said = said or plan()
    authority = create_test_authority(now)
    with transaction.atomic():
        load_places(said, with_real_places=with_real_places)
        catalogue.load(publishing=True)
        committees = {row["division"]: _committee(row) for row in said["committees"]}
        officers = {row["username"]: _officer(row, committees, now) for row in said["officers"]}
        _seals(said, committees, officers, authority, now)
        residents = {row["name"]: _resident(row, now) for row in people(said)}
    return County(committees, officers, residents)


SHIPPED = "div_1301.csv"
SHIPPED_SOURCE = "National Bureau of Statistics, division codes of 2023-06-30"


def load_places(said: Mapping[str, Any], *, with_real_places: bool) -> None:
    """The real tree of one city, to search in, and the invented county, to issue in."""
    if with_real_places:
        shipped = resources.files("jiban.places").joinpath("data", SHIPPED).read_bytes()
        import_divisions(division_rows.read_csv(shipped), source=SHIPPED_SOURCE)
    rows = [
        division_rows.DivisionRow(line, code, name, level, is_statistical_only=False)
        for line, (code, name, level) in enumerate(said["divisions"], 1)
    ]
    import_divisions(rows, source="demo: an invented county")
    for day, name, works in said["holidays"]:
        mark_holiday(day, name, works=works)


def _committee(row: Mapping[str, Any]) -> Committee:
    code = row["division"]
    number = credit_code.make(division=code[:6], organisation=f"TE{code[-6:]}")
    return register_committee(
        Division.objects.get(code=code),
        credit_code=str(number),
        name=row["name"],
        phone=row["phone"],
        address=row["address"],
    )


def _officer(row: Mapping[str, Any], committees: Mapping[str, Committee], now: datetime) -> Officer:
    officer = register_officer(row["username"], name=row["name"], password=PASSWORD)
    # An hour ago, so that the code of this moment is still free for the first sign-in.
    earlier = now - timedelta(hours=1)
    setup = set_up_totp(officer, now=earlier)
    confirm_totp(officer, totp.code_at(setup.secret, earlier), now=earlier)
    if "committee" in row:
        post = open_post(row["post"], row["title"], committee=committees[row["committee"]])
    else:
        post = open_post(row["post"], row["title"], division=Division.objects.get(code=row["division"]))
    starts_on = timezone.localdate(now) - timedelta(days=400)
    appoint(officer, post, starts_on=starts_on, appointed_by=APPOINTED_BY)
    return officer


def _seals(
    said: Mapping[str, Any],
    committees: Mapping[str, Committee],
    officers: Mapping[str, Officer],
    authority: TestAuthority,
    now: datetime,
) -> None:
    county = officers["county"]
    for committee in committees.values():
        _make(seals.register_committee_seal(committee, by=None, now=now), authority, county, now)
    for row in said["officers"]:
        if row["post"] == "reviewer":
            officer = officers[row["username"]]
            seal = seals.register_signature(officer, committees[row["committee"]], by=officer, now=now)
            _make(seal, authority, county, now, pin=row["pin"])


def _make(seal: Seal, authority: TestAuthority, county: Officer, now: datetime, *, pin: str = "") -> None:
    seals.put_through(seal, certifier=authority, by=county, now=now, pin=pin)


def _resident(row: Mapping[str, Any], now: datetime) -> Resident:
    return Resident.objects.create(
        name=row["name"],
        identity_number=number_of(row),
        mobile=row["mobile"],
        village=Division.objects.get(code=row["village"]),
        address=row["address"],
        created_at=now,
    )


def prove_real_names(county: County, now: datetime) -> None:
    """As if every resident had signed in at that moment."""
    RealNameProof.objects.bulk_create(
        RealNameProof(
            resident=resident,
            provider="demo",
            subject=f"demo-{resident.pk}",
            level="high",
            method="demo",
            verified_at=now,
            transaction=f"demo-{resident.pk}-{now:%Y%m%d}",
        )
        for resident in county.residents.values()
    )
