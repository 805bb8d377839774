"""What the journal of a case says about help."""

from django.utils.translation import gettext_lazy as _

from jiban.cases.models import JournalLine

from .consent_rules import Consent
from .consenting import LINES
from .ending import OBJECTED

WORDS = {
    LINES[Consent.CODE]: _("Typed by a helper; the resident agreed by a code on their own phone"),
    LINES[Consent.MARK]: _("Typed by a helper; the resident agreed by a mark of their own hand"),
    LINES[Consent.COUNTER]: _("Typed by a helper; the resident agreed when another officer asked"),
    OBJECTED: _("The resident objects to the help"),
}


def happened(line: JournalLine) -> str:
    """The words for a line of this room; nothing for any other."""
    return str(WORDS.get(line.action, ""))


def is_ours(line: JournalLine) -> bool:
    return line.action in WORDS
