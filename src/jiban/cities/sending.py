"""Promise an envelope: written with the fact it tells, in one transaction; the worker delivers it."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from django.db import transaction

from jiban.jobs import actions as jobs
from jiban.people.encryption import decrypt, encrypt

from . import envelopes, node
from .envelopes import Letter
from .models import City, Outbound, OutboundFile

DELIVER = "deliver-envelope"


@transaction.atomic
def put(
    city: City,
    kind: str,
    thread: str,
    body: Mapping[str, Any],
    *,
    now: datetime,
    files: Mapping[str, bytes] | None = None,
) -> Outbound:
    """`files` by their digests, all named in `body`. Raises NotTakingPartError."""
    node.own_code()
    # Held until the end: two at once must not take the same place in the thread.
    City.objects.select_for_update().get(pk=city.pk)
    last = Outbound.objects.filter(city=city, thread=thread).order_by("-sequence").first()
    text = rfc8785.dumps(dict(body))
    made = Outbound.objects.create(
        envelope_id=secrets.token_hex(16),
        city=city,
        thread=thread,
        sequence=last.sequence + 1 if last else 1,
        kind=kind,
        digest=envelopes.digest(text),
        body=encrypt(text),
        issued_at=now,
        expires_at=now + envelopes.LASTS,
    )
    OutboundFile.objects.bulk_create(
        OutboundFile(outbound=made, digest=name, data=encrypt(data)) for name, data in (files or {}).items()
    )
    jobs.promise(DELIVER, key=f"envelope:{made.envelope_id}", payload={"outbound": made.pk}, due_at=now)
    return made


def sealed(outbound: Outbound) -> str:
    """The envelope as it goes over the line, signed with the key of now."""
    letter = Letter(
        id=outbound.envelope_id,
        sender=node.own_code(),
        receiver=outbound.city.code,
        kind=outbound.kind,
        thread=outbound.thread,
        sequence=outbound.sequence,
        issued=outbound.issued_at.replace(microsecond=0),
        expires=outbound.expires_at.replace(microsecond=0),
        body=outbound.digest,
    )
    files = {each.digest: decrypt(bytes(each.data)) for each in outbound.files.all()}
    return envelopes.seal(letter, json.loads(decrypt(bytes(outbound.body))), files, node.own_key())
