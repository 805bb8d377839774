"""Facts that the state already knows: looked up for an open case by an officer of its committee, beside the form."""

from datetime import datetime

from django.db import transaction

from jiban.exchange import actions, consenting, questions
from jiban.exchange.actions import Ask
from jiban.exchange.errors import NoCaseError, UnknownFactError
from jiban.exchange.facts import APPLICATION, VILLAGE
from jiban.exchange.models import Consent, LookUp
from jiban.people.models import Officer
from jiban.people.questions import deputed_posts, posts_of

from .confirmed import Confirmed, record_facts
from .journal import note
from .models import Case, JournalLine
from .workflow import State

# No steps of the workflow; the resident reads them with the case.
LOOKED_UP, CONSENT_ASKED = "looked-up", "consent-asked"
OPEN = {State.SUBMITTED, State.CHECKED}


def look_up(case: Case, code: str, *, by: Officer, key: str, now: datetime) -> LookUp:
    """What came of it; a refusal is kept just as well. `key` is one a button, so that two taps ask once."""
    request = f"case:{case.number}:{code[:20]}:{key[:40]}"
    earlier = LookUp.objects.filter(request=request).first()
    if earlier is not None:
        return earlier
    fact = questions.fact(code)
    consents, _found = questions.of_case(case.number, case.committee_id)
    post = _post(case, by, now)
    is_open = case.state in OPEN and post is not None
    ask = Ask(
        request=request,
        fact=code,
        fields=tuple(field.name for field in fact.fields) if fact else (),
        purpose=APPLICATION,
        # Without a number it is refused: the rule asks for an open case of the officer's own queue.
        case_number=case.number if is_open else "",
        receiver=VILLAGE,
        receiver_name=case.committee.name,
        resident=case.resident,
        consent=consents.get(code),
        item=case.item.code,
        committee=case.committee,
        officer=by,
        post=post or "",
    )
    judged = actions.judge(ask, now=now)
    with transaction.atomic():
        made = actions.keep(judged, now=now)
        which = fact.code if fact and made.is_answered else ""
        note(case, LOOKED_UP, who=JournalLine.Who.OFFICER, officer=by, at=now, reason=which)
        _for_the_rules(case, made, now)
    return made


def ask_consent(case: Case, code: str, *, by: Officer, now: datetime) -> Consent:
    """Raises NoCaseError, UnknownFactError, or what the catalogue refuses."""
    fact = questions.fact(code)
    if fact is None or case.item.code not in fact.items:
        raise UnknownFactError
    if case.state not in OPEN or _post(case, by, now) is None:
        raise NoCaseError
    with transaction.atomic():
        before = Consent.objects.filter(resident=case.resident, case_number=case.number, fact=code).exists()
        made = consenting.ask(case.resident, fact, committee=case.committee, case_number=case.number, by=by, now=now)
        if not before:
            note(case, CONSENT_ASKED, who=JournalLine.Who.OFFICER, officer=by, at=now, reason=fact.code)
    return made


def _for_the_rules(case: Case, made: LookUp, now: datetime) -> None:
    """What was answered is confirmed for this case: the item's rules look at it."""
    if made.is_answered and made.as_of is not None:
        confirmed = [
            Confirmed(f"{made.fact}.{name}", value, made.source, made.as_of, made.request)
            for name, value in questions.values_of(made).items()
        ]
        record_facts(case, confirmed, now=now)


def _post(case: Case, officer: Officer, now: datetime) -> str | None:
    """The title under which the officer works in the case's committee; None for a stranger."""
    posts = [*posts_of(officer, now), *deputed_posts(officer, now)]
    return next((post.title for post in posts if post.committee_id == case.committee_id), None)
