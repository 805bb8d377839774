"""What is entered about an officer: appointment, end of a term, deputies, absences, and what a township proposes."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiban.catalogue.models import Item
from jiban.people import actions, charge
from jiban.people.actions import proposing
from jiban.people.actions.appointing import appoint_in
from jiban.people.actions.deputies import Days
from jiban.people.change_errors import OwnPostError
from jiban.people.errors import PeopleError
from jiban.people.models import Absence, Officer, PostKind, Proposal
from jiban.places.models import Committee, Division
from jiban.web.plain_form import PlainForm

from .desk import DeskRequest, show
from .officer_forms import (
    AbsenceForm,
    AnswerForm,
    AppointmentForm,
    BecauseForm,
    DeputyForm,
    ProposalForm,
)
from .officer_sight import (
    FULL_POST,
    deputations_in_sight,
    divisions_in_sight,
    officer_of,
    post_of,
    posts_in_sight,
    terms_in_sight,
)
from .officers import kinds_of_place, posts_here, show_officer
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]
# Only these act in the cases of an item. A head's other rights cannot be given for some items alone.
ABOUT_ITEMS = (PostKind.CLERK, PostKind.REVIEWER)
APPOINTING = (PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR)


def step(
    request: DeskRequest,
    form: PlainForm,
    take: Callable[[], object],
    *,
    words: str,
    done: str,
    back: str,
    grave: bool = False,
    about: str = "",
) -> HttpResponse:
    """One form, one act: what was typed stays when something is wrong. `done` is where it leads."""
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                take()
            except PeopleError as refused:
                refusal, status = str(refused), 409
            else:
                return redirect(done)
    context = {"form": form, "words": words, "back": back, "grave": grave, "about": about, "refusal": refusal}
    return show(request, "officer_step.html", context, section="officers", status=status)


@require_http_methods(PAGE_METHODS)
@open_to(*APPOINTING)
def appointment(request: DeskRequest, code: str) -> HttpResponse:
    divisions = Division.objects.filter(divisions_in_sight(request.desk), closed_on=None)
    division = get_object_or_404(divisions.select_related("parent__parent__parent"), code=code)
    committee = Committee.objects.filter(division=division).first()
    kinds = charge.kinds_to_fill(request.desk.posts, division) & kinds_of_place(division)
    if not kinds or (committee is None and division.level == Division.Level.VILLAGE):
        raise Http404
    form = AppointmentForm(request.POST or None, kinds=[(kind.value, kind.label) for kind in PostKind if kind in kinds])
    return step(
        request,
        form,
        lambda: _appoint(request, form, division, committee),
        words=_("Appoint an officer"),
        about=committee.name if committee else division.name,
        done=_list_at(division),
        back=_list_at(division),
    )


def _appoint(request: DeskRequest, form: PlainForm, division: Division, committee: Committee | None) -> None:
    said = form.cleaned_data
    not_oneself(request, said["officer"])
    appoint_in(
        committee or division,
        said["officer"],
        kind=said["kind"],
        title=said["title"],
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        appointed_by=said["appointed_by"],
    )


@require_http_methods(PAGE_METHODS)
@open_to(*APPOINTING)
def term_end(request: DeskRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(terms_in_sight(request.desk), pk=pk)
    if not charge.appoints(request.desk.posts, term.post.kind, charge.place_of(term.post)):
        raise Http404
    form = BecauseForm(request.POST or None)

    def take() -> None:
        not_oneself(request, term.officer)
        actions.end_term(term, because=form.cleaned_data["because"], now=timezone.now())

    return step(
        request,
        form,
        take,
        words=_("End the term"),
        about=_("%(name)s, %(post)s: from this moment on the officer can do nothing more in this post.")
        % {"name": term.officer.name, "post": term.post.title},
        done=reverse("office:official-changed", args=[term.pk]),
        back=reverse("office:officer", args=[term.officer_id]),
        grave=True,
    )


def _title(item: Item) -> str:
    return item.title_en if get_language() == "en" and item.title_en else item.title


@require_http_methods(PAGE_METHODS)
@open_to(*charge.NAMES_DEPUTIES)
def deputy(request: DeskRequest, pk: int) -> HttpResponse:
    post = post_of(request.desk, pk)
    if not charge.names_deputies(request.desk.posts, post):
        raise Http404
    items = Item.objects.filter(current=True).order_by("code") if post.kind in ABOUT_ITEMS else Item.objects.none()
    form = DeputyForm(request.POST or None, items=[(item.code, _title(item)) for item in items])
    division = charge.place_of(post)

    def take() -> None:
        said = form.cleaned_data
        not_oneself(request, said["officer"])
        actions.appoint_deputy(
            post,
            said["officer"],
            days=Days(said["starts_on"], said["ends_on"]),
            because=said["because"],
            appointed_by=said["appointed_by"],
            items=said.get("items", ()),
            active_when=said["active_when"],
            now=timezone.now(),
        )

    return step(
        request,
        form,
        take,
        words=_("Name a deputy"),
        about=f"{division.short_name} · {post.title}（{post.get_kind_display()}）",
        done=_list_at(division),
        back=_list_at(division),
    )


@require_http_methods(PAGE_METHODS)
@open_to(*charge.NAMES_DEPUTIES)
def deputation_end(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(deputations_in_sight(request.desk), pk=pk)
    if not charge.names_deputies(request.desk.posts, row.post):
        raise Http404
    form = BecauseForm(request.POST or None)
    return step(
        request,
        form,
        lambda: actions.end_deputation(row, because=form.cleaned_data["because"], now=timezone.now()),
        words=_("End the deputy's time"),
        about=f"{row.officer.name} · {row.post.title}",
        done=reverse("office:officer", args=[row.officer_id]),
        back=reverse("office:officer", args=[row.officer_id]),
        grave=True,
    )


@require_http_methods(PAGE_METHODS)
@open_to(*charge.NOTES_ABSENCES)
def absence(request: DeskRequest, pk: int) -> HttpResponse:
    one = officer_of(request.desk, pk)
    _check_absence(request, one)
    form = AbsenceForm(request.POST or None)

    def take() -> None:
        said, now = form.cleaned_data, timezone.now()
        last = said["last_day"]
        actions.note_absence(
            one,
            starts_at=max(_midnight(said["first_day"]), now),
            # No day comes after the last one of the calendar: who is away until then is away without an end.
            ends_at=_midnight(last + timedelta(days=1)) if last and last < date.max else None,
            because=said["because"],
            noted_by=request.officer,
            now=now,
        )

    return step(
        request,
        form,
        take,
        words=_("Note an absence"),
        about=one.name,
        done=reverse("office:officer", args=[one.pk]),
        back=reverse("office:officer", args=[one.pk]),
    )


@require_POST
@open_to(*charge.NOTES_ABSENCES)
def absence_end(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Absence.objects.select_related("officer"), pk=pk)
    one = officer_of(request.desk, row.officer_id)
    _check_absence(request, one)
    try:
        actions.end_absence(row, now=timezone.now())
    except PeopleError as refusal:
        return show_officer(request, one, refusal=str(refusal), status=409)
    return redirect("office:officer", one.pk)


@require_http_methods(PAGE_METHODS)
@open_to(*charge.PROPOSES)
def proposal(request: DeskRequest, pk: int) -> HttpResponse:
    post = post_of(request.desk, pk)
    if not charge.proposes(request.desk.posts, post):
        raise Http404
    form, division = ProposalForm(request.POST or None), charge.place_of(post)
    return step(
        request,
        form,
        lambda: proposing.propose(post, text=form.cleaned_data["text"], by=request.officer, now=timezone.now()),
        words=_("Propose something to the county"),
        about=f"{division.short_name} · {post.title}",
        done=_list_at(division),
        back=_list_at(division),
    )


@require_http_methods(PAGE_METHODS)
@open_to(*APPOINTING)
def proposal_answer(request: DeskRequest, pk: int) -> HttpResponse:
    paths = [f"post__{path}" for path in FULL_POST]
    rows = Proposal.objects.filter(posts_in_sight(request.desk, "post__")).select_related("made_by", *paths)
    found = get_object_or_404(rows, pk=pk)
    division = charge.place_of(found.post)
    if not charge.appoints(request.desk.posts, found.post.kind, division):
        raise Http404
    form = AnswerForm(request.POST or None)
    return step(
        request,
        form,
        lambda: proposing.answer(found, text=form.cleaned_data["text"], by=request.officer, now=timezone.now()),
        words=_("Answer the proposal"),
        about=f"{division.short_name} · {found.post.title}: {found.text}",
        done=_list_at(division),
        back=_list_at(division),
    )


def not_oneself(request: DeskRequest, officer: Officer) -> None:
    """Nobody decides about the own post."""
    if officer.pk == request.officer.pk:
        raise OwnPostError


def _check_absence(request: DeskRequest, one: Officer) -> None:
    posts = posts_here(request.desk, one, timezone.now())
    if not any(charge.notes_absences(request.desk.posts, post) for post in posts):
        raise Http404


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _list_at(division: Division) -> str:
    return f"{reverse('office:officers')}?place={division.code}"
