"""The pages that every mode has to suit, and who opens them. Whoever adds a page that people use adds it here."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from jiban.cases.models import Case
from jiban.certificates import copies, publishing, sharing
from jiban.certificates.copy_face import Notation
from jiban.certificates.models import AnnotatedCopy
from jiban.certificates.sharing import Wish
from jiban.web.kiosk.gate import KIOSK_COOKIE
from jiban.web.visitors import RESIDENT_KEY, remember_officer
from tests import cast
from tests.kiosks.conftest import paired
from tests.web.resident.conftest import issued, submitted

STRANGER = (
    "/",
    "/items/",
    "/items/residence/",
    "/items/?q=zzz",
    "/life/school/",
    "/scores/",
    "/sign-in/",
    "/sign-in/ways/",
    "/sign-in/slip/",
    "/reading/",
    "/nowhere/",
)
VERIFY = ("/verify/", "/verify/offline/", "/v/{code}", "/v/0123456789ABCDEF", "/trust/", "/s/{token}")
RESIDENT = (
    "/",
    "/items/",
    "/apply/residence/",
    "/apply/residence/?all=1",
    "/apply/school-residence/",
    "/apply/farming/",
    "/drafts/{draft}/",
    "/drafts/{draft}/check/",
    "/cases/",
    "/cases/{waiting}/",
    "/cases/{waiting}/withdrawal/",
    "/cases/{done}/",
    "/cases/{done}/rating/",
    "/certificates/",
    "/certificates/{certificate}/",
    "/certificates/{certificate}/qr/",
    "/certificates/{certificate}/copies/",
    "/certificates/{certificate}/copies/{copy}/",
    "/certificates/{certificate}/shares/",
    "/certificates/{certificate}/refusal/",
    "/certificates/{certificate}/revocation/",
    "/unit-refusals/",
    "/me/",
    "/me/looks/",
    "/me/email/",
    "/me/mobile/",
    "/me/children/",
    "/me/children/new/",
)
KIOSK = (
    "/kiosk/",
    "/kiosk/by-phone/",
    "/kiosk/by-card/",
    "/kiosk/pickup/",
    "/kiosk/counter/",
    "/items/",
    "/items/residence/",
    "/reading/",
)
DOOR = ("/office/sign-in/", "/office/way-back/", "/office/joining/")
HEAD = (
    "/office/",
    "/office/cases/{waiting}/",
    "/office/cases/{waiting}/correction/",
    "/office/cases/{waiting}/refusal/",
    "/office/cases/{done}/",
    "/office/batch/",
    "/office/certificates/",
    "/office/certificates/{certificate}/",
    "/office/certificates/{certificate}/revocation/",
    "/office/promise/",
    "/office/seal-uses/",
    "/office/seals/",
    "/office/seals/{seal}/",
    "/office/find/",
    "/office/account/",
    "/office/account/recovery-codes/",
    "/office/account/password/",
)
CLERK = ("/office/visits/", "/office/counter/slips/", "/office/counter/children/", "/office/kiosks/")
COUNTY = (
    "/office/workload/",
    "/office/follow-ups/",
    "/office/scores/",
    "/office/messages/",
    "/office/unit-refusals/",
    "/office/places/",
    "/office/officers/",
    "/office/invitations/",
    "/office/invitations/new/",
)
DESK = {"door": DOOR, "head": HEAD, "clerk": CLERK, "county": COUNTY}
PHONE = {"stranger": STRANGER + VERIFY, "resident": RESIDENT}
ALL = {**PHONE, "kiosk": KIOSK, **DESK}


@dataclass(frozen=True)
class Site:
    """Something of everything, so that no page is empty, and a session for each of those who look."""

    values: dict[str, Any]
    cookies: dict[str, dict[str, str]]
    names: tuple[str, ...]

    def path(self, pattern: str) -> str:
        return pattern.format(**self.values)


def site(authority, settings, address: str, folder: Path) -> Site:
    settings.SITE_URL, settings.TRUST_DIR = address, folder / "trust"
    village = cast.village(authority)
    cast.items()
    now = timezone.now()
    publishing.publish(settings.TRUST_DIR, authority, now)
    station = paired(village.committee, village.clerk, village.resident)
    done, draft = issued(village), draft_of(village.resident)
    waiting = submitted(village.resident, "another-key-of-these-tests")
    copy = copies.make(done.certificate, Notation("入学", "小学", now.date() + timedelta(days=2)), key="k", now=now)
    link = sharing.share(done.certificate, Wish(60, 3, "copy", copy), key="k", now=now)
    return Site(
        values={
            "done": done.number,
            "draft": draft.number,
            "waiting": waiting.number,
            "certificate": done.certificate.number,
            "code": done.certificate.check_code,
            "copy": AnnotatedCopy.objects.get().pk,
            "token": link.token,
            "seal": village.seal.pk,
        },
        cookies={
            "stranger": {},
            "door": {},
            "resident": session_of(village.resident, is_officer=False),
            "kiosk": {KIOSK_COOKIE: station.secret},
            "head": session_of(village.head),
            "clerk": session_of(village.clerk),
            "county": session_of(village.county),
        },
        names=(village.resident.name, village.head.name, village.clerk.name, village.county.name),
    )


def draft_of(resident) -> Case:
    """Begun and laid aside after the first answer."""
    browser = Client()
    session = browser.session
    session[RESIDENT_KEY] = resident.pk
    session.save()
    answer = browser.post("/apply/residence/begin/", {"purpose": "school", "receiving_unit": "新安镇中心小学"})
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.get(state="draft")


def session_of(person, *, is_officer: bool = True) -> dict[str, str]:
    session = Client().session
    if is_officer:
        remember_officer(session, person)
    else:
        session[RESIDENT_KEY] = person.pk
    session.save()
    return {"sessionid": session.session_key}
