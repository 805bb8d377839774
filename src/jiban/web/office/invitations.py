"""Invitations: an administrator names somebody for a post; the link is shown once, and printed as a slip."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.people import charge
from jiban.people.actions.invitations import Invitee, Sent, invite, revoke_invitation, send_again
from jiban.people.door_errors import InvitedAlreadyError, OtherLevelFillsError
from jiban.people.errors import PeopleError, UsernameTakenError
from jiban.people.models import Invitation
from jiban.people.questions import ADMINISTRATORS
from jiban.people.reach import administered, belongs, place_at, posts_within
from jiban.people.usernames import free_username
from jiban.places.models import Committee

from .desk import DeskRequest, show
from .door_forms import InvitationForm
from .keyset import Pager, read_page
from .permissions import open_to
from .sign_in import inline_qr

PAGE_METHODS = ["GET", "HEAD", "POST"]
TABS = ("open", "accepted", "closed")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to the invited officer. The address is on this answer alone."""

    invitation: Invitation
    address: str
    qr: SafeString


def slip(sent: Sent) -> Slip:
    address = settings.SITE_URL + reverse("office:invitation-link", args=[sent.token])
    return Slip(sent.invitation, address, inline_qr(address))


@require_safe
@open_to(*ADMINISTRATORS)
def invitations(request: DeskRequest) -> HttpResponse:
    tab = request.GET.get("state", "")
    tab = tab if tab in TABS else "open"
    now = timezone.now()
    rows = _in_sight(request).filter(_state(tab))
    page: Pager[Invitation] = read_page(request, rows, state=tab if tab != "open" else "")
    context = {
        "page": page,
        "rows": [(each, *standing(each)) for each in page.found],
        "tabs": [(name, _tab_words(name), name == tab) for name in TABS],
        "now": now,
    }
    return show(request, "invitations.html", context, section="invitations")


def _in_sight(request: DeskRequest) -> QuerySet[Invitation]:
    divisions = administered(request.officer, timezone.now())
    found = Invitation.objects.filter(posts_within(divisions, "post__"))
    return found.select_related("post__committee__division", "post__division", "invited_by", "officer")


def _state(tab: str) -> Q:
    return {
        "open": Q(accepted_at=None, revoked_at=None),
        "accepted": Q(accepted_at__isnull=False),
        "closed": Q(revoked_at__isnull=False),
    }[tab]


def _tab_words(name: str) -> str:
    return {"open": _("Waiting for an answer"), "accepted": _("Accepted"), "closed": _("Revoked")}[name]


def standing(invitation: Invitation) -> tuple[str, str]:
    """How it stands, and the colour of the tag."""
    if invitation.accepted_at is not None:
        return _("accepted"), "green"
    if invitation.revoked_at is not None:
        return _("revoked"), "red"
    if invitation.expires_at <= timezone.now():
        return _("link too old"), "amber"
    return _("open"), "blue"


@require_http_methods(PAGE_METHODS)
@open_to(*ADMINISTRATORS)
def new_invitation(request: DeskRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, kinds=charge.kinds_filled(request.desk.posts))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            sent = _invite(request, form)
        except PeopleError as refused:
            refusal = refused
        else:
            if sent is not None:
                return show(request, "invitation_slips.html", {"slips": [slip(sent)]}, section="invitations")
    status = 409 if refusal else 422 if form.errors else 200
    return show(
        request, "invitation_new.html", {"form": form, "refusal": refusal}, section="invitations", status=status
    )


def _invite(request: DeskRequest, form: InvitationForm) -> Sent | None:
    """None: something typed does not fit, and the form says what."""
    said, now = form.cleaned_data, timezone.now()
    place = place_at(said["place"])
    if place is None:
        form.add_error("place", _("There is no committee or division of this code here."))
        return None
    division = place.division if isinstance(place, Committee) else place
    if not division.lies_in(administered(request.officer, now)):
        form.add_error("place", _("This place is outside of what you administer."))
        return None
    if not belongs(said["kind"], place):
        form.add_error("kind", _("There is no post of this kind in this place."))
        return None
    invitee = Invitee(
        name=said["name"],
        username=said["username"] or free_username(said["name"]),
        mobile=said["mobile"],
        kind=said["kind"],
        title=said["title"],
        place=place,
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        appointed_by=said["appointed_by"],
    )
    try:
        return invite(invitee, by=request.officer, now=now)
    except (UsernameTakenError, InvitedAlreadyError) as taken:
        form.add_error("username", str(taken))
    except OtherLevelFillsError as elsewhere:
        form.add_error("kind", str(elsewhere))
    return None


@require_safe
@open_to(*ADMINISTRATORS)
def invitation(request: DeskRequest, pk: int) -> HttpResponse:
    return _show_one(request, get_object_or_404(_in_sight(request), pk=pk))


@require_POST
@open_to(*ADMINISTRATORS)
def invitation_again(request: DeskRequest, pk: int) -> HttpResponse:
    """A new link; the earlier one no longer counts."""
    found = _to_change(request, pk)
    try:
        sent = send_again(found, by=request.officer, now=timezone.now())
    except PeopleError as refusal:
        return _show_one(request, found, refusal=refusal)
    return show(request, "invitation_slips.html", {"slips": [slip(sent)], "is_again": True}, section="invitations")


@require_POST
@open_to(*ADMINISTRATORS)
def invitation_revocation(request: DeskRequest, pk: int) -> HttpResponse:
    found = _to_change(request, pk)
    try:
        revoke_invitation(found, by=request.officer, now=timezone.now())
    except PeopleError as refusal:
        return _show_one(request, found, refusal=refusal)
    return redirect("office:invitation", pk)


def _to_change(request: DeskRequest, pk: int) -> Invitation:
    found = get_object_or_404(_in_sight(request), pk=pk)
    if not _may_change(request, found):
        raise Http404
    return found


def _may_change(request: DeskRequest, found: Invitation) -> bool:
    """Who fills the post. A new link opens the account to whoever holds it."""
    return charge.appoints(request.desk.posts, found.post.kind, charge.place_of(found.post))


def _show_one(request: DeskRequest, found: Invitation, *, refusal: PeopleError | None = None) -> HttpResponse:
    words, colour = standing(found)
    context = {
        "invitation": found,
        "standing": words,
        "colour": colour,
        "refusal": refusal,
        "may_change": _may_change(request, found),
    }
    return show(request, "invitation.html", context, section="invitations", status=409 if refusal else 200)
