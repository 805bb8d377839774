"""Seals and reviewers' signatures: rows for all committees, real keys for as many as are asked for."""

from collections.abc import Iterator
from datetime import timedelta

from jiban.people.models import Officer
from jiban.places.models import Committee
from jiban.seals import actions
from jiban.seals.certifier import create_test_authority
from jiban.seals.models import Seal, SealEvent, SealKind, SealState
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.ses.picture import seal_picture, signature_picture

from .plan import CityPlan

PIN = "730164"
"""The signing PIN of every reviewer whose key is real."""
VALID_FOR = timedelta(days=10 * 365)
# Before the first of two years of cases, and well within the three years for which a seal is made.
IN_FORCE_DAYS = 760
SEALS_A_BATCH = 1000
LIFE = (SealState.REGISTERED, SealState.CHECKED, SealState.APPROVED, SealState.MADE, SealState.IN_FORCE)


def build(plan: CityPlan) -> Iterator[int]:
    """Rows without keys tell who held a seal when old certificates were made; nothing can be sealed with them."""
    since = plan.until - timedelta(days=IN_FORCE_DAYS + 1)
    authority = create_test_authority(since)
    rows = list(_reviewers())
    for committee, reviewer, county in rows[: plan.sealing]:
        _with_keys(committee, reviewer, county, authority, plan)
        yield 2
    pictures = {SealKind.COMMITTEE: seal_picture("样例市虚构村民委员会"), SealKind.REVIEWER: signature_picture("样例")}
    rest = rows[plan.sealing :]
    for start in range(0, len(rest), SEALS_A_BATCH):
        yield _bulk(rest[start : start + SEALS_A_BATCH], pictures, plan)


def _reviewers() -> Iterator[tuple[Committee, Officer, Officer]]:
    """Each committee with its reviewer and the administrator of its county."""
    officers = {officer.username: officer for officer in Officer.objects.filter(username__startswith="head-")}
    counties = {officer.username: officer for officer in Officer.objects.filter(username__startswith="county-")}
    for committee in Committee.objects.select_related("division").order_by("division__code"):
        code = committee.division.code
        yield committee, officers[f"head-{code}"], counties[f"county-{code[:6]}"]


def _with_keys(
    committee: Committee, reviewer: Officer, county: Officer, authority: TestAuthority, plan: CityPlan
) -> None:
    since = plan.until - timedelta(days=IN_FORCE_DAYS)
    for seal, pin in (
        (actions.register_committee_seal(committee, by=reviewer, now=since), ""),
        (actions.register_signature(reviewer, committee, by=reviewer, now=since), PIN),
    ):
        actions.put_through(seal, certifier=authority, by=county, now=since, pin=pin)


def _bulk(rows: list[tuple[Committee, Officer, Officer]], pictures: dict[SealKind, bytes], plan: CityPlan) -> int:
    since = plan.until - timedelta(days=IN_FORCE_DAYS)
    seals = []
    for committee, reviewer, _county in rows:
        for kind, officer, size in (
            (SealKind.COMMITTEE, None, (actions.COMMITTEE_SEAL_MM, actions.COMMITTEE_SEAL_MM)),
            (SealKind.REVIEWER, reviewer, actions.SIGNATURE_MM),
        ):
            seals.append(
                Seal(
                    kind=kind,
                    committee=committee,
                    officer=officer,
                    name=officer.name if officer else committee.name,
                    seal_id=f"CITY{committee.division.code}{'R' if officer else 'C'}",
                    state=SealState.IN_FORCE,
                    picture=pictures[kind],
                    width_mm=size[0],
                    height_mm=size[1],
                    valid_from=since,
                    valid_until=since + VALID_FOR,
                    registered_at=since,
                )
            )
    made = Seal.objects.bulk_create(seals)
    by = {committee.pk: county for committee, _reviewer, county in rows}
    applicants = {committee.pk: reviewer for committee, reviewer, _county in rows}
    SealEvent.objects.bulk_create(
        SealEvent(
            seal=seal,
            state=state,
            at=since,
            by=applicants[seal.committee_id] if state == SealState.REGISTERED else by[seal.committee_id],
        )
        for seal in made
        for state in LIFE
    )
    return len(made)
