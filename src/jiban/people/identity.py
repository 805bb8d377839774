"""Identity providers: the outside party that says a person is who they say they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question put to the person; its answer is a code. `shown_code` is set by a test provider only."""

    id: str
    expires_at: datetime
    shown_code: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """`subject` stays the same for the same person and is known to us alone; `level` is low, middle or high.

    `account`: issuer and subject at a provincial platform, if the person came by one.
    """

    provider: str
    subject: str
    name: str
    id_number: str
    mobile: str
    level: str
    method: str
    verified_at: datetime
    transaction: str
    account: tuple[str, str] | None = None


class IdentityProvider(Protocol):
    """Both calls refuse with a PeopleError. Limits on codes sent and on wrong codes are the provider's."""

    def start(self, *, name: str, identity_number: str, mobile: str, now: datetime, form_key: str = "") -> Challenge:
        """The same `form_key` with the same details again, while its code counts: the same challenge, nothing sent."""
        ...

    def confirm(self, challenge_id: str, code: str, *, now: datetime) -> Proof: ...


def provider() -> IdentityProvider:
    """The provider that settings.IDENTITY_PROVIDER names."""
    return cast("IdentityProvider", import_string(settings.IDENTITY_PROVIDER)())
