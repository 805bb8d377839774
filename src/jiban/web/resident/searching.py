"""One search: which items people mean, of our own and of the cities on our list."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language

from jiban.catalogue.definition import ItemDefinition
from jiban.cities import questions
from jiban.cities.models import City, CityItem

MOST_SHOWN = 12


def found_elsewhere(asked: str) -> list[CityItem]:
    """Items of other cities that share words with what was typed; if a city is named, that city's alone."""
    said = asked.strip().casefold()
    if not said:
        return []
    offered = questions.items(timezone.localdate())
    in_named = [each for each in offered if _city_in(said, each.city)]
    if not in_named:
        return _close(offered, said)[:MOST_SHOWN]
    rest = said.replace(_short(in_named[0].city), "").replace(in_named[0].city.name_en.casefold(), "").strip("市 ")
    return _close(in_named, rest) or in_named


def _short(city: City) -> str:
    """What people call it: 远方 for 远方市."""
    return city.name.removesuffix("市")


def _city_in(said: str, city: City) -> bool:
    english = city.name_en.casefold()
    return _short(city) in said or (len(said) > 1 and said in city.name) or (bool(english) and english in said)


def _close(offered: Sequence[CityItem], said: str) -> list[CityItem]:
    definitions = [each.read() for each in offered]
    places = {id(definition): each for definition, each in zip(definitions, offered, strict=True)}
    return [places[id(definition)] for definition in matching(definitions, said)] if said else []


def in_words(items: Sequence[CityItem]) -> list[tuple[CityItem, str, str]]:
    """With title and summary in the reader's language."""
    language = get_language()
    read = [(each, each.read()) for each in items]
    return [(each, one.title.in_language(language), one.summary.in_language(language)) for each, one in read]


def matching(offered: Sequence[ItemDefinition], asked: str, *, by_title: bool = False) -> list[ItemDefinition]:
    """Items that share words with what was typed, the closest first. Two characters are a word in Chinese."""
    wanted = _pairs(asked)
    texts = [item.title.zh if by_title else _words_of(item) for item in offered]
    scores = [(len(wanted & _pairs(text)), item) for text, item in zip(texts, offered, strict=True)]
    close = sorted((pair for pair in scores if pair[0]), key=lambda pair: -pair[0])
    return [item for _score, item in close]


def _words_of(item: ItemDefinition) -> str:
    labels = [item.title, item.summary, *(purpose.label for purpose in item.purposes)]
    return " ".join(f"{label.zh} {label.en}" for label in labels)


def _pairs(text: str) -> set[str]:
    """Pairs of Chinese characters, and whole words of other scripts."""
    pairs: set[str] = set()
    for word in text.casefold().replace("证明", " ").split():
        pairs |= {word} if word.isascii() else {word[at : at + 2] for at in range(max(len(word) - 1, 1))}
    return pairs
