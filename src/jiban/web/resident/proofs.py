"""Under "Me": who confirmed the resident's name lately, accounts elsewhere that sign in here, and who may act for them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiban.people import provincial
from jiban.people.actions import counter, guardians
from jiban.people.actions.provincial import unlink
from jiban.people.models import Document, RealNameProof, Resident
from jiban.web.visitors import ResidentRequest

from .children import guardians_to_answer
from .own import own_page

FEW = 3


def proofs_of(resident: Resident) -> Mapping[str, Any]:
    """The newest proofs: a slip that somebody else had made in one's name would show here."""
    newest = resident.proofs.select_related("confirmed_by").order_by("-verified_at", "-id")[:FEW]
    return {
        "proofs": [(proof, _in_words(proof)) for proof in newest],
        "links": [(link, _platform_name(link.issuer)) for link in resident.links.order_by("id")],
        "guardians": guardians_to_answer(resident),
    }


@require_POST
@own_page
def link_removal(request: ResidentRequest, pk: int) -> HttpResponse:
    unlink(request.resident, pk)
    return redirect("resident:me")


def _in_words(proof: RealNameProof) -> str:
    by = proof.confirmed_by.name if proof.confirmed_by is not None else ""
    if proof.provider == counter.PROVIDER:
        paper = dict(Document.choices).get(proof.method, "")
        return _("At the counter by %(officer)s, %(paper)s") % {"officer": by, "paper": paper}
    if proof.provider == guardians.PROVIDER:
        return _("By the guardian, as %(officer)s confirmed") % {"officer": by}
    platform = provincial.platform(proof.provider)
    return platform.name_in(get_language()) if platform else _("By a code sent to the phone")


def _platform_name(issuer: str) -> str:
    found = provincial.platform_of(issuer)
    return found.name_in(get_language()) if found else urlsplit(issuer).netloc
