"""What wallets read first: who issues here, and where (OpenID4VCI 1.0 section 12.2, RFC 8414)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from jiban.certificates.credentials import credential_type
from jiban.standards.credential import sd_jwt_vc

CONFIGURATION = "certificate"
PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
ALGORITHMS = ["ES256"]


@require_safe
def issuer(_request: HttpRequest) -> HttpResponse:
    configuration = {
        "format": sd_jwt_vc.TYPE,
        "vct": credential_type(),
        "cryptographic_binding_methods_supported": ["jwk"],
        "credential_signing_alg_values_supported": ALGORITHMS,
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ALGORITHMS}},
        "credential_metadata": {"display": [{"name": "即办电子证照", "locale": "zh-Hans"}]},
    }
    return JsonResponse(
        {
            "credential_issuer": settings.SITE_URL,
            "credential_endpoint": f"{settings.SITE_URL}/credentials/credential",
            "nonce_endpoint": f"{settings.SITE_URL}/credentials/nonce",
            "credential_configurations_supported": {CONFIGURATION: configuration},
        }
    )


@require_safe
def authorization_server(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {
            "issuer": settings.SITE_URL,
            "token_endpoint": f"{settings.SITE_URL}/credentials/token",
            "grant_types_supported": [PRE_AUTHORIZED],
            "response_types_supported": [],
            "pre-authorized_grant_anonymous_access_supported": True,
        }
    )
