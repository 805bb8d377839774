"""Fill in an application to another city: find the village first, then answer that city's questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from jiban.cities import questions
from jiban.cities.models import Application, CityItem, CityVillage
from jiban.people.encryption import decrypt
from jiban.web.application_form import ApplicationForm, paper_name

TYPES = {"pdf": "application/pdf", "ofd": "application/ofd"}


@dataclass(frozen=True, slots=True)
class Place:
    """The item, and the village once it is chosen."""

    item: CityItem
    village: CityVillage | None
    asked: str
    found: Sequence[CityVillage]


def place_of(request: HttpRequest, city: str, code: str) -> Place:
    item = questions.item(timezone.localdate(), city, code)
    if item is None:
        raise Http404
    chosen = (request.POST if request.method == "POST" else request.GET).get("village", "")
    village = questions.village(item.city, chosen) if chosen else None
    asked = request.GET.get("q", "").strip()[:50]
    return Place(item, village, asked, [] if village else questions.villages(item.city, asked))


def about(place: Place) -> dict[str, Any]:
    definition, language = place.item.read(), get_language()
    return {
        "city": place.item.city,
        "definition": definition,
        "item": {
            name: getattr(definition, name).in_language(language) for name in ("title", "summary", "audience", "fee")
        },
        "village": place.village,
        "asked": place.asked,
        "villages": [(each, "?" + urlencode({"village": each.code})) for each in place.found],
    }


def about_form(form: ApplicationForm) -> dict[str, Any]:
    return {
        "form": form,
        "free_purposes": {purpose.code for purpose in form.item.purposes if purpose.free},
        "papers": [(form[paper_name(paper)], paper.code in form.at_hand) for paper in form.item.papers],
    }


def file_of(application: Application, form: str) -> HttpResponse:
    """The certificate as the home city sealed it."""
    found = application.files.filter(form=form).first()
    if found is None or form not in TYPES:
        raise Http404
    answer = HttpResponse(decrypt(bytes(found.data)), content_type=TYPES[form])
    name = f"{application.certificate_number}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
