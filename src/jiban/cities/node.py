"""Our own node: who we are to other cities, and the key that signs for us."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jiban.places.models import Division
from jiban.seals.keyring import keyring, refusals
from jiban.standards.keys.errors import UnknownKeyError
from jiban.standards.keys.store import Algorithm, OpenKey

from .errors import NotTakingPartError

ENVELOPES = "/cities/envelopes"


def takes_part() -> bool:
    return bool(settings.CITY_CODE)


def own_code() -> str:
    """Raises NotTakingPartError."""
    if not settings.CITY_CODE:
        raise NotTakingPartError
    return str(settings.CITY_CODE)


def own_key() -> OpenKey:
    """The key that signs our envelopes. In development the first call makes it."""
    own_code()
    return _open(Path(settings.KEYRING_DIR), settings.CITY_KEY)


def own_name() -> str:
    """The city of our code; one without a place of its own in the tree is called by the code."""
    top = Division.objects.filter(level=Division.Level.CITY, closed_on=None, code=f"{own_code()}000000").first()
    return top.short_name if top is not None else own_code()


@lru_cache(maxsize=8)
def _open(_folder: Path, name: str) -> OpenKey:
    file_name, store = f"{name}.sm2", keyring().sm2
    with refusals():
        try:
            return store.open_key(file_name)
        except UnknownKeyError:
            if settings.PRODUCTION:
                raise
        store.generate(file_name, Algorithm.SM2)
        return store.open_key(file_name)
