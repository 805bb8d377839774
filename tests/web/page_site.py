"""Something of everything, so that no page is empty, and a browser's cookies for each of those who look."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.models import Case
from jiban.certificates import copies, publishing, sharing
from jiban.certificates.copy_face import Notation
from jiban.certificates.models import AnnotatedCopy
from jiban.certificates.sharing import Wish
from jiban.people.models import Officer
from jiban.web.kiosk.gate import KIOSK_COOKIE
from jiban.web.visitors import RESIDENT_KEY, remember_officer
from tests import cast
from tests.kiosks.conftest import paired
from tests.web import page_list
from tests.web.office import samples, samples_helping  # noqa: F401 - it adds its own
from tests.web.resident.conftest import phone, submitted


@dataclass
class Site:
    side: samples.Side
    officers: dict[str, Officer]
    values: dict[str, Any]
    cookies: dict[str, dict[str, str]]
    made: dict[str, str] = field(default_factory=dict)

    def path(self, who: str, page: str) -> str:
        """The address of a page; what an office page shows is made when it is first asked for."""
        if who not in page_list.OFFICE:
            return page.format(**self.values)
        if page not in self.made:
            maker = samples.SAMPLES.get(page)
            about = maker(self.side, self.officers[who]) if maker else {}
            self.made[page] = reverse(f"office:{page}", kwargs=about)
        return self.made[page]



def site(authority, settings, address: str, folder: Path) -> Site:
    settings.SITE_URL, settings.TRUST_DIR = address, folder / "trust"
    side = samples.inside(authority)
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    station = paired(side.committee, side.clerk, side.resident)
    officers = {kind: officer for kind, officer in samples.officer_of_each_kind(side).items() if kind in page_list.OFFICE}
    return Site(
        side=side,
        officers=officers,
        values={**values(side), "village": side.division.code},
        cookies={
            "stranger": {},
            "door": {},
            "resident": {"sessionid": phone(side.resident).cookies["sessionid"].value},
            "kiosk": {KIOSK_COOKIE: station.secret},
            **{kind: session_of(officer) for kind, officer in officers.items()},
        },
    )


def values(side: samples.Side) -> dict[str, Any]:
    now, certificate = timezone.now(), side.done.certificate
    sent_back = submitted(side.resident, "a-key-to-send-back")
    deciding.ask_correction(sent_back, by=side.head, what="请补充门牌照片", now=now)
    copy = copies.make(certificate, Notation("入学", "小学", now.date() + timedelta(days=2)), key="k", now=now)
    return {
        "done": side.done.number,
        "draft": draft_of(side.resident).number,
        "waiting": side.waiting.number,
        "sent_back": sent_back.number,
        "certificate": certificate.number,
        "code": certificate.check_code,
        "copy": AnnotatedCopy.objects.get().pk,
        "token": sharing.share(certificate, Wish(60, 3, "copy", copy), key="k", now=now).token,
    }


def draft_of(resident) -> Case:
    """Begun and laid aside after the first answer."""
    answer = phone(resident).post("/apply/residence/begin/", {"purpose": "school", "receiving_unit": "新安镇中心小学"})
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.get(state="draft")


def session_of(officer: Officer) -> dict[str, str]:
    session = Client().session
    remember_officer(session, officer)
    session.save()
    return {"sessionid": session.session_key}


def typed(side: samples.Side) -> list[str]:
    """Chinese that may stand on an English page: names of people and places, and what people wrote. Longest first."""
    return []
