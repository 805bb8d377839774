"""The words a county's messages have, and how many went out. Words are seen before they are saved; versions are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jiban.notices import kinds, texts, wording
from jiban.notices.errors import NoticeError, TextChangedMeanwhileError, TextError
from jiban.notices.kinds import KINDS, Kind, Text
from jiban.notices.models import Channel, DeliveryDay, MessageText
from jiban.people.models import PostKind
from jiban.places.models import Division

from .desk import DeskRequest, show
from .keyset import Pager, read_page
from .message_forms import TextForm
from .permissions import open_to

SECTION = "messages"
LANGUAGES = dict(settings.LANGUAGES)
EARLIER = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Which text: of which county, about what, by which channel, in which language."""

    county: Division
    kind: Kind
    channel: str
    language: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind.code, self.channel, self.language

    @property
    def url(self) -> str:
        return reverse("office:message-text", args=[self.county.code, *self.key])

    @property
    def way(self) -> str:
        return f"{Channel(self.channel).label} {LANGUAGES[self.language]}"

    def shown(self, text: Text) -> dict[str, Any]:
        """As a resident would get it."""
        sample = texts.example(self.kind, self.language)
        body, subject = wording.fill(text.body, sample), wording.fill(text.subject, sample)
        if self.channel == Channel.SMS:
            body = wording.signed(body, settings.SMS_SIGN)
        return {"subject": subject, "body": body, "parts": wording.sms_parts(body)}


@require_safe
@open_to(PostKind.COUNTY_ADMINISTRATOR)
def messages(request: DeskRequest) -> HttpResponse:
    """Straight to the officer's county; who has several goes on from there."""
    return redirect("office:message-texts", request.desk.counties[0].code)


@require_safe
@open_to(PostKind.COUNTY_ADMINISTRATOR)
def message_texts(request: DeskRequest, code: str) -> HttpResponse:
    county = _county(request, code)
    own = texts.own_texts(county.code)
    rows = [(kind.label, [(place, place.key in own) for place in _places(county, kind)]) for kind in KINDS.values()]
    context = {"county": county, "counties": request.desk.counties, "rows": rows, "is_texts": True}
    return show(request, "messages.html", context, section=SECTION)


@require_safe
@open_to(PostKind.COUNTY_ADMINISTRATOR)
def message_figures(request: DeskRequest, code: str) -> HttpResponse:
    county = _county(request, code)
    page: Pager[DeliveryDay] = read_page(request, DeliveryDay.objects.filter(county=county.code))
    context = {"county": county, "counties": request.desk.counties, "page": page}
    return show(request, "message_figures.html", context, section=SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PostKind.COUNTY_ADMINISTRATOR)
def message_text(request: DeskRequest, code: str, about: str, channel: str, language: str) -> HttpResponse:
    place = _place(request, code, about, channel, language)
    if request.method == "POST":
        return _act(request, place)
    return _draw(request, place, TextForm(initial=_initial(request, place), place=place))


def _act(request: DeskRequest, place: Place) -> HttpResponse:
    form = TextForm(request.POST, place=place)
    if request.POST.get("do") == "restore":
        return _restore(request, place, form)
    if not form.is_valid():
        return _draw(request, place, form, status=422)
    try:
        if request.POST.get("do") == "preview":
            texts.check(place.kind, place.channel, place.language, form.text)
            return _draw(request, place, form, preview=form.text)
        _write(request, place, form)
    except TextChangedMeanwhileError as refusal:
        return _changed(request, place, refusal)
    except TextError as refusal:
        form.add_error("body", str(refusal))
        return _draw(request, place, form, status=422)
    return redirect(f"{place.url}?done=saved")


def _write(request: DeskRequest, place: Place, form: TextForm) -> None:
    texts.write(
        place.county.code,
        place.kind,
        place.channel,
        place.language,
        form.text,
        seen=form.version_seen,
        by=request.officer.username,
        now=timezone.now(),
    )


def _restore(request: DeskRequest, place: Place, form: TextForm) -> HttpResponse:
    form.is_valid()
    by, now = request.officer.username, timezone.now()
    try:
        texts.restore(
            place.county.code, place.kind, place.channel, place.language, seen=form.version_seen, by=by, now=now
        )
    except TextChangedMeanwhileError as refusal:
        return _changed(request, place, refusal)
    return redirect(f"{place.url}?done=restored")


def _changed(request: DeskRequest, place: Place, refusal: NoticeError) -> HttpResponse:
    """What was typed stays; the newer text is shown beside it, and saving again takes its place."""
    again = request.POST.copy()
    newest = texts.newest(place.county.code, *place.key)
    again["seen"] = str(newest.version if newest else 0)
    return _draw(request, place, TextForm(again, place=place), refusal=refusal, status=409)


def _draw(
    request: DeskRequest,
    place: Place,
    form: TextForm,
    *,
    preview: Text | None = None,
    refusal: NoticeError | None = None,
    status: int = 200,
) -> HttpResponse:
    in_force = texts.in_force(place.county.code, *place.key)
    earlier = _earlier(place)
    context = {
        "place": place,
        "form": form,
        "refusal": refusal,
        "now": place.shown(in_force),
        "preview": place.shown(preview) if preview else None,
        "is_own": bool(earlier and earlier[0].body),
        "earlier": [each for each in earlier[1:] if each.body],
        "allowed": wording.named(place.kind.placeholders),
        "is_sms": place.channel == Channel.SMS,
        "most_parts": wording.MOST_PARTS,
        "done": request.GET.get("done", ""),
    }
    return show(request, "message_text.html", context, section=SECTION, status=status)


def _initial(request: DeskRequest, place: Place) -> dict[str, object]:
    """The words in force, or an earlier version to take up again."""
    earlier = _earlier(place)
    asked = request.GET.get("version", "")
    taken = next((each for each in earlier if asked == str(each.version) and each.body), None)
    text = Text(taken.body, taken.subject) if taken else texts.in_force(place.county.code, *place.key)
    return {"body": text.body, "subject": text.subject, "seen": earlier[0].version if earlier else 0}


def _earlier(place: Place) -> Sequence[MessageText]:
    about, channel, language = place.key
    versions = MessageText.objects.filter(county=place.county.code, code=about, channel=channel, language=language)
    return list(versions.order_by("-version")[: EARLIER + 1])


def _places(county: Division, kind: Kind) -> list[Place]:
    return [Place(county, kind, channel, language) for channel in Channel for language in kinds.LANGUAGES]


def _place(request: DeskRequest, code: str, about: str, channel: str, language: str) -> Place:
    county = _county(request, code)
    if about not in KINDS or channel not in Channel.values or language not in kinds.LANGUAGES:
        raise Http404
    return Place(county, KINDS[about], channel, language)


def _county(request: DeskRequest, code: str) -> Division:
    """One of the officer's own counties; others' do not exist here."""
    found = next((county for county in request.desk.counties if county.code == code), None)
    if found is None:
        raise Http404
    return found
