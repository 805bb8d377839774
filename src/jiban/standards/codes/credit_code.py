"""Unified social credit codes (统一社会信用代码), GB 32100-2015, with the organisation code of GB 11714-1997 inside.

Example: `11430000006122244L` = registered by 1, kind 1, division 430000, organisation code 00612224-4, check L.
"""

from dataclasses import dataclass

from jiban.standards.codes.errors import CharacterError, CheckCharacterError, LengthError

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015 table 1: digits and capital letters without I, O, S, V, Z."""

CIVIL_AFFAIRS = "5"
"""First character: registered with civil affairs (民政)."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code whose two check characters fit. `text` is its 18 characters."""

    text: str

    @property
    def registrar(self) -> str:
        """Which authority registers such bodies (position 1)."""
        return self.text[0]

    @property
    def kind(self) -> str:
        """The kind of body within that authority (position 2)."""
        return self.text[1]

    @property
    def division(self) -> str:
        """Six digits: the division of the registering office (positions 3 to 8)."""
        return self.text[2:8]

    @property
    def organisation(self) -> str:
        """The nine-character organisation code of GB 11714 (positions 9 to 17)."""
        return self.text[8:17]

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> CreditCode:
    """Read and check a credit code; blanks are dropped and small letters raised.

    Raises LengthError, CharacterError or CheckCharacterError.
    """
    code = "".join(text.split()).upper()
    if len(code) != LENGTH:
        raise LengthError(f"a credit code has {LENGTH} characters, not {len(code)}")
    if not _VALUES.keys() >= set(code) or not _DIGITS.issuperset(code[2:8]):
        raise CharacterError(
            "a credit code is digits and capital letters without I, O, S, V, Z; its division is digits"
        )
    if code[16] != organisation_check(code[8:16]):
        raise CheckCharacterError("the check character of the organisation code does not fit")
    if code[17] != check_character(code[:17]):
        raise CheckCharacterError("the last character does not fit the first 17")
    return CreditCode(code)


def make(*, registrar: str = CIVIL_AFFAIRS, kind: str = "4", division: str, organisation: str) -> CreditCode:
    """Compose a code with both check characters.

    division       six digits
    organisation   the eight characters before the organisation code's own check character

    Raises LengthError or CharacterError.
    """
    body = f"{registrar}{kind}{division}{organisation}"
    if len(registrar) != 1 or len(kind) != 1 or len(division) != 6 or len(organisation) != 8:
        raise LengthError("a credit code is made of 1 + 1 + 6 + 8 characters and two check characters")
    if not _VALUES.keys() >= set(body) or not _DIGITS.issuperset(division):
        raise CharacterError(
            "a credit code is digits and capital letters without I, O, S, V, Z; its division is digits"
        )
    body += organisation_check(organisation)
    return CreditCode(body + check_character(body))


def check_character(body: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015 annex A)."""
    total = sum(_VALUES[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """The ninth character for eight (GB 11714-1997): MOD 11 over values 0 to 35; 10 is written X."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
