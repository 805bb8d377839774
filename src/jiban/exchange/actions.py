"""Looking a fact up: judged, fetched, signed, kept and logged. A refusal is kept and logged just so."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from jiban.catalogue import avoiding, documents
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.replacing import replace_all
from jiban.people.models import Officer, Resident
from jiban.places.models import Committee
from jiban.seals.errors import SealError

from . import answers, connected, facts, proofs, rules
from .errors import ConsentOverError, ExchangeError, FactFileError, NoRecordError, SourceAwayError
from .facts import Fact, Use, Value
from .models import Consent, DataFact, LookUp, LookUpAlarm

SHIPPED = Path(__file__).parent / "facts"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `request` is one a tap or letter, so that the same one twice is answered once."""

    request: str
    fact: str
    fields: tuple[str, ...]
    purpose: str
    case_number: str
    receiver: str
    receiver_name: str
    resident: Resident | None
    consent: Consent | None = None
    item: str = ""
    committee: Committee | None = None
    officer: Officer | None = None
    post: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    values: dict[str, Value]
    source: str
    as_of: date
    age_days: int


def read_directory(directory: Path) -> list[dict[str, object]]:
    """Every entry of a directory's files. Raises FactFileError with the mistakes of all files together."""
    problems: list[str] = []
    entries: list[dict[str, object]] = []
    for path in sorted(directory.glob("*.yaml")):
        try:
            entries += map(dict, facts.parse(documents.read_yaml(path), path.name))
        except (DefinitionError, FactFileError) as error:
            problems += str(error).splitlines()
    codes = [entry["code"] for entry in entries]
    problems += [
        f"{code} stands in two files" for code in sorted({str(code) for code in codes if codes.count(code) > 1})
    ]
    if problems or not entries:
        raise FactFileError(*(problems or [f"{directory.name}: there is no .yaml file here"]))
    return entries


@transaction.atomic
def load(directory: Path = SHIPPED) -> int:
    """The catalogue becomes what the directory says, whole or not at all."""
    entries = read_directory(directory)
    replace_all(DataFact, ({"code": entry["code"], "document": entry} for entry in entries))
    return len(entries)


@dataclass(frozen=True, slots=True)
class Judged:
    """A request with what the department said, or why nobody asks it. Not kept yet."""

    ask: Ask
    fact: Fact | None
    use: Use | None
    answer: Answer | None
    outcome: str = LookUp.ANSWERED


def look_up(ask: Ask, *, now: datetime) -> LookUp:
    """What came of it: an answer, or a refusal with its reason. Never raises a refusal."""
    earlier = LookUp.objects.filter(request=ask.request).first()
    return earlier or keep(judge(ask, now=now), now=now)


def judge(ask: Ask, *, now: datetime) -> Judged:
    """Ask the department if the rules allow it. In no transaction: its system may take its time."""
    row = DataFact.objects.filter(code=ask.fact).first()
    fact, use = (row.read() if row else None), None
    try:
        use = rules.judge(fact, _wanted(ask), _agreed(ask, now), _counted(ask, now), committee=_committee(ask))
        assert fact is not None  # noqa: S101 - judge refuses an unknown fact
        return Judged(ask, fact, use, _fetched(ask, fact, now))
    except ExchangeError as refusal:
        return Judged(ask, fact, use, None, refusal.code)


def keep(judged: Judged, *, now: datetime) -> LookUp:
    """Sign, keep and log it: one transaction, with the caller's."""
    try:
        return _kept(judged, now)
    except ExchangeError as refusal:
        return _kept(replace(judged, answer=None, outcome=refusal.code), now)
    except SealError:
        # The device with the department's key does not answer.
        return _kept(replace(judged, answer=None, outcome=SourceAwayError.code), now)
    except IntegrityError:
        # Two taps at the same moment: the other one was answered.
        return LookUp.objects.get(request=judged.ask.request)


@transaction.atomic
def _kept(judged: Judged, now: datetime) -> LookUp:
    ask, fact, answer = judged.ask, judged.fact, judged.answer
    if answer is not None and ask.consent is not None:
        _use_consent(ask.consent, now)
    made = _row(ask, fact, judged.use, judged.outcome, now)
    if answer is not None and fact is not None:
        made.source, made.as_of = answer.source, answer.as_of
        made.answer = answers.sign(_letter(made, answer), answers.department_key(fact.department))
    made.save(force_insert=True)
    proofs.write(made)
    _watch(made, ask)
    if made.is_answered and fact is not None:
        _count_avoided(made, fact)
    return made


def _fetched(ask: Ask, fact: Fact, now: datetime) -> Answer:
    if ask.resident is None:
        raise NoRecordError
    found = connected.connector(fact.connector).fetch(ask.resident.identity_number, ask.fields)
    if found is None:
        raise NoRecordError
    age_days = rules.check_age(fact, found.as_of, today=timezone.localdate(now))
    named = ((name, fact.field_named(name)) for name in ask.fields)
    values = {name: field.read(found.values.get(name)) for name, field in named if field is not None}
    return Answer(values, fact.department_name.zh, found.as_of, age_days)


def _use_consent(consent: Consent, now: datetime) -> None:
    """Counted where it is still in force: what was withdrawn while the department answered is not handed out."""
    today = timezone.localdate(now)
    in_force = Consent.objects.filter(pk=consent.pk, given_at__isnull=False, withdrawn_at=None, last_day__gte=today)
    if not in_force.update(answers=F("answers") + 1):
        raise ConsentOverError


def _row(ask: Ask, fact: Fact | None, use: Use | None, outcome: str, now: datetime) -> LookUp:
    return LookUp(
        request=ask.request,
        resident=ask.resident,
        fact=ask.fact[:40],
        fields=[name[:30] for name in ask.fields[:20]],
        purpose=ask.purpose[:40],
        basis=use.basis if use else "",
        level=fact.level if fact else "",
        receiver=ask.receiver,
        receiver_name=ask.receiver_name,
        officer=ask.officer,
        post=ask.post,
        case_number=ask.case_number[:40],
        consent=ask.consent,
        at=now,
        day=timezone.localdate(now),
        outcome=outcome,
    )


def _letter(made: LookUp, answer: Answer) -> dict[str, object]:
    return {
        "ageDays": answer.age_days,
        "answeredAt": made.at.isoformat(timespec="seconds"),
        "asOf": answer.as_of.isoformat(),
        "basis": made.basis,
        "case": made.case_number,
        "consent": made.consent.number if made.consent else "",
        "fact": made.fact,
        "purpose": made.purpose,
        "receiver": made.receiver,
        "request": made.request,
        "source": answer.source,
        "v": 1,
        "values": answer.values,
    }


def _wanted(ask: Ask) -> rules.Wanted:
    return rules.Wanted(ask.purpose, ask.receiver, ask.fields, ask.case_number, ask.item)


def _committee(ask: Ask) -> int | None:
    return ask.committee.pk if ask.committee else None


def _agreed(ask: Ask, now: datetime) -> rules.Agreed | None:
    consent = ask.consent
    if consent is None or ask.resident is None or consent.resident_id != ask.resident.pk:
        return None
    return rules.Agreed(
        fact=consent.fact,
        purpose=consent.purpose,
        receiver=consent.receiver,
        fields=consent.fields,
        case_number=consent.case_number,
        committee=consent.committee_id,
        in_force=consent.is_in_force(timezone.localdate(now)),
        was_given=consent.given_at is not None,
    )


def _counted(ask: Ask, now: datetime) -> rules.Counted:
    today = LookUp.objects.filter(day=timezone.localdate(now))
    mine = today.filter(officer=ask.officer) if ask.officer else today.filter(receiver=ask.receiver, officer=None)
    counts = mine.aggregate(today=Count("pk"), of_case=Count("pk", filter=Q(case_number=ask.case_number)))
    return rules.Counted(**counts)


def _watch(made: LookUp, ask: Ask) -> None:
    of_day = LookUp.objects.filter(day=made.day, receiver=made.receiver, officer=made.officer)
    counts = of_day.aggregate(asked=Count("pk"), refused=Count("pk", filter=~Q(outcome=LookUp.ANSWERED)))
    if rules.is_alarming(**counts):
        LookUpAlarm.objects.update_or_create(
            receiver=made.receiver,
            asker=made.officer_id or 0,
            day=made.day,
            defaults={
                "receiver_name": made.receiver_name,
                "committee": ask.committee,
                **counts,
            },
        )


def _count_avoided(made: LookUp, fact: Fact) -> None:
    """The first answer for a consent that the resident gave by herself: that certificate nobody asks her for."""
    consent = made.consent
    if fact.spares is None or consent is None or consent.case_number or made.resident is None:
        return
    if made.purpose == fact.spares[1] and LookUp.objects.filter(consent=consent, outcome=LookUp.ANSWERED).count() == 1:
        avoiding.avoided(avoiding.of_exchanged(fact.code), made.resident.village, today=made.day)
