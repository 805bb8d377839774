"""The picture of a seal, for whoever draws a page: taken from the file as it is. It is shown, not believed."""

from jiban.standards.ofd.reading.model import Package, Signature
from jiban.standards.ofd.rendering.stamps import FindSealPicture, SealPicture
from jiban.standards.ses.errors import SealError
from jiban.standards.ses.seal_reading import parse_seal
from jiban.standards.ses.signature_reading import parse_signature


def seal_pictures(package: Package) -> FindSealPicture:
    """Finds the picture of a seal: in the signature itself, else in the seal's own file; None if neither can be read."""

    def find(signature: Signature) -> SealPicture | None:
        for entry, read in ((signature.signed_value, _seal_in_signature), (signature.seal, _seal_alone)):
            if entry is not None and (picture := read(package.entries[entry])) is not None:
                return picture
        return None

    return find


def _seal_in_signature(signed_value: bytes) -> SealPicture | None:
    try:
        picture = parse_signature(signed_value, tolerant=True).seal.picture
    except SealError:
        return None
    return SealPicture(picture.data, picture.format)


def _seal_alone(seal: bytes) -> SealPicture | None:
    try:
        picture = parse_seal(seal, tolerant=True).picture
    except SealError:
        return None
    return SealPicture(picture.data, picture.format)
