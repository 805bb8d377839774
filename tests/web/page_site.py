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
from jiban.catalogue.models import Item
from jiban.certificates import copies, publishing, sharing
from jiban.certificates.copy_face import Notation
from jiban.certificates.models import AnnotatedCopy
from jiban.certificates.sharing import Wish
from jiban.cities.models import CityVillage
from jiban.kiosks.models import Kiosk
from jiban.people.models import Officer, Post, Resident
from jiban.places.models import Committee, Division
from jiban.standards.codes.masking import mask_name
from jiban.web.kiosk.gate import KIOSK_COOKIE
from jiban.web.visitors import SHARED_DEVICE_KEY, remember_officer
from tests.kiosks.conftest import paired
from tests.web import page_list, page_ways
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
    officers = {
        kind: officer for kind, officer in samples.officer_of_each_kind(side).items() if kind in page_list.OFFICE
    }
    return Site(
        side=side,
        officers=officers,
        values={**values(side), **page_ways.values(side, settings, folder), "village": side.division.code},
        cookies={
            "stranger": {},
            "door": {},
            "resident": {"sessionid": phone(side.resident).cookies["sessionid"].value},
            "kiosk": {KIOSK_COOKIE: station.secret},
            "kiosk-unpaired": {},
            "kiosk-resident": {KIOSK_COOKIE: station.secret, "sessionid": at_kiosk(side.resident)},
            **{kind: session_of(officer) for kind, officer in officers.items()},
        },
    )


def values(side: samples.Side) -> dict[str, Any]:
    now, certificate = timezone.now(), side.done.certificate
    sent_back = submitted(side.resident, "a-key-to-send-back")
    deciding.ask_correction(sent_back, by=side.head, what="请补充门牌照片", now=now)
    copy = copies.make(
        certificate,
        Notation("入学", "小学", now.date() + timedelta(days=2)),
        key="k",
        now=now,
    )
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


def at_kiosk(resident: Resident) -> str:
    session = phone(resident).session
    session[SHARED_DEVICE_KEY] = True
    session.save()
    return str(session.session_key)


def typed(side: samples.Side) -> list[str]:
    """Chinese that may stand on an English page, longest first: names of people, places, units and posts, what people
    wrote, examples of what a certificate needs in Chinese, numbers of rules, and what a seal or an SMS carries."""
    names = [
        *Officer.objects.values_list("name", flat=True),
        *Resident.objects.values_list("name", flat=True),
        *Division.objects.values_list("name", flat=True),
        *Division.objects.values_list("short_name", flat=True),
        *Committee.objects.values_list("name", flat=True),
        *Post.objects.values_list("title", flat=True),
        *Kiosk.objects.values_list("name", flat=True),
        *(str(each.get("example", "")) for item in Item.objects.all() for each in item.definition["fields"]),
        *(value for value in samples_answers(side) if isinstance(value, str)),
        side.resident.address,
        *CityVillage.objects.values_list("name", flat=True),
        *CityVillage.objects.values_list("path", flat=True),
        *(mask_name(name) for name in (*Resident.objects.values_list("name", flat=True), "孙小燕")),
        *WRITTEN,
    ]
    return sorted({name for name in names if name}, key=len, reverse=True)


def samples_answers(side: samples.Side) -> list[Any]:
    return [*side.done.answers.values(), *side.waiting.answers.values()]


WRITTEN = (
    "样例县民政局", "样例银行", "只认纸质件", "房屋是否自住？", "请补充门牌照片", "请安排B角", "吴新人", "小小", "3组", "遗失", "调离", "入学",
    "小学", "样例县教育局", "样例县公安局（虚构）", "孙小燕", "租房合同.jpg", "村委会", "村委会主任", "申请公租房", "大厅1号机", "大厅2号机", "大厅3号机",
    "【村务办事】", "样章", "民发〔2020〕20号", "简体中文",
)  # fmt: skip
