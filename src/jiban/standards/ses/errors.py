"""What can go wrong with an electronic seal or a seal signature."""


class SealError(Exception):
    """Family of every error of this folder."""


class SealPictureError(SealError):
    """A seal picture cannot be drawn from this name."""


class SealContentError(SealError):
    """A seal or a signature must not be made from these values."""


class MalformedSealError(SealError):
    """The bytes are no seal, no seal signature and no signed data in a form that is read here."""


class BareSignatureError(SealError):
    """An SM2 signature alone, where signed data belongs: nothing says whose it is."""


class UnsupportedVersionError(SealError):
    """A known structure, but of a version that is not read here.

    version   1 for GM/T 0031-2014, else the number found in the header
    """

    def __init__(self, version: int) -> None:
        super().__init__(f"seal structures of version {version} are not supported")
        self.version = version
