"""What residents reach only by a way, made at once: consents, look-ups, help, other cities, a report of a refusal."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from jiban.cases import known_facts
from jiban.cities.models import Application, ApplicationState, Channel, CityVillage
from jiban.exchange import actions, questions
from jiban.helping.models import HelpTask, Kin
from tests import cast
from tests.exchange.conftest import asked, connect, offered, source
from tests.web.office import samples, samples_elsewhere, samples_helping

FACT = "lives-here-since"


def values(side: samples.Side, settings: Any, folder: Any) -> dict[str, Any]:
    """By the names that stand in the addresses of page_list.py."""
    return {**shared_data(side, settings, folder), **helped(side), **far_away(side), "refusal": refusal(side)}


def shared_data(side: samples.Side, settings: Any, folder: Any) -> dict[str, Any]:
    """A department shares one fact; the village asks to look it up, and a school has."""
    now, number = timezone.now(), side.resident.identity_number
    path = source(folder, (number, 1, "2009-03", 1), as_of=timezone.localdate())
    connect(settings, folder, connector=f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"')
    actions.load()
    wanted = known_facts.ask_consent(side.waiting, FACT, by=side.clerk, now=now)
    seen = asked(side.resident, offered(side.resident, questions.fact(FACT), now=now), now=now)
    return {"consent": wanted.number, "fact": FACT, "look_up": seen.pk}


def helped(side: samples.Side) -> dict[str, int]:
    """The resident was helped by an officer, and helps somebody in turn."""
    was = samples_helping._certificate(side, side.clerk)
    now = timezone.now()
    other = cast.resident(side.committee.division, name="李小平", sequence=7, now=now)
    task = HelpTask.objects.create(
        resident=other, item=side.waiting.item, committee=side.committee, relative=side.resident,
        authority="relation", kin=Kin.CHILD, opened_at=now, ends_at=now + timedelta(minutes=30),
    )  # fmt: skip
    return {"helped": was["pk"], "helping": task.pk}


def far_away(side: samples.Side) -> dict[str, str]:
    """Two applications to another city: one is with its village, one came back to be completed."""
    item = samples_elsewhere._item(side)
    village = CityVillage.objects.create(city=item.city, code="990323100201", name="李庄村", path="第三县第三镇")
    said = {"waits": ApplicationState.SUBMITTED, "comes_back": ApplicationState.CORRECTING}
    return {
        "city": item.city.code,
        "far_village": village.code,
        **{name: _applied(side, item, state).number for name, state in said.items()},
    }


def _applied(side: samples.Side, item: Any, state: ApplicationState) -> Application:
    number = f"KS2026-PHONE-{state.upper()}"
    made = Application(
        number=number, key=number, city=item.city, item_code=item.code, item_version=1, title="居住证明",
        title_en="Residence", document=item.document, village_code="990323100201", village_name="第三县第三镇李庄村",
        channel=Channel.RESIDENT, resident=side.resident, state=state, words="请补充门牌照片", created_at=timezone.now(),
    )  # fmt: skip
    made.keep(applicant={"name": side.resident.name, "identityNumber": "990000198603121222", "mobile": ""}, said={})
    made.save()
    return made


def refusal(side: samples.Side) -> int:
    return samples._reported(side).pk
