"""How a kiosk stands, for the people of its station."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiban.kiosks.models import Kiosk, Printer

NOT_SEEN = timedelta(minutes=10)
LITTLE_PAPER = 20


@dataclass(frozen=True, slots=True)
class Standing:
    words: str
    colour: str


def standing(kiosk: Kiosk, *, now: datetime) -> Standing:
    """The worst that is known, in a few words."""
    if kiosk.revoked_at is not None:
        return Standing(_("out of service"), "")
    if kiosk.paired_at is None or kiosk.seen_at is None:
        return Standing(_("waits for pairing"), "blue")
    if now - kiosk.seen_at > NOT_SEEN:
        return Standing(_("not seen for ten minutes"), "red")
    if kiosk.printer in {Printer.NO_PAPER, Printer.JAM, Printer.OFF}:
        return Standing(_("printer: %(state)s") % {"state": kiosk.get_printer_display()}, "red")
    if kiosk.paper_left is not None and kiosk.paper_left < LITTLE_PAPER:
        return Standing(_("little paper left"), "amber")
    return Standing(pgettext("kiosk", "works"), "green")
