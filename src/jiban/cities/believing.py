"""Whose certificates are believed here: the trust folder of each city, and its newest list of what it revoked."""

import logging
from pathlib import Path

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jiban import bounded_answers
from jiban.certificates import elsewhere, trust
from jiban.certificates.trust import TrustError

from .errors import CityError
from .models import City
from .trusting import UnknownCityError

log = logging.getLogger(__name__)

SECONDS = 10
LARGEST_LIST_BYTES = 8 * 1024 * 1024


class FolderError(CityError):
    message = _("This is no trust folder of a city. Ask the other city for its trust.zip, and unpack it.")


def believe(code: str, folder: Path) -> str:
    """Certificates that the city issued for its own villages are judged by its folder; the city's name. Raises CityError."""
    city = City.objects.filter(code=code).first()
    if city is None:
        raise UnknownCityError
    files = {name: path.read_bytes() for name in elsewhere.HANDED_OVER if (path := folder / name).is_file()}
    try:
        elsewhere.believe(Path(settings.TRUST_DIR), code=code, name=city.name, files=files)
    except TrustError as error:
        raise FolderError(f"{FolderError.message} ({error})") from error
    return city.name


def fetch_lists() -> int:
    """The lists of all cities that we believe, as they publish them now; how many were newer."""
    here = Path(settings.TRUST_DIR)
    codes = [place.name for place in elsewhere.believed(here)]
    return sum(_fetch(here, city) for city in City.objects.filter(code__in=codes, suspended_at=None))


def _fetch(here: Path, city: City) -> bool:
    try:
        text = _text_at(f"{city.url.rstrip('/')}/trust/{trust.REVOCATIONS}")
        return elsewhere.newer_list(here, code=city.code, text=text)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError, bounded_answers.AnswerTooLongError) as error:
        log.info("the list of %s could not be had (%s)", city.code, type(error).__name__)
    except TrustError:
        log.warning("the list of %s is not signed by the log that we know", city.code)
    return False


def _text_at(url: str) -> str:
    with httpx.stream("GET", url, timeout=SECONDS) as answer:
        answer.raise_for_status()
        return bounded_answers.read(answer, most=LARGEST_LIST_BYTES).decode()
