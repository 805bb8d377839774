class CredentialError(Exception):
    """A credential, a status list or an offline code is not what it must be."""


class MalformedError(CredentialError):
    """It cannot be read."""


class ForgedError(CredentialError):
    """A signature is wrong, or a disclosure was never signed."""


class UntrustedIssuerError(CredentialError):
    """The certificate of the signer leads to no trusted root."""


class NotInForceError(CredentialError):
    """Too early, or expired."""


class KeyBindingError(CredentialError):
    """Whoever shows the credential did not prove to hold its key, here and now."""


class StatusUnknownError(CredentialError):
    """The status list does not speak of this credential."""


class TooLargeError(CredentialError):
    """It exceeds a limit."""
