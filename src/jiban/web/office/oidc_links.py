"""Office accounts linked by an administrator: whose is which, entered by hand, and removed when somebody leaves."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiban.people import oidc
from jiban.people.actions.oidc_links import link_for, unlink
from jiban.people.actions.signing_in import plain_username
from jiban.people.errors import PeopleError
from jiban.people.models import Officer, OidcLink, Term
from jiban.people.questions import ADMINISTRATORS
from jiban.people.reach import administered, posts_within

from .desk import DeskRequest, show
from .door_forms import SubjectForm
from .keyset import Pager, read_page
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE_METHODS)
@open_to(*ADMINISTRATORS)
def links(request: DeskRequest) -> HttpResponse:
    form = SubjectForm(request.POST or None)
    refusal: PeopleError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _link(request, form)
        except PeopleError as refused:
            refusal = refused
        else:
            if not form.errors:
                return redirect("/office/office-accounts/?linked=1")
    page: Pager[OidcLink] = read_page(request, _in_sight(request))
    context = {
        "form": form,
        "refusal": refusal,
        "page": page,
        "oidc_offered": oidc.is_offered(),
        "linked": "linked" in request.GET,
        "unlinked": "unlinked" in request.GET,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return show(request, "oidc_links.html", context, section="invitations", status=status)


def _link(request: DeskRequest, form: SubjectForm) -> None:
    said = form.cleaned_data
    officer = Officer.objects.filter(username=plain_username(said["username"]), is_active=True).first()
    if officer is None:
        form.add_error("username", _("Nobody here has this user name."))
        return
    link_for(officer, said["subject"].strip(), by=request.officer, now=timezone.now())


@require_POST
@open_to(*ADMINISTRATORS)
def link_removal(request: DeskRequest, pk: int) -> HttpResponse:
    unlink(get_object_or_404(_in_sight(request), pk=pk), by=request.officer, now=timezone.now())
    return redirect("/office/office-accounts/?unlinked=1")


def _in_sight(request: DeskRequest) -> QuerySet[OidcLink]:
    """Links of officers who work where this administrator appoints, or did before they left altogether."""
    now = timezone.now()
    day = timezone.localdate(now)
    open_ = Term.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), ended_at=None, starts_on__lte=day)
    within = posts_within(administered(request.officer, now), "post__")
    here, left = Q(officer__in=open_.filter(within).values("officer")), ~Q(officer__in=open_.values("officer"))
    found = OidcLink.objects.filter(
        here | left & Q(officer__in=Term.objects.filter(within).values("officer")), issuer=settings.OIDC_ISSUER
    )
    return found.select_related("officer", "linked_by")
