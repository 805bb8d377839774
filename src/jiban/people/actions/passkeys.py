"""Security keys and passkeys as the second factor, beside the authenticator app (Web Authentication Level 2)."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from jiban.people.actions.second_factors import ISSUER
from jiban.people.door_errors import PasskeyCopiedError, PasskeyError, PasskeyKnownError, PasskeyLimitError
from jiban.people.encryption import keyed_hash
from jiban.people.models import Officer, Passkey
from jiban.people.tries import Door, clear_tries, count_try

MOST = 10
LONGEST_ANSWER = 16_000
# RecursionError: an answer of brackets alone.
UNREADABLE = (WebAuthnException, ValueError, RecursionError)
TRANSPORTS = frozenset(transport.value for transport in AuthenticatorTransport)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser hands to the key, and the challenge its answer must hold."""

    options: str
    challenge: str


def relying_party() -> str:
    return settings.PASSKEY_RP_ID or urlsplit(settings.SITE_URL).hostname or ""


def origin() -> str:
    return settings.PASSKEY_ORIGIN or settings.SITE_URL


def passkeys_work() -> bool:
    """Browsers refuse security keys on addresses without a name."""
    try:
        ipaddress.ip_address(relying_party().strip("[]"))
    except ValueError:
        return bool(relying_party())
    return False


def ask_to_register(officer: Officer) -> Asked:
    if officer.passkeys.count() >= MOST:
        raise PasskeyLimitError(number=MOST)
    options = generate_registration_options(
        rp_id=relying_party(),
        rp_name=ISSUER,
        # Opaque, as the standard wants it: nothing about the person may be read from it.
        user_id=keyed_hash("passkey-user", str(officer.pk)).encode(),
        user_name=officer.username,
        user_display_name=officer.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.DISCOURAGED
        ),
        exclude_credentials=_descriptors(officer),
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def register_passkey(officer: Officer, answer: str, *, challenge: str, name: str, now: datetime) -> Passkey:
    """Keep a new key. Raises PasskeyError; its cause says what was wrong."""
    if officer.passkeys.count() >= MOST:
        raise PasskeyLimitError(number=MOST)
    try:
        credential = parse_registration_credential_json(_bounded(answer))
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=_asked(challenge),
            expected_rp_id=relying_party(),
            expected_origin=origin(),
        )
    except UNREADABLE as wrong:
        raise PasskeyError from wrong
    row = Passkey(
        officer=officer,
        name=name,
        credential_id=bytes_to_base64url(verified.credential_id),
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=[each.value for each in credential.response.transports or ()],
        made_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as known:
        raise PasskeyKnownError from known
    return row


def ask_to_prove(officer: Officer) -> Asked | None:
    """None if the officer has no key that counts."""
    keys = _descriptors(officer)
    if not keys or not passkeys_work():
        return None
    options = generate_authentication_options(
        rp_id=relying_party(), allow_credentials=keys, user_verification=UserVerificationRequirement.DISCOURAGED
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def prove_by_passkey(officer: Officer, answer: str, *, challenge: str, now: datetime) -> Officer:
    """Finish signing in with a security key instead of a code."""
    count_try(Door.SECOND_FACTOR, str(officer.pk), now=now)
    row, count = _verified(officer, answer, challenge)
    # A counter that does not go up: the key was copied, or an old answer was kept. Synced passkeys always say 0.
    if (count or row.sign_count) and count <= row.sign_count:
        _stop(row, now)
        raise PasskeyCopiedError
    unchanged = Passkey.objects.filter(pk=row.pk, sign_count=row.sign_count, stopped_at=None)
    if not unchanged.update(sign_count=count, last_used_at=now):
        raise PasskeyError
    clear_tries(Door.SECOND_FACTOR, str(officer.pk))
    officer.last_login = now
    officer.save(update_fields=["last_login"])
    return officer


def rename_passkey(passkey: Passkey, name: str) -> Passkey:
    passkey.name = name
    passkey.save(update_fields=["name"])
    return passkey


def remove_passkey(passkey: Passkey) -> None:
    """The authenticator app stays, so nobody locks themselves out."""
    passkey.delete()


def _verified(officer: Officer, answer: str, challenge: str) -> tuple[Passkey, int]:
    try:
        credential = parse_authentication_credential_json(_bounded(answer))
        row = officer.passkeys.get(credential_id=bytes_to_base64url(credential.raw_id), stopped_at=None)
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=_asked(challenge),
            expected_rp_id=relying_party(),
            expected_origin=origin(),
            credential_public_key=bytes(row.public_key),
            # Compared by us, once the signature is known to be good: anybody could send a low number.
            credential_current_sign_count=0,
        )
    except (*UNREADABLE, Passkey.DoesNotExist) as wrong:
        raise PasskeyError from wrong
    return row, verified.new_sign_count


def _stop(row: Passkey, now: datetime) -> None:
    Passkey.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=now)


def _descriptors(officer: Officer) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row.credential_id),
            transports=[AuthenticatorTransport(each) for each in row.transports if each in TRANSPORTS] or None,
        )
        for row in officer.passkeys.filter(stopped_at=None)
    ]


def _asked(challenge: str) -> bytes:
    """Nothing was asked, or it was answered already: an empty challenge would be met by an empty one."""
    if not challenge:
        raise ValueError("no challenge")
    return base64url_to_bytes(challenge)


def _bounded(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than any answer of a security key")
    return answer
