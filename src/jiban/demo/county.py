"""Fill a database with one invented county, through the same actions that people use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

import click
import yaml
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
from jiban.standards.codes import credit_code, identity_number
from jiban.standards.pki.testing_authority import TestAuthority

PASSWORD = "shiyong-2026-yanshi"  # noqa: S105 - printed by `jiban demo`, for an invented county
APPOINTED_BY = "样例县民政局（虚构）"


@dataclass(frozen=True, slots=True)
class County:
    """What the demo made: committees by division code, officers by username."""

    committees: Mapping[str, Committee]
    officers: Mapping[str, Officer]
    residents: Mapping[str, Resident]


@cache
def plan() -> dict[str, Any]:
    text = resources.files("jiban.demo").joinpath("county.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def build(now: datetime) -> County:
    """Everything a county needs to issue certificates. The database must be empty."""
    authority = create_test_authority(now)
    with transaction.atomic():
        load_places()
        catalogue.load(publishing=True)
        committees = {row["division"]: _committee(row) for row in plan()["committees"]}
        officers = {row["username"]: _officer(row, committees, now) for row in plan()["officers"]}
        _seals(committees, officers, authority, now)
        people = [*plan()["residents"], *plan()["neighbours"]]
        residents = {row["name"]: _resident(row, now) for row in people}
    return County(committees, officers, residents)


SHIPPED = "div_1301.csv"
SHIPPED_SOURCE = "National Bureau of Statistics, division codes of 2023-06-30"


def load_places() -> None:
    """The real tree of one city, to search in, and the invented county, to issue in."""
    shipped = resources.files("jiban.places").joinpath("data", SHIPPED).read_bytes()
    import_divisions(division_rows.read_csv(shipped), source=SHIPPED_SOURCE)
    rows = [
        division_rows.DivisionRow(line, code, name, level, is_statistical_only=False)
        for line, (code, name, level) in enumerate(plan()["divisions"], 1)
    ]
    import_divisions(rows, source="demo: an invented county")
    for day, name, works in plan()["holidays"]:
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
    committees: Mapping[str, Committee], officers: Mapping[str, Officer], authority: TestAuthority, now: datetime
) -> None:
    county = officers["county"]
    for committee in committees.values():
        _make(seals.register_committee_seal(committee, by=None, now=now), authority, county, now)
    for row in plan()["officers"]:
        if row["post"] == "reviewer":
            officer = officers[row["username"]]
            seal = seals.register_signature(officer, committees[row["committee"]], by=officer, now=now)
            _make(seal, authority, county, now, pin=row["pin"])


def _make(seal: Seal, authority: TestAuthority, county: Officer, now: datetime, *, pin: str = "") -> None:
    seals.put_through(seal, certifier=authority, by=county, now=now, pin=pin)


def _resident(row: Mapping[str, Any], now: datetime) -> Resident:
    birth: date = row["birth"]
    return Resident.objects.create(
        name=row["name"],
        identity_number=str(identity_number.make(birth=birth, sequence=row["sequence"])),
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


def print_log_ins() -> None:
    """Who can sign in, for whoever tries the demo. All invented; numbers of region 990000."""
    click.echo("\n村民（姓名、身份证号、手机；验证码显示在页面上）")
    for resident in Resident.objects.order_by("pk")[:5]:
        click.echo(f"  {resident.name}  {resident.identity_number}  {resident.mobile}")
    click.echo(f"\n办事人员（密码都是 {PASSWORD}；六位验证码在演示时显示在页面上）")
    for row in plan()["officers"]:
        pin = f"  签名口令 {row['pin']}" if "pin" in row else ""
        click.echo(f"  {row['username']:<8} {row['name']}  {row['title']}{pin}")
