"""Figures of the promise in words: how sure a number is stands beside it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiban.cases.boards import Figures
from jiban.cases.histograms import Range
from jiban.cases.signals import FEWEST, Rate, Signal

NONE = "–"
SIGNAL_WORDS = {
    Signal.PAUSED: gettext_lazy("Paused"),
    Signal.SENT_BACK: gettext_lazy("Sent back for correction"),
    Signal.RESUBMITTED: gettext_lazy("Refused, asked anew"),
    Signal.REAPPLIED: gettext_lazy("Withdrawn, asked anew"),
    Signal.REOPENED: gettext_lazy("Revoked, asked anew"),
}


@dataclass(frozen=True, slots=True)
class SignalCell:
    text: str
    note: str
    is_conspicuous: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of figures, in words."""

    label: str
    answered: int
    kept: str
    middle: str
    slow: str
    slowest: str
    url: str = ""
    signals: tuple[SignalCell, ...] = ()


def line(label: str, figures: Figures, *, url: str = "", signals: tuple[SignalCell, ...] = ()) -> Line:
    return Line(
        label=label,
        answered=figures.answered,
        kept=said_share(figures.kept, figures.answered),
        middle=said_range(figures.percentile(50)),
        slow=said_range(figures.percentile(90)),
        slowest=said_range(figures.percentile(95)),
        url=url,
        signals=signals,
    )


def said_range(found: Range | None) -> str:
    """A percentile with the bucket it is known to: 10–15 min."""
    if found is None:
        return NONE
    if found.upto is None:
        return _("over %(over)d min") % {"over": found.over}
    return _("%(over)d–%(upto)d min") % {"over": max(found.over, 0), "upto": found.upto}


def said_share(part: int, whole: int) -> str:
    """97%; of few: 3 of 4. Never rounded up to all."""
    if not whole:
        return NONE
    if whole < FEWEST:
        return _("%(part)d of %(whole)d") % {"part": part, "whole": whole}
    return f"{part * 100 // whole}%"


def signal_cell(rate: Rate) -> SignalCell:
    text = said_share(rate.cases, rate.n)
    if not rate.n:
        return SignalCell(NONE, "", is_conspicuous=False)
    if rate.is_small:
        return SignalCell(text, _("too few to compare"), is_conspicuous=False)
    if rate.median is None:
        return SignalCell(text, _("nobody to compare with"), is_conspicuous=False)
    note = _("neighbours %(median)s%%, n = %(n)d") % {"median": f"{rate.median * 100:.0f}", "n": rate.n}
    return SignalCell(text, note, is_conspicuous=rate.is_conspicuous)
