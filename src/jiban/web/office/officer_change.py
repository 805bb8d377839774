"""A change of official in one act: typed, shown what ends and begins, confirmed; then what else is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people import charge
from jiban.people.actions.change_of_official import Change, Effects, change_official, effects
from jiban.people.errors import PeopleError
from jiban.people.models import Deputation, Invitation, Officer, PostKind, Term
from jiban.seals.models import Seal, SealKind

from .account_card import OVER
from .desk import DeskRequest, show
from .officer_forms import ChangeForm
from .officer_sight import terms_in_sight
from .officer_steps import APPOINTING, PAGE_METHODS, not_oneself
from .permissions import open_to


@require_http_methods(PAGE_METHODS)
@open_to(*APPOINTING)
def official_change(request: DeskRequest, pk: int) -> HttpResponse:
    """Two steps: the typed change is shown with all it ends and begins, and happens when confirmed."""
    term = _term_of(request, pk)
    choices = _posts_beside(request, term)
    form = ChangeForm(request.POST or None, posts=[(str(one.post_id), _words(one)) for one in choices])
    context: dict[str, object] = {"term": term, "form": form, "today": timezone.localdate()}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            change = _change(form, term, choices)
            try:
                not_oneself(request, term.officer)
                not_oneself(request, change.successor)
                if "confirmed" in request.POST:
                    done = change_official(change, now=timezone.now())
                    return redirect("office:official-changed", done.ended[0].pk)
                context |= _foreseen(change, effects(change, now=timezone.now()))
                status = 200
            except PeopleError as refusal:
                context["refusal"], status = str(refusal), 409
    return show(request, "officer_change.html", context, section="officers", status=status)


@dataclass(frozen=True, slots=True)
class ToDo:
    """What a change or an end of a term leaves to be done by somebody."""

    signatures: Sequence[Seal]
    deputations: Sequence[Deputation]
    invitations: Sequence[Invitation]
    successors: Sequence[Officer]
    without_signature: Sequence[Officer]
    without_second_factor: Sequence[Officer]

    @property
    def is_empty(self) -> bool:
        lists = (self.signatures, self.deputations, self.invitations, self.without_signature)
        return not any((*lists, self.without_second_factor)) and bool(self.successors)


@require_safe
@open_to(*APPOINTING)
def official_changed(request: DeskRequest, pk: int) -> HttpResponse:
    term = _term_of(request, pk)
    return show(request, "officer_changed.html", {"term": term, "todo": _todo(term)}, section="officers")


def _todo(term: Term) -> ToDo:
    day = timezone.localdate()
    open_ = Q(ended_at=None) & (Q(ends_on=None) | Q(ends_on__gte=day))
    after = Term.objects.filter(open_, post=term.post).exclude(officer=term.officer).select_related("officer")
    successors = list({one.officer_id: one.officer for one in after}.values())
    reviews = term.post.kind == PostKind.REVIEWER
    signed = set(_living(term.post.committee_id, [one.pk for one in successors]).values_list("officer", flat=True))
    still = Term.objects.filter(open_, officer=term.officer, post__kind=PostKind.REVIEWER)
    leaves = not still.filter(post__committee=term.post.committee_id).exists()
    return ToDo(
        signatures=list(_living(term.post.committee_id, [term.officer_id])) if leaves else [],
        deputations=list(Deputation.objects.filter(open_, officer=term.officer).select_related("post")),
        invitations=list(term.post.invitations.filter(accepted_at=None, revoked_at=None)),
        successors=successors,
        without_signature=[one for one in successors if reviews and one.pk not in signed],
        without_second_factor=[one for one in successors if not one.has_second_factor],
    )


def _living(committee: int | None, officers: Sequence[int]) -> QuerySet[Seal]:
    seals = Seal.objects.filter(committee=committee, officer__in=officers, kind=SealKind.REVIEWER)
    return seals.exclude(state__in=OVER).defer("picture", "seal_der", "certificate_der")


def _term_of(request: DeskRequest, pk: int) -> Term:
    term = get_object_or_404(terms_in_sight(request.desk), pk=pk)
    if not charge.appoints(request.desk.posts, term.post.kind, charge.place_of(term.post)):
        raise Http404
    return term


def _posts_beside(request: DeskRequest, term: Term) -> list[Term]:
    """The official's open terms in the same place: usually all of them change hands together."""
    day = timezone.localdate()
    place = (
        Q(post__committee=term.post.committee_id) if term.post.committee_id else Q(post__division=term.post.division_id)
    )
    rows = terms_in_sight(request.desk).filter(place, officer=term.officer, ended_at=None)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("post__kind")
    return [one for one in rows if charge.appoints(request.desk.posts, one.post.kind, charge.place_of(one.post))]


def _change(form: ChangeForm, term: Term, choices: Sequence[Term]) -> Change:
    said = form.cleaned_data
    return Change(
        official=term.officer,
        posts=tuple(one.post for one in choices if str(one.post_id) in said["posts"]),
        successor=said["successor"],
        on=said["on"],
        ends_on=said["ends_on"],
        appointed_by=said["appointed_by"],
        because=said["because"],
    )


def _foreseen(change: Change, found: Effects) -> dict[str, object]:
    committees = {post.committee_id for post in change.posts if post.committee_id}
    reviews = any(post.kind == PostKind.REVIEWER for post in change.posts)
    signatures = [seal for committee in committees if reviews for seal in _living(committee, [change.official.pk])]
    return {"change": change, "foreseen": found, "signatures": signatures, "needs_signature": reviews}


def _words(term: Term) -> str:
    return f"{term.post.title} ({term.post.get_kind_display()})"
