"""So that no board of the invented county is empty: what people asked, said, refused and repaired in the last weeks."""

from datetime import datetime, timedelta

from django.utils import timezone

from jiban.cases import authorising, confirmed
from jiban.cases.actions import Request
from jiban.cases.actions import submit as hand_in
from jiban.cases.authorising import Limits
from jiban.cases.confirmed import Confirmed
from jiban.catalogue.forms import example_answers
from jiban.catalogue.questions import item
from jiban.certificates import copies, unit_refusals
from jiban.certificates.copy_face import Notation
from jiban.certificates.models import Certificate
from jiban.certificates.unit_refusals import Said
from jiban.helping import consenting, filling, home_visits, opening
from jiban.helping.consent_rules import Authority
from jiban.helping.home_visits import Wanted
from jiban.helping.models import HelpTask, HomeVisit
from jiban.helping.opening import ByOfficer, Ground
from jiban.kiosks import actions as kiosks
from jiban.kiosks.actions import Health
from jiban.kiosks.models import Kiosk
from jiban.people import totp
from jiban.people.actions.counter import Seen
from jiban.people.encryption import decrypt
from jiban.people.models import Document

from . import ratings, sharing
from .acting import work
from .county import County
from .plans import plan

VILLAGE = "990123100201"
RULED = "school-residence"
SAME_SCHOOL = {"purpose": "primary", "receiving_unit": "新安镇中心小学", "address": "2组16号", "since": "2009-03"}
KNOWN: dict[str, str | bool] = {
    "lives-here-since.lives_here": True,
    "lives-here-since.since": "2009-02",
    "registered-here.registered_here": True,
}


def fill(county: County, *, now: datetime) -> None:
    ratings.fill(county, now=now)
    sharing.fill(county, now=now)
    _holding(county, now=now)
    _helping(county, now=now)
    _rules(county, now=now)
    _kiosks(county, now=now)
    work(now)


def _holding(county: County, *, now: datetime) -> None:
    """A copy for one use; and two units that did not accept a certificate: one looked into, one just told."""
    certificate = Certificate.objects.filter(holder=county.residents["王秀兰"]).latest("pk")
    until = timezone.localdate(now) + timedelta(days=7)
    copies.make(
        certificate, Notation("办理入学", "新安镇中心小学", until), key="demo-copy", now=now - timedelta(days=2)
    )
    day, clerk_of_county = timezone.localdate(now - timedelta(days=2)), county.officers["county"]
    bank = Said("样例银行新安支行", day, "只认盖红章的纸质件")
    told = unit_refusals.report(certificate, bank, key="demo-refusal-1", now=now - timedelta(days=2))
    unit_refusals.take_up(told, by=clerk_of_county, now=now - timedelta(days=1))
    told.refresh_from_db()
    unit_refusals.answer(told, "已联系该行，电子证明有效，请再去一次", by=clerk_of_county, now=now - timedelta(hours=5))
    water = Said("样例县自来水公司", day, "说没见过这种二维码")
    unit_refusals.report(certificate, water, key="demo-refusal-2", now=now - timedelta(hours=4))


def _helping(county: County, *, now: datetime) -> None:
    """Home visits wanted, tried in vain and done; one application handed in with help, one being typed."""
    committee, grid, clerk = county.committees[VILLAGE], county.officers["grid"], county.officers["clerk"]
    today = timezone.localdate(now)
    asked = HomeVisit.Asked
    wanted = [
        Wanted("朱兰英", "4组6号，老槐树旁", today, asked.PHONE, words="要开居住证明，腿脚不便"),
        Wanted("吴长福", "1组11号，水井边", today + timedelta(days=1), asked.ROUND, words="想问低保要什么材料"),
        Wanted("蒋素芳", "3组1号", today, asked.RELATIVE, words="女儿代约，要开村民资格证明"),
    ]
    earlier = now - timedelta(days=1)
    made = [
        home_visits.ask(each, committee, key=f"demo-visit-{place}", now=earlier, noted_by=clerk)
        for place, each in enumerate(wanted)
    ]
    home_visits.nobody_there(made[1], again_on=today + timedelta(days=2), seen=0, now=now - timedelta(hours=3))
    home_visits.finish(made[2], HomeVisit.Outcome.values[0], by=grid, now=now - timedelta(hours=2))
    helper = ByOfficer(grid, committee, "第三网格员")
    done = _task(county, helper, "冯建军", now=now - timedelta(hours=2))
    filling.keep_answers(done, {**plan()["answers"], "address": "2组19号", "since": "1995-01"}, now=done.opened_at)
    needed = list(done.answers)
    filling.confirm_read(
        done,
        [*needed, filling.UNDERTAKING],
        needed=needed,
        seen=filling.digest(done),
        may_fetch=True,
        now=done.opened_at,
    )
    consenting.by_mark(done, mark=b"", pressed=True, now=done.opened_at + timedelta(minutes=9))
    _task(county, helper, "朱兰英", now=now - timedelta(minutes=3))


def _task(county: County, helper: ByOfficer, name: str, *, now: datetime) -> HelpTask:
    person = county.residents[name]
    seen = Seen(name, person.identity_number, Document.IDENTITY_CARD, "0000")
    ground = Ground(Authority.PRESENCE)
    return opening.at_desk(seen, item("residence"), ground, helper, key=f"demo-help-{person.pk}", now=now)


def _rules(county: County, *, now: datetime) -> None:
    """The head lets the rules of one item approve; one application waits for the signature, approved by them."""
    head, today = county.officers["head"], timezone.localdate(now)
    # Two days ago, so that the code of this moment is still free for the first sign-in.
    granted = now - timedelta(days=2)
    pin = next(row["pin"] for row in plan()["officers"] if row["username"] == "head")
    head.refresh_from_db()
    limits = Limits(RULED, timezone.localdate(granted), today + timedelta(days=60), 20)
    code = totp.code_at(decrypt(bytes(head.totp_secret)), granted)
    authorising.grant(county.committees[VILLAGE], limits, by=head, pin=pin, code=code, now=granted)
    asked, at = item(RULED), now - timedelta(minutes=40)
    answers = {**example_answers(asked.read()), **SAME_SCHOOL}
    case = hand_in(county.residents["王秀兰"], Request(asked, "demo-ruled", answers), now=at)
    facts = [Confirmed(name, value, "样例县公安局", today, "demo-answer") for name, value in KNOWN.items()]
    confirmed.record_facts(case, facts, now=at)


def _kiosks(county: County, *, now: datetime) -> None:
    """One in good order but for little paper, one whose printer is off, one that waits for its machine."""
    committee, clerk = county.committees[VILLAGE], county.officers["clerk"]
    first = _kiosk(county, "大厅一号机", now=now - timedelta(days=9))
    kiosks.report(first, Health("ready", 12, "1.2"), now=now - timedelta(seconds=30))
    second = _kiosk(county, "卫生室旁", now=now - timedelta(days=5))
    kiosks.report(second, Health("off", 0, "1.2"), now=now - timedelta(hours=2))
    kiosks.register(committee, name="便民服务站门口", by=clerk, now=now)


def _kiosk(county: County, name: str, *, now: datetime) -> Kiosk:
    committee, clerk = county.committees[VILLAGE], county.officers["clerk"]
    _registered, code = kiosks.register(committee, name=name, by=clerk, now=now)
    paired, _secret = kiosks.pair(code, agent_key="", now=now)
    return paired
