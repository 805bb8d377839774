"""Two years of cases with their journal and certificates, in the order in which they were handed in.

A certificate of the past is a row with its record: it has no files, no line in the public log and no use of a seal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jiban.cases.models import Case, JournalLine, PromiseDay, PromiseOutcome
from jiban.cases.workflow import Action, State
from jiban.certificates.models import Certificate, CertificateState

from . import certificates, figures, items, people_of
from .certificates import certificate_row
from .items import Asked
from .loading import Loader, Row, bare, settle
from .moments import ServiceTime
from .numbers import Ring, dashed
from .people_of import Village
from .plan import CityPlan
from .waiting import Waiting

CASES_A_BATCH = 10_000
NAMED = (
    "id",
    "number",
    "item_id",
    "resident_id",
    "committee_id",
    "state",
    "answers",
    "idempotency_key",
    "created_at",
    "submitted_at",
    "due_at",
    "all_green",
    "checked_by_id",
    "decided_by_id",
    "decided_at",
    "refusal_reason",
    "certificate_id",
    "watch_at",
)
JOURNAL = ("case_id", "at", "who", "officer_id", "action")
OUTCOMES = ("case_id", "answered_at", "issued", "counted_at", "service_minutes", "kept")
RESIDENT, OFFICER, SYSTEM = JournalLine.Who.RESIDENT.value, JournalLine.Who.OFFICER.value, JournalLine.Who.SYSTEM.value
REFUSED_SHARE, WITHDRAWN_SHARE, CHECKED_SHARE, ALL_GREEN_SHARE, REVOKED_SHARE = 0.04, 0.02, 0.7, 0.6, 0.004
LATE_SHARE = 0.03
REASON = "所填情况与村里掌握的不一致。"


@dataclass(slots=True)
class Batch:
    cases: list[Row] = field(default_factory=list)
    journal: list[Row] = field(default_factory=list)
    certificates: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    days: list[Row] = field(default_factory=list)


def build(plan: CityPlan) -> Iterator[int]:
    """All of it in one transaction; tells how many cases were written, batch by batch."""
    writing = {
        "certificates": Loader(Certificate, certificates.NAMED),
        "cases": Loader(Case, NAMED),
        "journal": Loader(JournalLine, JOURNAL),
        "outcomes": Loader(PromiseOutcome, OUTCOMES),
        "days": Loader(PromiseDay, figures.NAMED),
    }
    with bare(Certificate, Case, JournalLine, PromiseOutcome, PromiseDay):
        for batch in History(plan).batches():
            for name, loader in writing.items():
                loader.write(getattr(batch, name))
            yield len(batch.cases)
    settle(Certificate, Case, JournalLine, PromiseOutcome, PromiseDay)


class History:
    """Makes the rows. Every draw comes from one stream, in one order."""

    def __init__(self, plan: CityPlan) -> None:
        self.plan = plan
        self.stream = plan.stream("cases")
        self.city = people_of.read(plan)
        self.asked, self.weights = items.asked_for()
        self.time = ServiceTime(plan.until)
        begin = plan.stream("numbers")
        self.case_numbers = Ring(8, begin=begin.getrandbits(40))
        self.paper_numbers = Ring(8, begin=begin.getrandbits(40))
        self.check_codes = Ring(16, begin=begin.getrandbits(80))
        self.waiting = Waiting(plan, self.city.communities)
        self.figures = figures.Figures()
        self.certified = 0

    def batches(self) -> Iterator[Batch]:
        past, batch, key = self.plan.cases - self.waiting.total, Batch(), 0
        places = range(len(self.city.villages))
        for day, many in enumerate(self._a_day(past)):
            minutes = sorted(self.stream.random() * self.time.minutes_a_day for _ in range(many))
            chosen = self.stream.choices(places, cum_weights=self.city.cumulative, k=many)
            for minute, place, asked in zip(minutes, chosen, self._items(many), strict=True):
                key += 1
                self._past(batch, key, self.city.villages[place], asked, day=day, minute=minute)
                if len(batch.cases) == CASES_A_BATCH:
                    batch.days = list(self.figures.give_up(before=self.time.days[day]))
                    yield batch
                    batch = Batch()
        for at, place in self.waiting.moments(self.stream):
            key += 1
            self._waiting(batch, key, self.city.villages[place], self._items(1)[0], at)
        batch.days = list(self.figures.give_up())
        yield batch

    def _a_day(self, past: int) -> Iterator[int]:
        """How many are handed in on each day: a third more before school begins in August and September."""
        days = self.time.days[:-1]
        weights = [4 if day.month in {8, 9} else 3 for day in days]
        total, given, so_far = sum(weights), 0, 0
        for weight in weights:
            so_far += weight
            until = past * so_far // total
            yield until - given
            given = until

    def _items(self, count: int) -> list[Asked]:
        return self.stream.choices(self.asked, self.weights, k=count)

    def _resident(self, village: Village) -> int:
        return village.first_resident + int(self.stream.random() * village.residents)

    def _past(self, batch: Batch, key: int, village: Village, asked: Asked, *, day: int, minute: float) -> None:
        """One case that has ended, most of them within the promise."""
        draw = self.stream.random
        took = 2 + draw() * (asked.minutes - 4) if draw() > LATE_SHARE else asked.minutes + draw() * 60
        # What was handed in late on the last evening is answered by the city's present at the latest.
        at, ended = self.time.at(day, minute), min(self.time.at(day, minute + took), self.plan.until)
        due, chance = self.time.at(day, minute + asked.minutes), draw()
        checker = village.clerk if draw() < CHECKED_SHARE else None
        state, certificate = State.ISSUED, None
        if chance < REFUSED_SHARE:
            state = State.REFUSED
        elif chance < REFUSED_SHARE + WITHDRAWN_SHARE:
            state, checker = State.WITHDRAWN, None
        resident = self._resident(village)
        if state == State.ISSUED:
            self.certified += 1
            certificate = self.certified
            batch.certificates.append(self._certificate(village, asked, resident, ended))
        decider = None if state == State.WITHDRAWN else village.reviewer
        case = self._case(key, village, asked, resident, state=state, at=at, due=due)
        reason = REASON if state == State.REFUSED else ""
        batch.cases.append((*case, checker, decider, ended if decider else None, reason, certificate, None))
        batch.journal += _journal(key, state, at=at, ended=ended, checker=checker, decider=decider)
        if decider:
            issued, kept = state == State.ISSUED, ended <= due
            batch.outcomes.append((key, ended, issued, ended, int(took), kept))
            on = self.time.days[self.time.day_of(day, minute + took)]
            self.figures.add(village.division, asked.item.code, on, issued=issued, kept=kept, minutes=int(took))

    def _waiting(self, batch: Batch, key: int, village: Village, asked: Asked, at: datetime) -> None:
        """One case that the village has not decided yet."""
        state = State.CHECKED if self.stream.random() < 0.3 else State.SUBMITTED
        checker = village.clerk if state == State.CHECKED else None
        due, watch_at = self.waiting.promised(at, asked.minutes)
        case = self._case(key, village, asked, self._resident(village), state=state, at=at, due=due)
        batch.cases.append((*case, checker, None, None, "", None, watch_at))
        batch.journal += _journal(key, state, at=at, ended=at + timedelta(minutes=1), checker=checker, decider=None)

    def _case(
        self, key: int, village: Village, asked: Asked, resident: int, *, state: State, at: datetime, due: datetime
    ) -> Row:
        return (
            key,
            f"BJ{at.year}-{dashed(self.case_numbers.at(key))}",
            asked.item.pk,
            resident,
            village.committee,
            state.value,
            asked.answers,
            f"city-{key}",
            at,
            at,
            due,
            self.stream.random() < ALL_GREEN_SHARE,
        )

    def _certificate(self, village: Village, asked: Asked, resident: int, at: datetime) -> Row:
        key = self.certified
        names = certificates.Names(
            f"JB{at.year}-{dashed(self.paper_numbers.at(key))}", self.check_codes.at(key), f"{key:012d}"
        )
        holder = certificates.Holder(resident, self.city.names[resident - 1], self.city.numbers[resident - 1])
        revoked = self.stream.random() < REVOKED_SHARE
        state = CertificateState.REVOKED if revoked else CertificateState.SEALED
        return certificate_row(key, names, village, asked, holder=holder, state=state, at=at)


def _journal(
    case: int, state: State, *, at: datetime, ended: datetime, checker: int | None, decider: int | None
) -> Iterator[Row]:
    yield case, at, RESIDENT, None, Action.SUBMIT.value
    if checker is not None:
        yield case, at + (ended - at) / 2, OFFICER, checker, Action.CHECK.value
    if state == State.ISSUED:
        yield case, ended, OFFICER, decider, Action.APPROVE.value
        yield case, ended + timedelta(seconds=2), SYSTEM, None, Action.ISSUE.value
    elif state == State.REFUSED:
        yield case, ended, OFFICER, decider, Action.REFUSE.value
    elif state == State.WITHDRAWN:
        yield case, ended, RESIDENT, None, Action.WITHDRAW.value
