"""What the page of a case shows, in words: for the officers of the committee only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.cases import checks, clearing, journal, messages, pausing, ruling
from jiban.cases.journal import VIEWED_IDENTITY
from jiban.cases.known_facts import CONSENT_ASKED, LOOKED_UP
from jiban.cases.models import Case, CasePaper, JournalLine, Ruling
from jiban.cases.rulings import confirms, ruling_of
from jiban.cases.workflow import APPLICATION, ENDED, Action, State
from jiban.catalogue.forms import summary
from jiban.cities import words as city_words
from jiban.composing import composed_once
from jiban.helping import words as help_words
from jiban.people.models import Officer, PostKind
from jiban.people.questions import holders
from jiban.seals import questions as seals
from jiban.seals.errors import SealError
from jiban.web import data_words
from jiban.web.trails import Happening

from .case_page_beside import beside
from .desk import Desk
from .queue import Queue
from .rule_receipts import receipt_of

TAGS = {
    State.SUBMITTED: "amber",
    State.CHECKED: "blue",
    State.CORRECTING: "amber",
    State.APPROVED: "blue",
    State.ISSUED: "green",
    State.REFUSED: "red",
}


@dataclass(frozen=True, slots=True)
class CheckRow:
    state: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    pk: int
    label: str
    is_picture: bool
    at: datetime


def context_of(case: Case, *, desk: Desk, queue: Queue) -> dict[str, Any]:
    now, language, item = timezone.now(), get_language(), case.item.read()
    ruling_now = ruling_of(case)
    previous_url, next_url = queue.beside(case)
    return {
        **facts_of(case),
        "queue": queue,
        "title": item.title.in_language(language),
        "tag": state_word(case),
        "colour": TAGS.get(State(case.state), ""),
        "checks": _checks(case, ruling_now, now) if _is_open(case) else [],
        "receipt": receipt_of(ruling_now),
        "papers": _papers(case),
        "trail": _trail(case),
        "reviewer_notes": item.reviewer_notes,
        "two_person": item.two_person,
        "previous_url": previous_url,
        "next_url": next_url,
        "may": _may(case, desk),
        "blocked": _blocked(case, desk, now),
        **beside(case, desk=desk, now=now),
    }


def facts_of(case: Case) -> dict[str, Any]:
    """The case and what the resident said."""
    return {"case": case, "rows": summary(case.item.read(), case.answers, get_language())}


def state_word(case: Case) -> str:
    """Where the case stands, as the office says it."""
    if case.state == State.SUBMITTED:
        return _("To be checked")
    if case.state == State.CORRECTING:
        return _("Waiting for the resident")
    return str(case.get_state_display())


def _is_open(case: Case) -> bool:
    return case.state in {State.SUBMITTED, State.CHECKED}


def _is_decided(case: Case) -> bool:
    return case.state in {*ENDED, State.APPROVED}


def _may(case: Case, desk: Desk) -> dict[str, bool]:
    """Which buttons stand on the page. The domain decides again when one is pressed."""
    state, reviews = State(case.state), desk.reviews(case.committee)
    return {
        "check": APPLICATION.allows(state, Action.CHECK) and _checks_here(case, desk),
        "visit": not _is_decided(case),
        "correct": APPLICATION.allows(state, Action.ASK_CORRECTION) and case.correction_asked_at is None,
        "approve": APPLICATION.allows(state, Action.APPROVE) and reviews,
        "refuse": APPLICATION.allows(state, Action.REFUSE) and reviews,
    }


def _checks_here(case: Case, desk: Desk) -> bool:
    """Checking is the clerk's; of an item that needs two people, any officer's who leaves signing to another."""
    is_clerk = any(post.kind == PostKind.CLERK and post.committee_id == case.committee_id for post in desk.posts)
    return is_clerk or case.item.read().two_person


def _blocked(case: Case, desk: Desk, now: datetime) -> str:
    """Why the reviewer could not sign now, said before the PIN is typed."""
    if not (_is_open(case) and desk.reviews(case.committee)):
        return ""
    try:
        seals.check_both(desk.officer, case.committee, now)
    except SealError as refusal:
        return str(refusal)
    if case.item.read().two_person and case.checked_by_id in {None, desk.officer.pk}:
        return _("This item needs two people: somebody else must check it before you sign.")
    return ""


def _checks(case: Case, newest: Ruling | None, now: datetime) -> Sequence[CheckRow]:
    found = checks.check(case, now=now, is_confirmed=confirms(newest))
    return [CheckRow("ok" if one.green else "wn", one.words, one.detail) for one in found]


def _papers(case: Case) -> Sequence[PaperRow]:
    language = get_language()
    labels = {paper.code: paper.label.in_language(language) for paper in case.item.read().papers}
    return [
        PaperRow(paper.pk, labels.get(paper.name, paper.name), paper.media_type.startswith("image/"), paper.added_at)
        for paper in _papers_of(case.pk)
    ]


@composed_once
def _papers_of(case: int) -> QuerySet[CasePaper]:
    return CasePaper.objects.filter(case=case).order_by("id").defer("data")


def _trail(case: Case) -> Sequence[Happening]:
    return [Happening(happened(line), line.at, _note(line)) for line in journal.lines_of(case.pk)]


def _note(line: JournalLine) -> str:
    if line.guardian is not None:
        return _("By the guardian %(name)s") % {"name": line.guardian.name}
    if line.action == pausing.PAUSE:
        return pausing.said(line)
    return data_words.noted(line) or line.reason


def happened(line: JournalLine) -> str:
    officer = line.officer.name if line.officer is not None else _("An officer")
    words = {
        pausing.PAUSE: _("%(officer)s let the time stand still") % {"officer": officer},
        pausing.RESUME: _("%(officer)s let the time go on") % {"officer": officer},
        Action.SUBMIT: _("The resident handed in the application"),
        Action.CHECK: _("%(officer)s checked the facts") % {"officer": officer},
        Action.ASK_CORRECTION: _("%(officer)s asked for a correction") % {"officer": officer},
        Action.CORRECT: _("The resident added what was asked for"),
        Action.APPROVE: _("%(officer)s approved and signed") % {"officer": officer},
        Action.REFUSE: _("%(officer)s refused") % {"officer": officer},
        Action.UNDO: _("The resident opened it again to change something"),
        Action.WITHDRAW: _("The resident withdrew the application"),
        Action.ISSUE: _("The seal was set and the certificate issued"),
        clearing.ENDED: _("Nobody went on with it; what was typed and the papers were deleted"),
        LOOKED_UP: _("%(officer)s looked a fact up") % {"officer": officer},
        CONSENT_ASKED: _("%(officer)s asked the resident to agree to a look-up") % {"officer": officer},
        VIEWED_IDENTITY: _("%(officer)s looked at the whole identity number") % {"officer": officer},
    }
    elsewhere = messages.happened(line) or ruling.happened(line) or help_words.happened(line)
    elsewhere = elsewhere or city_words.happened(line)
    return words.get(line.action) or elsewhere or line.action


def note_identity_viewed(case: Case, *, by: Officer, now: datetime) -> None:
    """Who looks at a whole identity number is written down with the case."""
    journal.note(case, VIEWED_IDENTITY, who=JournalLine.Who.OFFICER, officer=by, at=now)


def reviewer_for(case: Case, officer: Officer, *, desk: Desk) -> Officer:
    """Whose name would stand under the paper: the officer's own, or for a clerk the committee's reviewer."""
    if desk.reviews(case.committee):
        return officer
    return next(iter(holders(case.committee, PostKind.REVIEWER, timezone.now())), officer)
