"""What the committee has issued: the list, one certificate with its facts, and revoking it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.certificates.errors import AlreadyRevokedError, CertificateError
from jiban.certificates.models import Certificate, CertificateState, DataView
from jiban.certificates.previews import certificate_svg
from jiban.certificates.revoking import revoke
from jiban.ledger import places
from jiban.ledger.questions import find_line
from jiban.people.errors import PeopleError
from jiban.people.models import PostKind
from jiban.people.questions import check_post
from jiban.web.drawings import drawing

from .desk import DeskRequest, at_committee_desk, require_place, show
from .forms import RevocationForm
from .keyset import Pager, read_page
from .looking import note_look

SEAL_NOT_IN_FORCE = "seal-not-in-force"


@dataclass(frozen=True, slots=True)
class Fact:
    text: str
    at: datetime
    note: str = ""


@require_safe
@at_committee_desk
def certificates(request: DeskRequest) -> HttpResponse:
    mine = Certificate.objects.filter(committee__in=request.desk.committees).select_related("holder", "approved_by")
    page: Pager[Certificate] = read_page(request, mine.defer("record"))
    today = timezone.localdate()
    context = {"rows": [(each, *tag(each, today)) for each in page.found], "page": page}
    return show(request, "certificates.html", context, section="certificates")


def tag(certificate: Certificate, today: date) -> tuple[str, str]:
    """Its standing in a word, and the colour of it."""
    if certificate.state == CertificateState.REVOKED:
        return _("Revoked"), "red"
    if certificate.state == CertificateState.GRANTED:
        return (_("Held up"), "red") if certificate.stalled_reason else (_("Being sealed"), "blue")
    return (_("Expired"), "") if certificate.valid_until < today else (_("Valid"), "green")


def of_desk(request: DeskRequest, number: str) -> Certificate:
    """The certificate, if this officer's committee issued it."""
    related = (
        "committee__division__parent",
        "holder",
        "approved_by",
        "revoked_by",
        "seal",
        "signature",
        "case",
        "replaces",
        "replaced_by",
    )
    found = get_object_or_404(Certificate.objects.select_related(*related), number=number)
    require_place(request, found.committee)
    return found


@require_safe
@at_committee_desk
def certificate(request: DeskRequest, number: str) -> HttpResponse:
    found = of_desk(request, number)
    note_look(request, found.holder_id, DataView.What.CERTIFICATE, about=found.number, place=found.committee)
    words, colour = tag(found, timezone.localdate())
    context = {
        "certificate": found,
        "case": getattr(found, "case", None),
        "tag": words,
        "colour": colour,
        "facts": _facts(found),
        "held_up": _held_up(found),
        "newer": getattr(found, "replaced_by", None),
        "may_revoke": found.state == CertificateState.SEALED and request.desk.reviews(found.committee),
    }
    return show(request, "certificate.html", context, section="certificates")


def _held_up(certificate: Certificate) -> str:
    if certificate.state != CertificateState.GRANTED or not certificate.stalled_reason:
        return ""
    if certificate.stalled_reason == SEAL_NOT_IN_FORCE:
        return _("The committee's seal is not in force, so it waits. It is sealed by itself once the seal is in force.")
    return certificate.stalled_reason


def _facts(certificate: Certificate) -> Sequence[Fact]:
    """What happened to it, newest first; each from the row that proves it."""
    reviewer = certificate.approved_by.name
    facts = [Fact(_("%(officer)s approved and signed") % {"officer": reviewer}, certificate.granted_at)]
    if certificate.sealed_at is not None and certificate.seal is not None:
        facts.append(Fact(_("The seal of %(seal)s was set") % {"seal": certificate.seal.name}, certificate.sealed_at))
    facts += _logged(certificate.issue_key, _("Issuing entered in the public log"))
    if certificate.revoked_at is not None:
        by = certificate.revoked_by.name if certificate.revoked_by else _("the holder")
        words = _("Revoked by %(who)s") % {"who": by}
        facts.append(Fact(words, certificate.revoked_at, certificate.revoked_reason))
    facts += _logged(certificate.revocation_key, _("Revocation entered in the public log"))
    return facts[::-1]


def _logged(key: str, words: str) -> list[Fact]:
    line = find_line(key)
    if line is None:
        return []
    index = places.of_line(line)
    place = _("entry %(number)d") % {"number": index} if index is not None else _("waiting for its place")
    return [Fact(words, line.created_at, place)]


@require_safe
@cache_control(no_store=True)
@at_committee_desk
def picture(request: DeskRequest, number: str) -> HttpResponse:
    found = of_desk(request, number)
    note_look(request, found.holder_id, DataView.What.CERTIFICATE, about=found.number, place=found.committee)
    return drawing(certificate_svg(found))


@require_http_methods(["GET", "HEAD", "POST"])
@at_committee_desk
def revocation(request: DeskRequest, number: str) -> HttpResponse:
    """The reviewer ends a certificate: with a reason for the holder, confirmed, and not to be undone."""
    found = of_desk(request, number)
    if not request.desk.reviews(found.committee):
        raise PermissionDenied
    form = RevocationForm(request.POST or None)
    if request.method != "POST":
        return _show_revocation(request, found, form)
    if not form.is_valid():
        return _show_revocation(request, found, form, status=422)
    now = timezone.now()
    try:
        check_post(request.officer, PostKind.REVIEWER, committee=found.committee, now=now)
        revoke(found, by=request.officer, reason=form.cleaned_data["reason"], now=now)
    except AlreadyRevokedError:
        return redirect("office:certificate", number)
    except (CertificateError, PeopleError) as refusal:
        return _show_revocation(request, found, form, refusal=refusal, status=409)
    return redirect("office:certificate", number)


def _show_revocation(
    request: DeskRequest,
    certificate: Certificate,
    form: RevocationForm,
    *,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"certificate": certificate, "form": form, "refusal": refusal}
    return show(request, "revocation.html", context, section="certificates", status=status)
