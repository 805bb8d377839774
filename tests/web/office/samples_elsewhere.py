"""Real objects for the addresses of the window for other cities: see `samples`."""

from datetime import timedelta

from django.utils import timezone

from jiban.cities.models import Application, ApplicationFile, ApplicationState, Channel, City, CityItem
from jiban.people.encryption import encrypt
from tests.web.office.samples import sample


def _item(side):
    today = timezone.localdate()
    city, _new = City.objects.get_or_create(
        code="990300",
        defaults={
            "name": "第三市", "name_en": "Third", "url": "http://127.0.0.1:9", "added_at": timezone.now(),
            "valid_from": today - timedelta(days=1), "valid_until": today + timedelta(days=90),
        },
    )  # fmt: skip
    document = side.waiting.item.definition
    found, _new = CityItem.objects.get_or_create(
        city=city, code="residence", defaults={"version": 1, "document": document}
    )
    return found


def _made(side, officer, state):
    item, number = _item(side), f"KS2026-{side.division.code}-{state.upper()}"
    made = Application.objects.filter(number=number).first() or Application(
        number=number, key=number, city=item.city, item_code=item.code, item_version=1, title="居住证明",
        title_en="Residence", document=item.document, village_code="990323100201", village_name="第三县第三镇李庄村",
        channel=Channel.COUNTER, officer=officer, committee=side.committee, state=state, created_at=timezone.now(),
    )  # fmt: skip
    made.keep(applicant={"name": "孙小燕", "identityNumber": "990000199005060770", "mobile": ""}, said={})
    made.save()
    return made


@sample("elsewhere-apply")
def _apply(side, _officer):
    item = _item(side)
    return {"city": item.city.code, "code": item.code}


@sample("elsewhere-case")
def _case(side, officer):
    return {"number": _made(side, officer, ApplicationState.SUBMITTED).number}


@sample("elsewhere-correction")
def _correction(side, officer):
    return {"number": _made(side, officer, ApplicationState.CORRECTING).number}


@sample("elsewhere-file")
def _file(side, officer):
    made = _made(side, officer, ApplicationState.ISSUED)
    ApplicationFile.objects.get_or_create(
        application=made, form="pdf", defaults={"digest": "sm3:0", "data": encrypt(b"%PDF-1.7")}
    )
    return {"number": made.number, "form": "pdf"}
