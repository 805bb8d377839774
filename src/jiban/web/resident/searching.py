"""One search: which items people mean, of our own and of the cities on our list."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language

from jiban.catalogue.definition import ItemDefinition
from jiban.cities import questions
from jiban.cities.models import CityItem

MOST_SHOWN = 12


def found_elsewhere(asked: str) -> list[CityItem]:
    """Items of other cities that share words with what was typed; of a city that is named, all of them."""
    if not asked:
        return []
    offered = questions.items(timezone.localdate())
    said = asked.casefold()
    named = [each for each in offered if each.city.name in said or (each.city.name_en.casefold() or "\0") in said]
    if named:
        return named
    definitions = [each.read() for each in offered]
    places = {id(definition): each for definition, each in zip(definitions, offered, strict=True)}
    return [places[id(definition)] for definition in matching(definitions, asked)][:MOST_SHOWN]


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
