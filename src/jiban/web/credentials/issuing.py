"""What wallets ask for: a token for the code, a nonce, and the credential (OpenID4VCI 1.0 sections 6 to 8)."""

import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jiban.certificates import offers
from jiban.certificates.credentials import has_statuses, published_statuses
from jiban.certificates.errors import CertificateError
from jiban.places.models import Committee
from jiban.seals.errors import NoSealError
from jiban.standards.credential import jws, status_list
from jiban.standards.credential.errors import CredentialError

from .metadata import CONFIGURATION, PRE_AUTHORIZED

PROOF_TYPE = "openid4vci-proof+jwt"
NONCE_LASTS = timedelta(minutes=5)
MAX_BODY_BYTES = 16 * 1024
_NONCES = signing.TimestampSigner(salt="jiban.credential-nonce")


class ProofError(Exception):
    """The wallet did not prove to hold a key."""


class NonceError(ProofError):
    """The proof is not about a nonce that we gave just now."""


def _answer(data: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(data, status=status, headers={"Cache-Control": "no-store"})


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    if request.POST.get("grant_type") != PRE_AUTHORIZED:
        return _answer({"error": "unsupported_grant_type"}, 400)
    code, tx_code = request.POST.get("pre-authorized_code", ""), request.POST.get("tx_code", "")
    try:
        access = offers.redeem(code, tx_code, now=timezone.now())
    except offers.OfferRefusedError:
        return _answer({"error": "invalid_grant"}, 400)
    lasts = int(offers.OFFER_LASTS.total_seconds())
    return _answer({"access_token": access, "token_type": "Bearer", "expires_in": lasts})


@csrf_exempt
@require_POST
def nonce(_request: HttpRequest) -> HttpResponse:
    return _answer({"c_nonce": _NONCES.sign(get_random_string(22))})


@csrf_exempt
@require_POST
def credential(request: HttpRequest) -> HttpResponse:
    scheme, _, access = request.headers.get("Authorization", "").partition(" ")
    now = timezone.now()
    try:
        offered = offers.open_offer(access if scheme == "Bearer" else "", now=now)
        asked = _asked(request)
        if asked.get("credential_configuration_id") != CONFIGURATION:
            return _answer({"error": "unknown_credential_configuration"}, 400)
        key = _proved_key(asked.get("proofs"), now=now)
        issued = offers.issue(offered, holder_key=key, now=now)
    except NonceError:
        return _answer({"error": "invalid_nonce"}, 400)
    except (ProofError, CredentialError):
        return _answer({"error": "invalid_proof"}, 400)
    except offers.OfferRefusedError:
        return _answer({"error": "invalid_token"}, 401)
    except (CertificateError, NoSealError):
        return _answer({"error": "credential_request_denied"}, 400)
    return _answer({"credentials": [{"credential": issued}]})


def _asked(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MAX_BODY_BYTES:
        return {}
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return asked if isinstance(asked, dict) else {}


def _proved_key(proofs: object, *, now: datetime) -> ec.EllipticCurvePublicKey:
    """The wallet's key, of a proof of type jwt (appendix F.1). Raises ProofError, CredentialError."""
    sent = proofs.get("jwt") if isinstance(proofs, dict) else None
    if not isinstance(sent, list) or len(sent) != 1 or not isinstance(sent[0], str):
        raise ProofError
    proof = jws.read(sent[0], typ=PROOF_TYPE)
    key = jws.key_from_jwk(proof.header.get("jwk"))
    jws.check(proof, key)
    made = proof.payload.get("iat")
    if proof.payload.get("aud") != settings.SITE_URL or not isinstance(made, int):
        raise ProofError
    if abs(now.timestamp() - made) > NONCE_LASTS.total_seconds():
        raise ProofError
    try:
        _NONCES.unsign(str(proof.payload.get("nonce")), max_age=NONCE_LASTS)
    except signing.BadSignature as error:
        raise NonceError from error
    return key


@require_safe
def status(_request: HttpRequest, committee: int, page: int) -> HttpResponse:
    found = Committee.objects.filter(pk=committee).first()
    # A stranger must not have pages signed that no certificate points to.
    if found is None or not has_statuses(found, page):
        return HttpResponse(status=404)
    try:
        signed = published_statuses(found, page, now=timezone.now())
    except NoSealError:
        return HttpResponse(status=503)
    return HttpResponse(signed, content_type=f"application/{status_list.TYPE}", headers={"Cache-Control": "max-age=60"})
