"""What may look like ratings made to order. Pure. A sign is a reason to look, not a judgement."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from .intervals import wilson

# A family shares one phone; a third person's rating from it is counted.
PEOPLE_ON_A_DEVICE = 3
BURST, BURST_WITHIN = 5, timedelta(minutes=10)
ALIKE, SHORTEST_WORDS = 3, 4
# A share is set beside its neighbours' only where there are so many ratings, and so many neighbours.
FEWEST, FEWEST_NEIGHBOURS = 20, 2
FAR_BESIDE = 0.15


class Sign(StrEnum):
    ONE_DEVICE = "one_device"
    BURST = "burst"
    SAME_WORDS = "same_words"
    OFFICERS_DEVICE = "officers_device"


@dataclass(frozen=True, slots=True)
class Given:
    """One rating as far as a sign needs it. `person` tells people apart and names nobody."""

    at: datetime
    person: int
    device: str = ""
    words: str = ""
    by_officers_device: bool = False
    is_new: bool = True


def signs(given: Iterable[Given]) -> dict[Sign, int]:
    """How many of the new ratings stand in each sign; those of before are looked at beside them."""
    ratings = list(given)
    found = {
        Sign.ONE_DEVICE: _from_one_device(ratings),
        Sign.BURST: _in_a_burst(ratings),
        Sign.SAME_WORDS: _alike(ratings),
        Sign.OFFICERS_DEVICE: [each for each in ratings if each.by_officers_device],
    }
    return {sign: sum(each.is_new for each in those) for sign, those in found.items()}


def _from_one_device(ratings: Sequence[Given]) -> list[Given]:
    people: dict[str, set[int]] = defaultdict(set)
    for each in ratings:
        people[each.device].add(each.person)
    return [each for each in ratings if each.device and len(people[each.device]) >= PEOPLE_ON_A_DEVICE]


def _in_a_burst(ratings: Sequence[Given]) -> list[Given]:
    ordered = sorted(ratings, key=lambda each: each.at)
    inside: set[int] = set()
    for first in range(len(ordered) - BURST + 1):
        last = first + BURST - 1
        if ordered[last].at - ordered[first].at <= BURST_WITHIN:
            inside.update(range(first, last + 1))
    return [ordered[place] for place in inside]


def _alike(ratings: Sequence[Given]) -> list[Given]:
    plain = [plain_words(each.words) for each in ratings]
    often = Counter(words for words in plain if len(words) >= SHORTEST_WORDS)
    return [each for each, words in zip(ratings, plain, strict=True) if often[words] >= ALIKE]


def plain_words(text: str) -> str:
    """Without blanks and punctuation, in small letters: what was copied stays alike."""
    return re.sub(r"[\W_]+", "", text).lower()


def stands_out(best: int, n: int, neighbours: Iterable[tuple[int, int]]) -> bool:
    """Is the share of the best level far beside the neighbours', given as (best, n)?"""
    shares = [part / whole for part, whole in neighbours if whole >= FEWEST]
    if n < FEWEST or len(shares) < FEWEST_NEIGHBOURS:
        return False
    # Its lower end, so that luck alone is no sign.
    return wilson(best, n)[0] > median(shares) + FAR_BESIDE
