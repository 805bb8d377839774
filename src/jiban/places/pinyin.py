"""How a place's name is typed in Latin letters: all of it, or the first letters. Pure rules over pypinyin's tables."""

from functools import lru_cache

# What the tables read otherwise than the people who live there.
LOCAL_READINGS = {"藁": "gao", "栾": "luan", "井陉": "jing xing", "行唐": "xing tang", "乐": "le", "长丰": "chang feng"}


@lru_cache(maxsize=20_000)
def spell(name: str) -> tuple[str, str]:
    """塔元庄村 -> ("tayuanzhuangcun", "tyzc"). Signs other than letters and digits are left out."""
    # The tables take a third of a second to load; only writing a name needs them.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    for written, read in LOCAL_READINGS.items():
        name = name.replace(written, f" {read} ")
    syllables = [word for part in lazy_pinyin(name) for word in _words(part)]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def fold(text: str) -> str:
    """What was typed, as it is kept: small letters and digits without blanks and apostrophes."""
    return "".join(character for character in text.lower() if character.isascii() and character.isalnum())


def _words(part: str) -> list[str]:
    words = "".join(character if _is_kept(character) else " " for character in part.lower()).split()
    return [piece for word in words for piece in (word if word.isdigit() else [word])]


def _is_kept(character: str) -> bool:
    return character.isascii() and character.isalnum()
