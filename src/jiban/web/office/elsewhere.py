"""The window for other cities: a clerk receives for a home village far away, which alone decides."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.cities import applying, node, questions
from jiban.cities.applying import Wanted
from jiban.cities.errors import CityError
from jiban.cities.models import Application, ApplicationState, CityItem
from jiban.helping.models import new_key
from jiban.people.errors import InvalidDetailsError, PeopleError
from jiban.people.models import PostKind
from jiban.web.application_form import ApplicationForm
from jiban.web.elsewhere import correcting, filling, standing
from jiban.web.elsewhere.filling import Place
from jiban.web.elsewhere.forms import PersonForm, facts_form

from .desk import DeskRequest, show
from .keyset import Pager, read_page
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]
SECTION = "elsewhere"
not_stored = cache_control(no_store=True)


@not_stored
@require_safe
@open_to(PostKind.CLERK)
def elsewhere(request: DeskRequest) -> HttpResponse:
    """What was received here, newest first, and how it stands there."""
    here = request.desk.committees_as(PostKind.CLERK)
    page: Pager[Application] = read_page(request, questions.received_at(here))
    rows = [(each, standing.title(each), each.applicant.get("name", ""), *standing.tag(each)) for each in page.found]
    cities = list(questions.cities(timezone.localdate()))
    context = {"page": page, "rows": rows, "cities": cities, "takes_part": node.takes_part()}
    return show(request, "elsewhere.html", context, section=SECTION)


@require_safe
@open_to(PostKind.CLERK)
def elsewhere_new(request: DeskRequest) -> HttpResponse:
    """Which city, and what: by a part of the name of either."""
    asked, language = request.GET.get("q", "").strip()[:40], get_language()
    found = [(each, each.read().title.in_language(language)) for each in questions.items(timezone.localdate())]
    meant = [(each, title) for each, title in found if _is_meant(asked, each, title)]
    context = {"asked": asked, "found": meant, "has_any": bool(found)}
    return show(request, "elsewhere_new.html", context, section=SECTION)


def _is_meant(asked: str, item: CityItem, title: str) -> bool:
    said = f"{item.city.name} {item.city.name_en} {title}".casefold()
    return all(word in said for word in asked.casefold().split())


@not_stored
@require_http_methods(PAGE_METHODS)
@open_to(PostKind.CLERK)
def elsewhere_apply(request: DeskRequest, city: str, code: str) -> HttpResponse:
    place = filling.place_of(request, city, code)
    definition, key = place.item.read(), request.POST.get("key", "")[:40] or new_key()
    if place.village is None:
        return show(request, "elsewhere_village.html", filling.about(place), section=SECTION)
    if request.method != "POST":
        return _show(request, place, PersonForm(), facts_form(definition, at_window=True), key=key)
    person = PersonForm(request.POST)
    form = facts_form(definition, request.POST, request.FILES, at_window=True)
    are_right = [person.is_valid(), form.is_valid()]
    if not all(are_right):
        return _show(request, place, person, form, key=key, status=422)
    return _apply(request, place, person, form, key=key)


def _apply(request: DeskRequest, place: Place, person: PersonForm, form: ApplicationForm, *, key: str) -> HttpResponse:
    assert place.village is not None  # noqa: S101 - the view asked for it first
    wanted = Wanted(place.item, place.village, form.answers(), form.handed_in, key)
    window = request.desk.committees_as(PostKind.CLERK)[0]
    try:
        made = applying.apply_at_window(wanted, person.person(), by=request.officer, window=window, now=timezone.now())
    except InvalidDetailsError as wrong:
        for name, problem in wrong.problems.items():
            person.add_error(name if name in person.fields else None, problem)
        return _show(request, place, person, form, key=key, status=422)
    except (CityError, PeopleError) as refusal:
        return _show(request, place, person, form, key=key, refusal=refusal, status=409)
    return redirect("office:elsewhere-case", made.number)


def _show(
    request: DeskRequest,
    place: Place,
    person: PersonForm,
    form: ApplicationForm,
    *,
    key: str,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **filling.about(place),
        **filling.about_form(form),
        "person": person,
        "key": key,
        "refusal": refusal,
        "files_lost": bool(request.FILES),
    }
    return show(request, "elsewhere_apply.html", context, section=SECTION, status=status)


def _of_desk(request: DeskRequest, number: str) -> Application:
    """To any other window it does not exist."""
    return get_object_or_404(questions.received_at(request.desk.committees_as(PostKind.CLERK)), number=number)


@not_stored
@require_http_methods(PAGE_METHODS)
@open_to(PostKind.CLERK)
def elsewhere_case(request: DeskRequest, number: str) -> HttpResponse:
    found, refusal = _of_desk(request, number), None
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw":
                applying.withdraw(found, now=timezone.now(), by=request.officer)
            elif request.POST.get("act") == "hand-over":
                applying.hand_over(found, by=request.officer, now=timezone.now())
            return redirect("office:elsewhere-case", number)
        except CityError as refused:
            refusal, found = refused, _of_desk(request, number)
    else:
        applying.looked(found, by=request.officer, now=timezone.now())
    context = {**standing.context_of(found), "refusal": refusal}
    return show(request, "elsewhere_case.html", context, section=SECTION, status=409 if refusal else 200)


@not_stored
@require_http_methods(PAGE_METHODS)
@open_to(PostKind.CLERK)
def elsewhere_correction(request: DeskRequest, number: str) -> HttpResponse:
    """The answer to what the home village asked for, typed at the window."""
    found = _of_desk(request, number)
    if found.state != ApplicationState.CORRECTING:
        return redirect("office:elsewhere-case", number)
    correction = correcting.read(request, found, by=request.officer)
    if correction.is_sent:
        return redirect("office:elsewhere-case", number)
    context = {**standing.context_of(found), **filling.about_form(correction.form), "refusal": correction.refusal}
    return show(request, "elsewhere_correction.html", context, section=SECTION, status=correction.status)


@require_safe
@open_to(PostKind.CLERK)
def elsewhere_certificate(request: DeskRequest, number: str, form: str) -> HttpResponse:
    found = _of_desk(request, number)
    answer = filling.file_of(found, form)
    applying.note(found, "downloaded", now=timezone.now(), by=request.officer)
    return answer
