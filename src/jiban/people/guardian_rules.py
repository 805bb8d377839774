"""How long a guardian acts for a child: alone to the fourteenth birthday, then with the child's word, to the eighteenth.

Pure rules. Civil Code, articles 17 and 27; Personal Information Protection Law, article 31.
"""

from datetime import date
from enum import Enum, auto

ALONE_UNTIL_YEARS = 14
OVER_AT_YEARS = 18


class Acting(Enum):
    ALONE = auto()
    WITH_THE_CHILD = auto()
    OVER = auto()


def acting(birth: date, *, day: date) -> Acting:
    if day < birthday(birth, ALONE_UNTIL_YEARS):
        return Acting.ALONE
    return Acting.WITH_THE_CHILD if day < birthday(birth, OVER_AT_YEARS) else Acting.OVER


def may_act(birth: date, *, child_agreed: bool, day: date) -> bool:
    found = acting(birth, day=day)
    return found is Acting.ALONE or (found is Acting.WITH_THE_CHILD and child_agreed)


def birthday(birth: date, years: int) -> date:
    """Who was born on 29 February is a year older on 1 March of other years, as the law counts full years."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)
