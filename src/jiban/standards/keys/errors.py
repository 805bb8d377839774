class KeyStoreError(Exception):
    """A key store refuses or cannot do what was asked. The words name keys and devices, never persons."""


class ConfigurationError(KeyStoreError):
    """The store is set up in a way that cannot work or must not be used."""


class UnsupportedError(KeyStoreError):
    """This store cannot do this: another algorithm, or making keys where only prepared ones are used."""


class UnknownKeyError(KeyStoreError):
    """The store holds no key of this name."""


class KeyExistsError(KeyStoreError):
    """There is a key of this name already; a key is never overwritten."""


class KeyNameError(KeyStoreError):
    """A name of a key that is not 1 to 80 letters, digits, dots, hyphens and underscores."""


class WrongPinError(KeyStoreError):
    """The PIN of the key or of the device is wrong or missing, or the device has locked it."""


class NotAllowedError(KeyStoreError):
    """The store knows the key, but this user of it may not do this."""


class CertificatePeriodError(KeyStoreError):
    """The key's certificate is not valid now: an expired certificate, or one whose time has not come, must not sign."""


class WrongCertificateError(KeyStoreError):
    """The certificate names another key, or cannot be read."""


class WrongSignatureError(KeyStoreError):
    """What came back is no signature of this key over this digest: the device is set up wrong or lies."""


class DigestSizeError(KeyStoreError):
    """A digest that does not have 32 bytes."""


class BadAnswerError(KeyStoreError):
    """A signing server's answer, or a message to one, that does not keep to the protocol."""


class UnavailableError(KeyStoreError):
    """The device or server cannot be reached or has failed. Asking again later may help.

    wait_seconds   how long to wait at least, where the server says so
    """

    def __init__(self, text: str, *, wait_seconds: float | None = None) -> None:
        super().__init__(text)
        self.wait_seconds = wait_seconds


class BusyError(UnavailableError):
    """No session became free in time, or the server asks for fewer requests."""


class StillPendingError(UnavailableError):
    """The request was taken up and its signature is not there yet: ask again with the same request id."""


class TimedOutError(UnavailableError):
    """The device or server did not answer in time. Whether it signed is not known; asking again does no harm."""
