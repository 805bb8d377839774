"""The people and places of the tests: one village with its clerk, its head, its county and a resident. All invented."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db.models import Model
from django.utils import timezone

from jiban.catalogue import actions as catalogue
from jiban.catalogue.models import Item, LifeEvent, RefusedKind, SharedFact
from jiban.people.actions.appointing import appoint, open_post
from jiban.people.actions.signing_in import register_officer
from jiban.people.models import Officer, RealNameProof, Resident, Term
from jiban.places.actions import import_divisions, register_committee
from jiban.places.division_rows import DivisionRow
from jiban.places.models import Committee, Division
from jiban.seals import actions as seals
from jiban.seals.models import Seal
from jiban.standards.codes import credit_code, identity_number

PIN = "730164"
PASSWORD = "a long test phrase 7"
ROWS = [
    ("990100000000", "样例市", 2),
    ("990123000000", "样例县", 3),
    ("990123100000", "新安镇", 4),
    ("990123100201", "赵家庄村民委员会", 5),
    ("990123100202", "李家坪村民委员会", 5),
]


@dataclass
class Village:
    committee: Committee
    clerk: Officer
    head: Officer
    head_term: Term
    county: Officer
    seal: Seal
    signature: Seal
    resident: Resident


def divisions() -> None:
    rows = [
        DivisionRow(line, code, name, level, is_statistical_only=False)
        for line, (code, name, level) in enumerate(ROWS, 1)
    ]
    import_divisions(rows, source="tests")


def village(authority, *, code: str = "990123100201", at: datetime | None = None) -> Village:
    """A village ready to issue, with a resident whose real name is confirmed."""
    now = at or timezone.now()
    divisions()
    committee = committee_of(code)
    county = officer("county" + code[-1], "陈县明")
    county_division = Division.objects.get(code="990123000000")
    hold(county, open_post("county_administrator", "县印章管理员", division=county_division), now)
    clerk, head = officer("clerk" + code[-1], "赵小梅"), officer("head" + code[-1], "赵建国")
    hold(clerk, open_post("clerk", "村务专干", committee=committee), now)
    term = hold(head, open_post("reviewer", "村委会主任", committee=committee), now)
    return Village(
        committee=committee,
        clerk=clerk,
        head=head,
        head_term=term,
        county=county,
        seal=made(seals.register_committee_seal(committee, by=clerk, now=now), authority, county, now),
        signature=made(seals.register_signature(head, committee, by=head, now=now), authority, county, now, pin=PIN),
        resident=resident(committee.division, now=now),
    )


def committee_of(code: str) -> Committee:
    division = Division.objects.get(code=code)
    number = credit_code.make(division=code[:6], organisation=f"TE{code[-6:]}")
    return register_committee(
        division, credit_code=str(number), name=f"新安镇{division.short_name}村民委员会", phone="0311-00000001"
    )


def officer(username: str, name: str) -> Officer:
    return register_officer(username, name=name, password=PASSWORD)


def hold(holder: Officer, post, now: datetime) -> Term:
    starts_on = timezone.localdate(now) - timedelta(days=300)
    return appoint(holder, post, starts_on=starts_on, appointed_by="样例县民政局")


def made(seal: Seal, authority, county: Officer, now: datetime, *, pin: str = "") -> Seal:
    return seals.put_through(seal, certifier=authority, by=county, now=now, pin=pin)


def resident(
    village_division: Division, *, name: str = "王秀兰", sequence: int = 122, now: datetime, level: str = "high"
) -> Resident:
    number = identity_number.make(birth=date(1986, 3, 12), sequence=sequence)
    person = Resident.objects.create(
        name=name,
        identity_number=str(number),
        mobile="13800005521",
        village=village_division,
        address="新安镇赵家庄村2组16号",
    )
    RealNameProof.objects.create(
        resident=person,
        provider="test",
        subject=f"subject-{person.pk}",
        level=level,
        method="test",
        verified_at=now,
        transaction=f"transaction-{person.pk}",
    )
    return person


SHIPPED = (RefusedKind, LifeEvent, SharedFact, Item)
_shipped: dict[type[Model], list[Model]] = {}


def items() -> None:
    """The items that ship with the product, all published: loaded once a session, and the same rows laid down again."""
    if any(model.objects.exists() for model in SHIPPED):
        load_items()
    elif _shipped:
        for model, rows in _shipped.items():
            model.objects.bulk_create([_another(row) for row in rows])
    else:
        load_items()
        _shipped.update({model: list(model.objects.order_by("pk")) for model in SHIPPED})


def load_items() -> None:
    catalogue.load(Path(catalogue.__file__).parent / "items")
    for item in Item.objects.filter(published=False):
        catalogue.publish(item)


def _another(row: Model) -> Model:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**values | {"id": None})
