"""A reviewer's PIN in front of a device that knows no PIN for each key.

A small encrypted file a key opens with the system's secret and the PIN, as a key file would. It keeps the office to the
rule that only the reviewer in person signs; against someone who controls the machine the device's own PINs are stronger.
"""

from pathlib import Path

from jiban.standards.gm import keyfile

from .errors import WrongPinError

MARK = b"jiban PIN gate 1"


class PinGate:
    def __init__(self, folder: Path, secret: str, cost: keyfile.Cost) -> None:
        self._folder = folder
        self._secret = secret
        self._cost = cost

    def set(self, key_id: str, pin: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(key_id)
        path.touch(mode=0o600)
        path.write_bytes(keyfile.encrypt_pkcs8(MARK, self._joined(pin), cost=self._cost))

    def guards(self, key_id: str) -> bool:
        return self._path(key_id).exists()

    def check(self, key_id: str, pin: str) -> None:
        """Raise WrongPinError unless it is the PIN that was set; a PIN for a key without one is wrong as well."""
        try:
            keyfile.decrypt_pkcs8(self._path(key_id).read_bytes(), self._joined(pin))
        except (FileNotFoundError, keyfile.KeyFileError) as error:
            raise WrongPinError from error

    def _path(self, key_id: str) -> Path:
        return self._folder / f"{key_id}.pin"

    def _joined(self, pin: str) -> bytes:
        return f"{self._secret}\n{pin}".encode()
