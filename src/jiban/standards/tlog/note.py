"""Signed notes, c2sp.org/signed-note, with Ed25519 keys.

Example, verified by `example.com/log+1dde4531+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop`:

    This text is signed.

    — example.com/log Hd5FMVAcHKIe48OE8tTatdMki3mLaL3bc51XNL3FsvO7w834Se6F5VtYzO77UYr7RpYPztqD0tWFehJ5wl9Mw9rxqAk=

The text ends in a newline; a blank line follows; then one line for each signature: em dash, space, key name,
space, base64 of the 4-byte key id and the signature.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jiban.standards.tlog import canonical_base64
from jiban.standards.tlog.errors import KeyFormatError, NoteFormatError, SignatureError, UnknownSignerError

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
ED25519 = b"\x01"
"""The signature type byte of plain Ed25519 over the note text."""

_SIGNATURE_START = "— "
_SIGNER_KEY_START = "PRIVATE+KEY+"
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class KnownKey(Protocol):
    """Whatever can say whether a signature line is true: a key of any signature type, under a name."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    @property
    def vkey(self) -> str: ...
    def verify(self, text: str, signature: bytes) -> bool:
        """Whether `signature`, the bytes after the key id, is this key's for the note text."""


class CanSign(Protocol):
    """Whatever writes a signature line."""

    def signature_line(self, text: str) -> str:
        """The line over the note text, with its newline."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name. Two keys of one name differ by their id."""

    name: str
    public_key: bytes

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read `name+hex(key id)+base64(0x01 || public key)`. Raises KeyFormatError."""
        name, key_id, material = split_key(vkey)
        verifier = cls(name, _plain_ed25519(material))
        check_key_id(verifier, key_id)
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes: SHA-256(name || newline || type || public key), cut."""
        return key_id_of(self.name, ED25519 + self.public_key)

    @property
    def vkey(self) -> str:
        return key_text(self, ED25519 + self.public_key)

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether `signature` (64 bytes) is this key's over the note text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A private key under a name."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        """Raises KeyFormatError for a name with spaces or a plus."""
        check_name(name)
        self._private_key = private_key
        self.verifier = Verifier(name, private_key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, skey: str) -> Self:
        """Read `PRIVATE+KEY+name+hex(key id)+base64(0x01 || seed)`. Raises KeyFormatError."""
        name, key_id, material = split_signer_key(skey)
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(_plain_ed25519(material)))
        check_key_id(signer.verifier, key_id)
        return signer

    @property
    def skey(self) -> str:
        """The private key as text: keep it secret."""
        return signer_key_text(self.verifier, ED25519 + self._private_key.private_bytes_raw())

    def signature_line(self, text: str) -> str:
        return signature_line(self.verifier, self._private_key.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, not judged yet."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note that at least one known key signed.

    text       what was signed, with its final newline
    signed_by  the known keys whose signatures are true
    """

    text: str
    signed_by: tuple[KnownKey, ...]


def sign(text: str, signers: Sequence[CanSign]) -> str:
    """Write a signed note. Raises NoteFormatError for a text that no note can hold, or without signers."""
    _check_text(text)
    if not text.endswith("\n") or not signers:
        raise NoteFormatError("a note's text ends in a newline, and somebody signs it")
    return text + "\n" + "".join(signer.signature_line(text) for signer in signers)


def open_note(note: str, verifiers: Sequence[KnownKey]) -> Note:
    """Check a note's signatures. Signatures by unknown keys are ignored, as the specification demands.

    Raises NoteFormatError, SignatureError (a known key's signature is false) or UnknownSignerError.
    """
    text, signatures = parse(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed_by: dict[KnownKey, None] = {}
    for line in signatures:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            continue
        if not verifier.verify(text, line.signature):
            raise SignatureError(f"the signature of {line.name} is false")
        signed_by[verifier] = None
    if not signed_by:
        raise UnknownSignerError("no known key signed the note")
    return Note(text, tuple(signed_by))


def parse(note: str) -> tuple[str, list[Signature]]:
    """Split a note into its text and its signature lines without judging them. Raises NoteFormatError."""
    _check_text(note)
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteFormatError("a note is a text, a blank line and signature lines")
    signatures = [_parse_signature(line) for line in lines[:-1].split("\n")]
    if len(signatures) > MAX_SIGNATURES:
        raise NoteFormatError(f"a note has at most {MAX_SIGNATURES} signatures")
    return text + "\n", signatures


def signature_lines(note: str) -> list[str]:
    """The signature lines as they stand, each with its newline, in the order of `parse`. Raises NoteFormatError."""
    parse(note)
    return [f"{line}\n" for line in note.rpartition("\n\n")[2][:-1].split("\n")]


def _parse_signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
    try:
        data = canonical_base64.decode(encoded)
        check_name(name)
    except (ValueError, KeyFormatError) as error:
        raise NoteFormatError("a signature line is an em dash, a key name and base64") from error
    if not line.startswith(_SIGNATURE_START) or len(data) <= 4:
        raise NoteFormatError("a signature line is an em dash, a key name and base64 of more than four bytes")
    return Signature(name, data[:4], data[4:])


def signature_line(key: KnownKey, signature: bytes) -> str:
    """The line that carries a key's signature, with its newline."""
    return f"{_SIGNATURE_START}{key.name} {canonical_base64.encode(key.key_id + signature)}\n"


def split_key(text: str) -> tuple[str, str, bytes]:
    """Name, key id in hex, and the bytes of a key's text: signature type and key. Raises KeyFormatError."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not _KEY_ID.fullmatch(parts[1]):
        raise KeyFormatError("a key is a name, eight hex digits and base64, joined by plus signs")
    name, key_id, encoded = parts
    check_name(name)
    try:
        return name, key_id, canonical_base64.decode(encoded)
    except ValueError as error:
        raise KeyFormatError("a key ends in base64") from error


def split_signer_key(text: str) -> tuple[str, str, bytes]:
    """As `split_key`, of a private key's text. Raises KeyFormatError."""
    if not text.startswith(_SIGNER_KEY_START):
        raise KeyFormatError(f"a signer key begins with {_SIGNER_KEY_START}")
    return split_key(text.removeprefix(_SIGNER_KEY_START))


def key_text(key: KnownKey, material: bytes) -> str:
    """What `split_key` reads: `material` is the signature type and the key."""
    return f"{key.name}+{key.key_id.hex()}+{canonical_base64.encode(material)}"


def signer_key_text(key: KnownKey, material: bytes) -> str:
    """What `split_signer_key` reads: keep it secret."""
    return _SIGNER_KEY_START + key_text(key, material)


def check_key_id(key: KnownKey, key_id: str) -> None:
    """Raises KeyFormatError unless the eight hex digits are the key's."""
    if key.key_id.hex() != key_id:
        raise KeyFormatError("the key id does not belong to the key")


def key_id_of(name: str, material: bytes) -> bytes:
    """Four bytes: SHA-256(name || newline || type || public key), cut."""
    return sha256(name.encode() + b"\n" + material).digest()[:4]


def _plain_ed25519(material: bytes) -> bytes:
    if material[:1] != ED25519 or len(material) != 33:
        raise KeyFormatError("only Ed25519 keys (type 0x01, 32 bytes) are known here")
    return material[1:]


def check_name(name: str) -> None:
    """Raises KeyFormatError for a name that no key can have."""
    if not name or "+" in name or any(character.isspace() for character in name):
        raise KeyFormatError("a key name is not empty and has no spaces and no plus")


def _check_text(text: str) -> None:
    if len(text) > MAX_NOTE_BYTES or _CONTROL.search(text) or _LONE_SURROGATE.search(text):
        raise NoteFormatError("a note is valid UTF-8 without control characters, at most a megabyte")
