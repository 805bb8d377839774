"""What may be ticked beside each of the five levels. Codes are kept; words are shown. Never more than the person chose."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Level

GOOD: dict[str, str | Promise] = {
    "quick": _("Quicker than I thought"),
    "no-trip": _("I did not have to go anywhere"),
    "clear": _("It was clear what I had to do"),
    "few-papers": _("No papers that they have anyway"),
    "kind": _("The people were kind"),
}
FAIR: dict[str, str | Promise] = {
    "explained": _("What was missing was told at once"),
    "in-time": _("Done in the promised time"),
    "could-be-quicker": _("It could be quicker"),
    "could-be-simpler": _("The page could be simpler"),
    "could-be-clearer": _("The answer could be clearer"),
}
BAD: dict[str, str | Promise] = {
    "late": _("Later than promised, without a reason"),
    "more-conditions": _("Conditions were added that stand nowhere"),
    "more-papers": _("Papers were asked for that stand nowhere"),
    "sent-around": _("I was sent from one place to another"),
    "wrong": _("Something in the answer is wrong"),
    "not-explained": _("Nobody explained the answer"),
    "hard-to-use": _("The page was hard to use"),
}
# Said only of what goes beyond a weak service; the county reads these first.
GRAVE: dict[str, str | Promise] = {
    "rude": _("I was treated rudely"),
    "money": _("Money or a favour was asked for"),
    "pressed": _("I was pressed to rate or to withdraw"),
}
OF_LEVEL: dict[int, dict[str, str | Promise]] = {
    Level.VERY_GOOD: GOOD,
    Level.GOOD: GOOD,
    Level.FAIR: FAIR,
    Level.BAD: BAD | GRAVE,
    Level.VERY_BAD: BAD | GRAVE,
}
WORDS = GOOD | FAIR | BAD | GRAVE


def kept(level: int, ticked: Iterable[str]) -> list[str]:
    """Those that belong to the level, each once, in the order in which they stand."""
    wanted = set(ticked)
    return [code for code in OF_LEVEL[level] if code in wanted]


def said(codes: Iterable[str]) -> list[str]:
    return [str(WORDS[code]) for code in codes if code in WORDS]
