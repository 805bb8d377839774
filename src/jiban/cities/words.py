"""What the journal of a case says about other cities, and the words for lines of an application elsewhere."""

from django.utils.translation import gettext_lazy as _

from jiban.cases.models import JournalLine

from .home import RECEIVED, SENT_BACK
from .models import ApplicationLine, ApplicationState

WORDS = {
    RECEIVED: _("Received in another city"),
    SENT_BACK: _("The certificate was sent to the city that received the application"),
}
LINES = {
    "handed-in": _("Handed in here for the home city"),
    "correct": _("Sent what the home village asked for"),
    "withdraw": _("Asked the home city to take it back"),
    "looked": _("Opened at the window"),
    "downloaded": _("The certificate was downloaded"),
    "handed-over": _("The certificate was handed over"),
}


def happened(line: JournalLine) -> str:
    """The words for a line of this room; nothing for any other."""
    return str(WORDS.get(line.action, ""))


def is_ours(line: JournalLine) -> bool:
    return line.action in WORDS


def said(line: ApplicationLine) -> str:
    if line.action in LINES:
        return str(LINES[line.action])
    return str(ApplicationState(line.action).label) if line.action in set(ApplicationState) else line.action
