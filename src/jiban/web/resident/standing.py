"""Where an application stands, in plain words: steps, a tag, a headline and what has happened so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jiban.cases import clearing, journal, messages, pausing, ruling
from jiban.cases.journal import VIEWED_IDENTITY
from jiban.cases.known_facts import CONSENT_ASKED, LOOKED_UP
from jiban.cases.models import Case, JournalLine
from jiban.cases.workflow import APPLICATION, Action, State
from jiban.catalogue.forms import purpose_text
from jiban.certificates.models import Certificate, CertificateState
from jiban.cities import words as city_words
from jiban.helping import words as help_words
from jiban.web import data_words
from jiban.web.trails import Happening, Step

from .promises import promise

TAGS = {
    State.DRAFT: (gettext_lazy("Not handed in"), ""),
    State.SUBMITTED: (gettext_lazy("With the village"), "amber"),
    State.CHECKED: (gettext_lazy("With the village"), "amber"),
    State.CORRECTING: (gettext_lazy("Your turn"), "red"),
    State.APPROVED: (gettext_lazy("Being sealed"), "blue"),
    State.ISSUED: (gettext_lazy("Done"), "green"),
    State.REFUSED: (gettext_lazy("Not issued"), "red"),
    State.WITHDRAWN: (gettext_lazy("Withdrawn"), ""),
}
HEADS = {
    State.SUBMITTED: (gettext_lazy("The village is looking at it"), "clock", "wait"),
    State.CHECKED: (gettext_lazy("The village is looking at it"), "clock", "wait"),
    State.CORRECTING: (gettext_lazy("Something has to be added"), "pen", "warn"),
    State.APPROVED: (gettext_lazy("Approved, being sealed"), "stamp", "wait"),
    State.ISSUED: (gettext_lazy("The certificate is ready"), "check", ""),
    State.REFUSED: (gettext_lazy("Not issued"), "close", "stop"),
    State.WITHDRAWN: (gettext_lazy("You have withdrawn it"), "undo", "ask"),
}
HANDED_IN = gettext_lazy("Handed in")
# Where each state stands between handing in and receiving: what is done, and the words of the step it stands at.
AT_STEP = {
    State.SUBMITTED: (1, gettext_lazy("Village checks"), "now"),
    State.CHECKED: (1, gettext_lazy("Village checks"), "now"),
    State.CORRECTING: (1, gettext_lazy("You add to it"), "now"),
    State.APPROVED: (2, gettext_lazy("Being sealed"), "now"),
    State.ISSUED: (3, "", ""),
    State.REFUSED: (1, gettext_lazy("Not issued"), "stopped"),
    State.WITHDRAWN: (1, gettext_lazy("Withdrawn"), "stopped"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a page says about where a case stands."""

    case: Case
    title: str
    tag: str
    colour: str
    text: str
    steps: Sequence[Step]


def standing(case: Case, *, now: datetime) -> Standing:
    words, colour = TAGS[State(case.state)]
    return Standing(case, title(case), str(words), colour, _expected(case, now), steps(case))


def title(case: Case) -> str:
    """The item and its purpose: 居住证明（孩子入学）."""
    language, item = get_language(), case.item.read()
    name, purpose = item.title.in_language(language), purpose_text(item, case.answers, language)
    return _("%(item)s (%(purpose)s)") % {"item": name, "purpose": purpose} if purpose else name


def steps(case: Case) -> list[Step]:
    done, label, state = AT_STEP.get(State(case.state), (0, "", ""))
    if state == "stopped":
        return [Step(str(HANDED_IN), "done"), Step(str(label), "stopped")]
    labels = [str(HANDED_IN), _("Village checks"), _("Certificate ready")]
    if state == "now":
        labels[done] = str(label)
    return [Step(each, _step_state(place, done, state)) for place, each in enumerate(labels)]


def _step_state(place: int, done: int, state: str) -> str:
    if place < done:
        return "done"
    return state if place == done and state else "todo"


def _expected(case: Case, now: datetime) -> str:
    state = State(case.state)
    if state in {State.SUBMITTED, State.CHECKED} and case.due_at is not None:
        if case.paused_at is not None:
            return _("The time stands still for now. Below you read why.")
        return promise(case.due_at, committee=case.committee, now=now)
    return {
        State.CORRECTING: _("The village asks you to add something. The time waits for you meanwhile."),
        State.APPROVED: _("This usually takes less than a minute."),
        State.ISSUED: _("Tap to show, send or print it."),
        State.REFUSED: case.refusal_reason,
    }.get(state, "")


def may_withdraw(case: Case) -> bool:
    return APPLICATION.allows(State(case.state), Action.WITHDRAW)


def is_held_up(certificate: Certificate | None) -> bool:
    """True while the seal has to wait for the county: nothing the holder could do."""
    return bool(certificate and certificate.state == CertificateState.GRANTED and certificate.stalled_reason)


def trail(case: Case) -> list[Happening]:
    """What has happened, newest first. What officers remark among themselves is not told."""
    return [Happening(_happened(line), line.at, _note(line)) for line in journal.lines_of(case.pk)]


def _happened(line: JournalLine) -> str:
    officer = line.officer.name if line.officer is not None else _("The village")
    words: dict[str, str] = {
        LOOKED_UP: _("%(officer)s looked a fact up about you") % {"officer": officer},
        CONSENT_ASKED: _("%(officer)s asks whether a fact may be looked up") % {"officer": officer},
        VIEWED_IDENTITY: _("%(officer)s looked at your whole identity number") % {"officer": officer},
        pausing.PAUSE: _("%(officer)s let the time stand still") % {"officer": officer},
        pausing.RESUME: _("%(officer)s let the time go on") % {"officer": officer},
        Action.SUBMIT: _("You handed in the application"),
        Action.CHECK: _("%(officer)s checked the facts") % {"officer": officer},
        Action.ASK_CORRECTION: _("%(officer)s asked you to add something") % {"officer": officer},
        Action.CORRECT: _("You added what was asked for"),
        Action.APPROVE: _("%(officer)s approved and signed") % {"officer": officer},
        Action.REFUSE: _("%(officer)s decided not to issue it") % {"officer": officer},
        Action.UNDO: _("You opened it again to change something"),
        Action.WITHDRAW: _("You withdrew the application"),
        Action.ISSUE: _("The village's seal was set; the certificate is ready"),
        clearing.ENDED: _("Nobody went on with it; what was typed and the papers were deleted"),
    }
    elsewhere = messages.happened(line) or ruling.happened(line) or help_words.happened(line)
    elsewhere = elsewhere or city_words.happened(line)
    return words.get(line.action) or elsewhere or line.get_who_display()


def _note(line: JournalLine) -> str:
    if line.guardian is not None:
        return _("By the guardian %(name)s") % {"name": line.guardian.name}
    if line.action == pausing.PAUSE:
        return pausing.said(line)
    if fact := data_words.noted(line):
        return fact
    is_told = help_words.is_ours(line) or city_words.is_ours(line)
    return line.reason if is_told or line.action in {Action.ASK_CORRECTION, Action.REFUSE} else ""
