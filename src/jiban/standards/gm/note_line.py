"""An SM2 line on a signed note, c2sp.org/signed-note: for readers in whose country SM2 is what counts.

Example of a line under a checkpoint, beside the log's own Ed25519 line and under the same name:

    — city.example/log Zm9vYjBFAiEA…

C2SP assigns no type to SM2. So the type is 0xff, which it keeps for such, followed by a longer identifier:

    key         0xff || "jiban/sm2-with-sm3/v1" || 65 bytes 04 || x || y
    signature   DER SEQUENCE{r, s} (GM/T 0009) by SM2 with SM3 (GM/T 0003.2) over the note's text, its last newline included,
                with the default identifier 1234567812345678: what `openssl pkeyutl -verify -rawin` takes as it is

Whoever does not know the key ignores the line, as signed-note demands.
"""

from dataclasses import dataclass
from typing import Self

from jiban.standards.gm import errors
from jiban.standards.gm.sm2 import PrivateKey, PublicKey
from jiban.standards.tlog import note
from jiban.standards.tlog.errors import KeyFormatError, SignatureError

TYPE = b"\xff" + b"jiban/sm2-with-sm3/v1"


@dataclass(frozen=True, slots=True)
class Sm2Verifier:
    """A public SM2 key under a name."""

    name: str
    key: PublicKey

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read `name+hex(key id)+base64(type || point)`. Raises KeyFormatError."""
        name, key_id, material = note.split_key(vkey)
        if not material.startswith(TYPE):
            raise KeyFormatError("the key is not of the type that SM2 lines have")
        try:
            verifier = cls(name, PublicKey.from_point(material[len(TYPE) :]))
        except errors.KeyFormatError as error:
            raise KeyFormatError(str(error)) from error
        note.check_key_id(verifier, key_id)
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes: SHA-256(name || newline || type || point), cut."""
        return note.key_id_of(self.name, TYPE + self.key.point)

    @property
    def vkey(self) -> str:
        """The key as text."""
        return note.key_text(self, TYPE + self.key.point)

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether `signature` is this key's for the note text."""
        return self.key.verify(text.encode(), signature)

    def check_line(self, signed: str) -> bool:
        """Whether the note has this key's line; it is true then.

        Raises SignatureError if it has one that is false, and NoteFormatError.
        """
        text, signatures = note.parse(signed)
        lines = [one for one in signatures if (one.name, one.key_id) == (self.name, self.key_id)]
        if not all(self.verify(text, one.signature) for one in lines):
            raise SignatureError(f"the SM2 signature of {self.name} is false")
        return bool(lines)


class Sm2Signer:
    """A private SM2 key under a name."""

    def __init__(self, name: str, private_key: PrivateKey) -> None:
        """Raises KeyFormatError for a name with spaces or a plus."""
        note.check_name(name)
        self._private_key = private_key
        self.verifier = Sm2Verifier(name, private_key.public_key)

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, PrivateKey.generate())

    @classmethod
    def parse(cls, skey: str) -> Self:
        """Read `PRIVATE+KEY+name+hex(key id)+base64(type || PrivateKeyInfo)`. Raises KeyFormatError."""
        name, key_id, material = note.split_signer_key(skey)
        if not material.startswith(TYPE):
            raise KeyFormatError("the key is not of the type that SM2 lines have")
        try:
            signer = cls(name, PrivateKey.from_pkcs8(material[len(TYPE) :]))
        except errors.KeyFormatError:
            # The cause could show bytes of the key: it is not chained.
            raise KeyFormatError("the private key is no SM2 key") from None
        note.check_key_id(signer.verifier, key_id)
        return signer

    @property
    def skey(self) -> str:
        """The private key as text: keep it secret."""
        return note.signer_key_text(self.verifier, TYPE + self._private_key.to_pkcs8())

    def signature_line(self, text: str) -> str:
        """The line over the note text, with its newline. Raises SigningError."""
        return note.signature_line(self.verifier, self._private_key.sign(text.encode()))
