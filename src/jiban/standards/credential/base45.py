"""Base45 (RFC 9285): bytes as the characters of a QR code's alphanumeric mode."""

from jiban.standards.credential.errors import MalformedError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Three characters for two bytes, two for a last single one."""
    written = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, value = divmod(number, 45)
            written.append(ALPHABET[value])
    return "".join(written)


def decode(text: str) -> bytes:
    """Raises MalformedError for other characters, a length that cannot be, and a group above its bytes."""
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        if len(group) == 1 or any(character not in _VALUE for character in group):
            raise MalformedError("not Base45")
        number = sum(_VALUE[character] * 45**place for place, character in enumerate(group))
        if number >= 1 << 8 * (len(group) - 1):
            raise MalformedError("a group of Base45 stands for more than its bytes")
        data += number.to_bytes(len(group) - 1)
    return bytes(data)
