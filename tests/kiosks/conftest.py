"""A station with one paired kiosk, whose reader is a key and a card."""

import json
from dataclasses import dataclass

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from jiban.kiosks import actions
from jiban.kiosks.cards import KIND
from jiban.kiosks.models import Kiosk
from tests import cast


@dataclass
class Station:
    """A kiosk, the secret of its browser, the key of its reader, and the people around it."""

    kiosk: Kiosk
    secret: str
    key: Ed25519PrivateKey
    clerk: object
    resident: object

    def answer(self, nonce, **changed):
        """What the agent says about the resident's card."""
        fields = {
            "kind": KIND,
            "nonce": nonce,
            "name": self.resident.name,
            "identity_number": self.resident.identity_number,
            "valid_until": "",
            "read_at": timezone.now().isoformat(),
        } | changed
        return json.dumps({"card": fields, "signature": self.key.sign(rfc8785.dumps(fields)).hex()})


def paired(committee, clerk, resident, *, name="大厅一号机"):
    now, key = timezone.now(), Ed25519PrivateKey.generate()
    kiosk, code = actions.register(committee, name=name, by=clerk, now=now)
    kiosk, secret = actions.pair(code, agent_key=key.public_key().public_bytes_raw().hex(), now=now)
    return Station(kiosk, secret, key, clerk, resident)


@pytest.fixture
def station(db):
    cast.divisions()
    cast.items()
    committee = cast.committee_of("990123100201")
    clerk = cast.officer("clerk1", "赵小梅")
    return paired(committee, clerk, cast.resident(committee.division, now=timezone.now()))
