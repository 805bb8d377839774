"""Who is here: a resident who came in, or the holder of a receipt who may print one certificate."""

import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from jiban.certificates.models import Certificate, CertificateState
from jiban.kiosks import printing
from jiban.kiosks.models import Arrival, Kiosk
from jiban.people.encryption import UnreadableError, decrypt, encrypt
from jiban.people.models import Resident
from jiban.web.preferences import safe_next
from jiban.web.visitors import RESIDENT_KEY, SHARED_DEVICE_KEY

CARD_KEY = "kiosk_card"
ARRIVAL_KEY = "kiosk_arrival"
NEXT_KEY = "kiosk_next"
PICKUP_KEY = "kiosk_pickup"
PRINT_KEY = "kiosk_print"
START = "/kiosk/"
KEY = re.compile(r"[\w-]{16,40}")


@dataclass(frozen=True, slots=True)
class CardHolder:
    """Whose card lies on the reader, until it is over. Kept encrypted: the name and number are nobody else's."""

    resident: int
    name: str
    identity_number: str
    challenge: str = ""
    shown_code: str = ""
    notice: str = ""


def new_key() -> str:
    """One for each showing of a form, so that a double tap does once what it does."""
    return secrets.token_urlsafe(16)


def key_in(request: HttpRequest) -> str:
    sent = request.POST.get("key", "")
    return sent if KEY.fullmatch(sent) else new_key()


def keep_card(request: HttpRequest, holder: CardHolder) -> None:
    request.session[CARD_KEY] = encrypt(json.dumps(asdict(holder)).encode()).decode()


def card_holder(request: HttpRequest) -> CardHolder | None:
    kept = request.session.get(CARD_KEY)
    try:
        return CardHolder(**json.loads(decrypt(kept.encode()))) if kept else None
    except UnreadableError:
        return None


def resident_here(request: HttpRequest) -> Resident | None:
    return cast("Resident | None", getattr(request, "resident", None)) or None


def my_arrival(request: HttpRequest, way: str, *, now: datetime) -> Arrival | None:
    """The chance that was given to this browser and still counts."""
    kept = request.session.get(ARRIVAL_KEY, {})
    kiosk: Kiosk | None = getattr(request, "kiosk", None)
    open_ones = Arrival.objects.filter(kiosk=kiosk, way=way, closed_at=None, expires_at__gt=now)
    return open_ones.select_related("kiosk").filter(pk=kept.get("pk")).first() if kept and kiosk else None


def let_in(request: HttpRequest, resident: Resident) -> str:
    """The session is the resident's from now on. Returns where to go."""
    session = request.session
    next_page = safe_next(session.get(NEXT_KEY), default=START)
    forget_all_but(request, PICKUP_KEY)
    session.cycle_key()
    session[RESIDENT_KEY] = resident.pk
    session[SHARED_DEVICE_KEY] = True
    return next_page


def forget_all_but(request: HttpRequest, *kept: str) -> None:
    for name in (CARD_KEY, ARRIVAL_KEY, NEXT_KEY, PICKUP_KEY, PRINT_KEY):
        if name not in kept:
            request.session.pop(name, None)


def certificate_here(request: HttpRequest, number: str) -> Certificate | None:
    """A certificate in force of who is here, or the one that was picked up."""
    resident, picked = resident_here(request), request.session.get(PICKUP_KEY)
    found = Certificate.objects.filter(number=number).select_related("committee", "holder").first()
    if found is None:
        return None
    is_mine = resident is not None and found.holder_id == resident.pk
    return found if is_mine or picked == found.pk else None


def is_in_force(certificate: Certificate) -> bool:
    return certificate.state == CertificateState.SEALED and certificate.valid_until >= timezone.localdate()


def wipe(request: HttpRequest) -> None:
    """Nothing of the person stays on the server's side of this browser."""
    kiosk: Kiosk | None = getattr(request, "kiosk", None)
    now = timezone.now()
    if kiosk is not None:
        printing.clear(kiosk, now=now)
        Arrival.objects.filter(kiosk=kiosk, closed_at=None, way=Arrival.Way.CARD).update(closed_at=now)
    request.session.flush()
