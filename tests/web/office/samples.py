"""Two villages in two cities, an officer of every kind in the first, and a real object of both for every address.

Whoever adds an address with a parameter adds a line here: its name, and how to make the object it shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from jiban.cases.models import Case, SavedView, StandingAuthorisation, Visit
from jiban.certificates import unit_refusals
from jiban.certificates.models import UnitRefusal
from jiban.feedback import rating
from jiban.feedback.models import FollowUp, Rating
from jiban.feedback.rating import Said
from jiban.kiosks import actions as kiosks
from jiban.kiosks.arriving import open_arrival
from jiban.kiosks.models import Arrival, Kiosk
from jiban.people.actions.accounts import close_account
from jiban.people.actions.appointing import open_post
from jiban.people.actions.deputies import Days, appoint_deputy, note_absence
from jiban.people.actions.proposing import propose
from jiban.people.actions.ways_back import give_way_back
from jiban.people.models import LEVELS, Guardianship, Invitation, Officer, OidcLink, Passkey, PostKind, Resident
from jiban.places.actions import import_divisions
from jiban.places.division_rows import DivisionRow
from jiban.places.models import Committee, Division, SheetUpload
from jiban.seals import actions as seals
from jiban.seals.models import Compromise, Seal
from jiban.standards.codes import identity_number
from tests import cast
from tests.web.office.conftest import issued, with_paper

ELSEWHERE = [
    ("990200000000", "远方市", 2),
    ("990223000000", "远方县", 3),
    ("990223100000", "远方镇", 4),
    ("990223100201", "孙家湾村民委员会", 5),
]


@dataclass
class Side:
    """One village, with what is there to be seen."""

    committee: Committee
    clerk: Officer
    head: Officer
    county: Officer
    seal: Seal
    signature: Seal
    resident: Resident
    done: Case
    waiting: Case

    @property
    def division(self) -> Division:
        return self.committee.division

    def above(self, level: int) -> Division:
        step = self.division
        while step.level > level:
            step = step.parent
        return step

    def term(self, officer: Officer):
        return officer.terms.get()


def inside(authority) -> Side:
    village = cast.village(authority)
    cast.items()
    return _side(village)


def outside(authority) -> Side:
    """Another city: nothing of it is anybody's business here."""
    rows = [DivisionRow(line, *row, is_statistical_only=False) for line, row in enumerate(ELSEWHERE, 1)]
    import_divisions(rows, source="tests")
    now, committee = timezone.now(), cast.committee_of("990223100201")
    county, head, clerk = (cast.officer(f"far-{name}", "孙远方") for name in ("county", "head", "clerk"))
    cast.hold(county, open_post("county_administrator", "县印章管理员", division=committee.division.parent.parent), now)
    cast.hold(clerk, open_post("clerk", "村务专干", committee=committee), now)
    term = cast.hold(head, open_post("reviewer", "村委会主任", committee=committee), now)
    seal = cast.made(seals.register_committee_seal(committee, by=clerk, now=now), authority, county, now)
    signature = seals.register_signature(head, committee, by=head, now=now)
    signature = cast.made(signature, authority, county, now, pin=cast.PIN)
    resident = cast.resident(committee.division, name="钱远山", sequence=151, now=now)
    return _side(cast.Village(committee, clerk, head, term, county, seal, signature, resident))


def _side(village) -> Side:
    code = village.committee.division.code
    return Side(
        committee=village.committee,
        clerk=village.clerk,
        head=village.head,
        county=village.county,
        seal=village.seal,
        signature=village.signature,
        resident=village.resident,
        done=issued(village, f"{code}-done"),
        waiting=with_paper(village, f"{code}-waiting"),
    )


def officer_of_each_kind(side: Side) -> dict[str, Officer]:
    """One post each, in the first village or above it."""
    found = {}
    for kind in PostKind:
        levels = LEVELS.get(kind)
        place = {"division": side.above(max(levels))} if levels else {"committee": side.committee}
        found[kind] = cast.officer(f"a-{kind.replace('_', '-')}", "周岗位")
        cast.hold(found[kind], open_post(kind, "岗位", **place), timezone.now())
    return found


Maker = Callable[[Side, Officer], dict[str, Any]]
SAMPLES: dict[str, Maker] = {}


def sample(*names: str) -> Callable[[Maker], Maker]:
    """The maker of the object for these addresses. The officer is the one asking, or somebody else on the other side."""

    def register(maker: Maker) -> Maker:
        SAMPLES.update(dict.fromkeys(names, maker))
        return maker

    return register


@sample(
    "approval",
    "case",
    "case-facts",
    "case-identity",
    "case-notes",
    "case-preview",
    "case-standing",
    "case-visit",
    "check",
    "correction",
    "pause",
    "refusal",
    "resume",
)
def _case(side, _officer):
    return {"number": side.waiting.number}


@sample("case-paper")
def _paper(side, _officer):
    return {"number": side.waiting.number, "pk": side.waiting.papers.get().pk}


@sample("certificate", "certificate-picture", "certificate-revocation")
def _certificate(side, _officer):
    return {"number": side.done.certificate.number}


@sample("seal", "seal-picture", "seal-report")
def _seal(side, _officer):
    return {"pk": side.seal.pk}


@sample("seal-application")
def _seal_application(side, _officer):
    return {"committee": side.committee.pk, "kind": "reviewer"}


@sample("compromise", "compromise-signing")
def _compromise(side, _officer):
    now = timezone.now()
    words = {"what": "lost", "since": now, "because": "遗失", "reported_by": side.clerk, "reported_at": now}
    return {"pk": Compromise.objects.create(seal=side.seal, **words).pk}


@sample("refusing-unit")
def _refusing_unit(side, _officer):
    return {"pk": _reported(side).unit_id}


@sample("unit-refusal", "unit-refusal-taking-up", "unit-refusal-answer", "unit-refusal-photo")
def _unit_refusal(side, _officer):
    return {"pk": _reported(side).pk}


def _reported(side: Side) -> UnitRefusal:
    said = unit_refusals.Said("样例银行", timezone.localdate(), "只认纸质件", b"a photo", "image/jpeg")
    return unit_refusals.report(side.done.certificate, said, key="a-report", now=timezone.now())


@sample("visit")
def _visit(side, officer):
    return {"pk": _asked(side, officer).pk}


@sample("visit-photo")
def _visit_photo(side, _officer):
    visit = _asked(side, side.clerk)
    visit.photo, visit.photo_type = b"a photo", "image/jpeg"
    visit.save()
    return {"pk": visit.pk}


def _asked(side: Side, officer: Officer) -> Visit:
    now = timezone.now()
    words = {"question": "房屋是否自住？", "asked_by": side.head, "asked_at": now, "due_at": now}
    return Visit.objects.create(case=side.waiting, assigned_to=officer, **words)


@sample("follow-up", "follow-up-number")
def _follow_up(side, _officer):
    return {"pk": _bad_rating(side).pk}


@sample("follow-up-step")
def _follow_up_step(side, _officer):
    return {"pk": _bad_rating(side).pk, "step": "call"}


@sample("follow-up-photo")
def _follow_up_photo(side, officer):
    found = _bad_rating(side)
    shown = found.entries.create(
        at=timezone.now(), step="fix", officer=officer, photo=b"a photo", photo_type="image/jpeg"
    )
    return {"pk": found.pk, "entry": shown.pk}


def _bad_rating(side: Side) -> FollowUp:
    given = Rating.objects.filter(case=side.done).first() or rating.rate(side.done, Said(1), now=timezone.now())
    return given.follow_up


@sample("seal-step")
def _seal_step(side, _officer):
    return {"pk": side.seal.pk, "name": "suspension"}


@sample("place", "place-branch", "promise-board", "promise-figures", "promise-reminder", "appointment", "scores-board")
def _place(side, _officer):
    return {"code": side.division.code}


@sample("message-texts", "message-figures")
def _messages(side, _officer):
    return {"code": side.above(3).code}


@sample("message-text")
def _message_text(side, _officer):
    return {"code": side.above(3).code, "about": "refused", "channel": "sms", "language": "en"}


@sample("place-change")
def _place_change(side, _officer):
    return {"code": side.division.code, "kind": "rename"}


@sample("export")
def _export(_side, _officer):
    return {"kind": "liaison", "form": "csv"}


@sample("import", "import-correction")
def _import(_side, officer):
    data = b"code,name,level\n99,x,5\n"
    made = {"kind": "divisions", "file_name": "places.csv", "data": data, "uploaded_at": timezone.now()}
    return {"pk": SheetUpload.objects.create(**made, uploaded_by=officer.username).pk}


@sample("officer", "absence")
def _officer(side, _officer):
    return {"pk": side.clerk.pk}


@sample("officer-closing", "officer-way-back")
def _account(side, _officer):
    return {"pk": side.clerk.pk}


@sample("officer-reopening")
def _closed_account(side, _officer):
    closed = Officer.objects.get(pk=side.clerk.pk)
    close_account(closed, because="调离", by=side.county, now=timezone.now())
    return {"pk": closed.pk}


@sample("way-back-revocation")
def _way_back(side, _officer):
    given = give_way_back(side.clerk, lost="both", because="丢失", by=side.county, now=timezone.now())
    return {"pk": given.way_back.pk}


@sample("term-end", "official-change", "official-changed")
def _term(side, _officer):
    return {"pk": side.term(side.clerk).pk}


@sample("deputy", "proposal")
def _post(side, _officer):
    return {"pk": side.term(side.clerk).post_id}


@sample("absence-end")
def _absence(side, _officer):
    now = timezone.now()
    return {"pk": note_absence(side.clerk, starts_at=now, because="培训", noted_by=side.head, now=now).pk}


@sample("deputation-end")
def _deputation(side, _officer):
    now, post = timezone.now(), side.term(side.clerk).post
    days = Days(timezone.localdate(now))
    return {"pk": appoint_deputy(post, side.head, days=days, because="培训", appointed_by="村委会", now=now).pk}


@sample("proposal-answer")
def _proposal(side, _officer):
    return {"pk": propose(side.term(side.clerk).post, text="请安排B角", by=side.head, now=timezone.now()).pk}


@sample("invitation", "invitation-again", "invitation-revocation")
def _invitation(side, _officer):
    now = timezone.now()
    invitation = Invitation.objects.create(
        name="吴新人", username=f"new-{side.division.code}", post=side.term(side.clerk).post,
        starts_on=timezone.localdate(now), appointed_by="村委会", invited_by=side.county, made_at=now,
        token_hash=side.division.code * 5, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return {"pk": invitation.pk}


@sample("office-account-removal")
def _office_account(side, _officer):
    link = OidcLink.objects.create(
        issuer=settings.OIDC_ISSUER, subject=side.division.code, officer=side.clerk, linked_by=side.county,
        linked_at=timezone.now(),
    )  # fmt: skip
    return {"pk": link.pk}


@sample("passkey", "passkey-removal")
def _passkey(side, officer):
    key = {"name": "blue key", "credential_id": f"key-{Passkey.objects.count():08}", "public_key": b"key"}
    return {"pk": Passkey.objects.create(officer=officer, **key).pk}


@sample("kiosk", "kiosk-code", "kiosk-revocation")
def _kiosk(side, _officer):
    return {"pk": _registered(side).pk}


@sample("kiosk-arrival")
def _kiosk_arrival(side, _officer):
    now = timezone.now()
    arrival, _token = open_arrival(_registered(side), Arrival.Way.CARD, now=now)
    Arrival.objects.filter(pk=arrival.pk).update(resident=side.resident, asked_at=now)
    return {"pk": arrival.pk}


def _registered(side: Side) -> Kiosk:
    # Each address is asked for again and again, and a name is there once.
    name = f"大厅{Kiosk.objects.count()}号机"
    return kiosks.register(side.committee, name=name, by=side.clerk, now=timezone.now())[0]


@sample("guardian")
def _guardian(side, _officer):
    number = identity_number.make(birth=date(2018, 5, 1), sequence=int(side.division.code[-3:]))
    words = {"relation": "mother", "document": "household-register", "document_last_four": "0001"}
    asked = {"child_name": "小小", "child_number": str(number), "asked_at": timezone.now(), **words}
    return {"pk": Guardianship.objects.get_or_create(guardian=side.resident, defaults=asked)[0].pk}


@sample("authorisation", "authorisation-revocation")
def _authorisation(side, officer):
    today = timezone.localdate()
    days = {"from_day": today, "until_day": today + timedelta(days=9), "a_day": 5, "granted_at": timezone.now()}
    mine = {"officer": officer, "committee": side.committee, "authority": "holder"}
    code = f"item-{StandingAuthorisation.objects.count()}"
    return {"pk": StandingAuthorisation.objects.create(**mine, **days, item=code).pk}


@sample("saved-view-removal")
def _saved_view(_side, officer):
    return {"pk": SavedView.objects.create(officer=officer, name="我的").pk}


def stand_in_for(side: Side, kind: str, officer: Officer) -> None:
    """The officer acts as deputy, whoever is there."""
    now = timezone.now()
    post = open_post(kind, "B角岗位", committee=side.committee)
    days = Days(timezone.localdate(now))
    appoint_deputy(post, officer, days=days, because="培训", appointed_by="村委会", active_when="always", now=now)
