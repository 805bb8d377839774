"""What can go wrong with an electronic seal or a seal signature."""


class SealError(Exception):
    """Family of every error of this folder."""


class SealPictureError(SealError):
    """A seal picture cannot be drawn from this name."""


class MalformedSealError(SealError):
    """The bytes are no seal or no seal signature of GB/T 38540."""


class UnsupportedVersionError(SealError):
    """The structure is a known one, but of a version that is not verified here.

    version   1 (GM/T 0031-2014) or the number found in the header
    """

    def __init__(self, version: int) -> None:
        super().__init__(f"seal structure version {version} is not supported")
        self.version = version


class UnsupportedMethodError(SealError):
    """A signature or digest method other than SM2 with SM3.

    method   the object identifier found
    """

    def __init__(self, method: str) -> None:
        super().__init__(f"method {method} is not supported")
        self.method = method
