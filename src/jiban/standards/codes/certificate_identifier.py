"""Identifiers of electronic certificates (电子证照标识), GB/T 36904-2018.

Example: `1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U`

1. `1.2.156.3005.2`, the root
2. the certificate type: 18-character credit code of the authority that defined it, then three digits
3. the issuer: its credit code (older systems in use wrote a division code here, so reading admits one)
4. the serial number, unique within type and issuer
5. the version, three digits from 001, one more at each re-issue
6. a check character, ISO/IEC 7064 MOD 37,36 over parts 2 to 5 without the dots
"""

from dataclasses import dataclass

from jiban.standards.codes import credit_code
from jiban.standards.codes.errors import CharacterError, CheckCharacterError, LengthError, StructureError

ROOT = "1.2.156.3005.2"
MAX_SERIAL_LENGTH = 32
MAX_VERSION = 999

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class CertificateIdentifier:
    """The parts of an identifier (GB/T 36904-2018), as checked by `compose` or `parse`; `str()` writes it."""

    type_code: str
    issuer: str
    serial: str
    version: int
    check: str

    def __str__(self) -> str:
        return f"{ROOT}.{self.type_code}.{self.issuer}.{self.serial}.{self.version:03d}.{self.check}"

    @property
    def file_name(self) -> str:
        """The name such a file goes by in exchange: the identifier, then `.OFD`."""
        return f"{self}.OFD"

    def next_version(self) -> "CertificateIdentifier":
        """The identifier of the same certificate issued once more. Raises LengthError after 999."""
        return compose(type_code=self.type_code, issuer=self.issuer, serial=self.serial, version=self.version + 1)


def compose(*, type_code: str, issuer: str, serial: str, version: int = 1) -> CertificateIdentifier:
    """Compose an identifier and its check character.

    type_code   21 characters: a valid credit code and three digits
    issuer      a valid credit code
    serial      1 to 32 digits and capital letters
    version     1 to 999

    Raises LengthError, CharacterError or CheckCharacterError (a credit code inside is mistyped).
    """
    credit_code.parse(type_code[:18])
    credit_code.parse(issuer)
    return _checked(type_code, issuer, serial, version)


def parse(text: str) -> CertificateIdentifier:
    """Read an identifier. Raises StructureError, LengthError, CharacterError or CheckCharacterError."""
    if not text.startswith(ROOT + "."):
        raise StructureError(f"a certificate identifier begins with {ROOT}.")
    parts = text[len(ROOT) + 1 :].split(".")
    if len(parts) != 5:
        raise StructureError("a certificate identifier has five parts after its root")
    type_code, issuer, serial, version, check = parts
    if len(version) != 3 or not _DIGITS.issuperset(version):
        raise CharacterError("a version is three digits")
    identifier = _checked(type_code, issuer, serial, int(version))
    if check != identifier.check:
        raise CheckCharacterError("the check character does not fit the identifier")
    return identifier


def check_character(body: str) -> str:
    """ISO/IEC 7064 MOD 37,36 (GB/T 17710-2008) over digits and capital letters. Raises CharacterError."""
    product = 36
    for character in body:
        if character not in _VALUES:
            raise CharacterError("only digits and capital letters have a check character")
        total = (product + _VALUES[character]) % 36 or 36
        product = 2 * total % 37
    return _ALPHABET[(37 - product) % 36]


def _checked(type_code: str, issuer: str, serial: str, version: int) -> CertificateIdentifier:
    if len(type_code) != 21:
        raise LengthError(f"a certificate type code has 21 characters, not {len(type_code)}")
    if not _DIGITS.issuperset(type_code[18:]):
        raise CharacterError("a certificate type code ends in three digits")
    if not 6 <= len(issuer) <= 18:
        raise LengthError("an issuer has 6 to 18 characters")
    if not 1 <= len(serial) <= MAX_SERIAL_LENGTH:
        raise LengthError(f"a serial number has 1 to {MAX_SERIAL_LENGTH} characters")
    if not 1 <= version <= MAX_VERSION:
        raise LengthError(f"a version is 1 to {MAX_VERSION}")
    check = check_character(f"{type_code}{issuer}{serial}{version:03d}")
    return CertificateIdentifier(type_code=type_code, issuer=issuer, serial=serial, version=version, check=check)
