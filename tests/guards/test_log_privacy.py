"""Whoever holds all that is public of the log, and every identity number of a county, can confirm nobody.

One run of everything that leaves bytes: a certificate issued and revoked, look-ups answered and refused, heads cosigned by
witnesses, stamped by an anchor outside, exported, and copied by a mirror; and every line that was logged meanwhile.
"""

import hashlib
import io
import json
import logging
import re
from datetime import date, timedelta

import pytest
import rfc8785
from click.testing import CliRunner
from django.utils import timezone

from jiban.certificates.revoking import revoke
from jiban.cosigning import asking
from jiban.cosigning.cli import ledger
from jiban.exchange import actions, questions
from jiban.exchange.models import LookUp
from jiban.ledger import keys, sequencer
from jiban.ledger.anchors import offering
from jiban.ledger.commitments import commitment, entry_bytes
from jiban.ledger.models import AnchorReceipt, AnchorState, Checkpoint, Line, Tile
from jiban.mirror import answering, folder
from jiban.mirror.copying import Outcome
from jiban.standards.codes import identity_number
from jiban.standards.gm.sm3 import sm3
from jiban.standards.tlog import canonical_base64
from tests import cast
from tests.cosigning.conftest import witnesses  # noqa: F401 - a fixture
from tests.exchange.conftest import asked, connect, offered, source
from tests.ledger.anchors.conftest import anchored, stamping  # noqa: F401 - fixtures
from tests.mirror.a_site import serving
from tests.stories.walk import issued_certificate, work

pytestmark = pytest.mark.django_db(transaction=True)
SIXTEEN_BYTES_OF_NOTHING = bytes(16)
MOST_WITNESSES = 4


@pytest.fixture
def own_log():
    """The log that certificates have."""


@pytest.fixture
def heard():
    """Every log line of every level, of every part of the program."""
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def run(authority, settings, tmp_path, witnesses, anchored, heard):  # noqa: F811, PLR0917
    """The resident, the certificate, and all public bytes by where they stand."""
    village = cast.village(authority)
    cast.items()
    now = timezone.now()
    certificate = issued_certificate(village)
    revoke(certificate, by=None, reason="不再需要", now=now)
    path = source(tmp_path, (village.resident.identity_number, "是", "2009-03", 1), as_of=now.date())
    connect(settings, tmp_path, connector=f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"')
    actions.load()
    fact = questions.fact("lives-here-since")
    asked(village.resident, offered(village.resident, fact, now=now), now=now)
    asked(village.resident, None, request="refused", now=now)
    while sequencer.sequence(now + timedelta(minutes=1), holder="tests"):
        pass
    assert asking.ask_all(now + timedelta(minutes=1)) == MOST_WITNESSES
    offering.offer(timezone.now())
    work()
    assert AnchorReceipt.objects.get().state == AnchorState.CONFIRMED
    assert CliRunner().invoke(ledger, ["export", str(tmp_path / "export")]).exit_code == 0
    mirror(tmp_path)
    return village.resident, certificate, public_bytes(tmp_path, heard)


def mirror(tmp_path):
    with serving(tmp_path / "export") as (url, _):
        folder.make(tmp_path / "mirror", name="m.example/m", logs=[(keys.verifier().vkey, url)])
        copier = answering.application(str(tmp_path / "mirror")).copier
        assert list(copier.look_at_all().values()) == [Outcome.COPIED]


def public_bytes(tmp_path, heard):
    found = {
        "lines": b"\n".join(bytes(line.entry) for line in Line.objects.all()),
        "keys of lines": b"\n".join(line.key.encode() for line in Line.objects.all()),
        "tiles": b"".join(bytes(tile.data) for tile in Tile.objects.all()),
        "checkpoints": "".join(head.note for head in Checkpoint.objects.all()).encode(),
        "anchors": b"".join(bytes(row.evidence) + row.detail.encode() for row in AnchorReceipt.objects.all()),
        "logged": heard.getvalue().encode(),
    }
    for name in ("export", "mirror", "witnesses"):
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        assert files
        found |= {str(path.relative_to(tmp_path)): path.read_bytes() for path in files}
    return found


def test_no_identity_number_of_the_county_stands_anywhere(run):
    resident, _, everything = run
    region = resident.identity_number[:6].encode()
    for where, data in everything.items():
        assert re.findall(region + rb"(?:19|20)[0-9]{9}[0-9Xx]", data) == [], where
        for personal in (resident.name, resident.mobile):
            assert personal.encode() not in data, where


def test_a_dictionary_of_all_who_could_be_born_that_month_confirms_nobody(run):
    """Whoever guesses knows all else: the record, the statement, how both are hashed, all but the salts."""
    resident, certificate, everything = run
    digests = digests_in(everything)
    around = [
        *surroundings(certificate.record, resident.identity_number),
        *(part for one in LookUp.objects.all() for part in surroundings(one.statement, resident.identity_number)),
    ]
    assert len(around) >= 2 + 1
    numbers = county(resident)
    assert resident.identity_number.encode() in numbers
    for number in numbers:
        assert sm3(number) not in digests
        assert hashlib.sha256(number).digest() not in digests
        for before, after in around:
            guessed = before + number + after
            assert sm3(guessed) not in digests
            assert sm3(SIXTEEN_BYTES_OF_NOTHING + guessed) not in digests


def test_the_same_dictionary_finds_the_one_once_it_has_the_salt(run):
    """It would work: it is the salt that stops it."""
    resident, _, everything = run
    look_up = LookUp.objects.get(request="r1")
    statement, salt = json.loads(look_up.statement), bytes(look_up.shared_salt)
    assert entry_bytes("data-shared", commitment(statement, salt)) in everything["lines"]
    digests = digests_in(everything)
    (around,) = surroundings(look_up.statement, resident.identity_number)
    found = [number for number in county(resident) if sm3(salt + number.join(around)) in digests]
    assert found == [resident.identity_number.encode()]


def digests_in(everything):
    """Whatever could be a digest of 32 bytes: at every place of every file, and as hex or base64."""
    found = set()
    for where, data in everything.items():
        if where != "logged":
            found |= {data[start : start + 32] for start in range(len(data) - 31)}
        found |= {bytes.fromhex(text.decode()) for text in re.findall(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", data)}
        for text in re.findall(rb"[A-Za-z0-9+/]{43}=", data):
            try:
                found.add(canonical_base64.decode(text.decode()))
            except ValueError:
                continue
    return found


def surroundings(statement, number):
    """What stands before and after the number in the canonical form of a record or statement, if it holds the number."""
    text = statement if isinstance(statement, str) else rfc8785.dumps(dict(statement)).decode()
    before, is_in, after = text.partition(number)
    return [(before.encode(), after.encode())] if is_in else []


def county(resident):
    """Every number that somebody of this county could have who was born in the same month: 1,000 for each day.

    The other months differ in nothing but the processor's time.
    """
    region, birth = resident.identity_number[:6], date.fromisoformat(resident.identity_number[6:14])
    first = birth.replace(day=1)
    days = (first + timedelta(days=after) for after in range(31))
    bodies = (
        f"{region}{day:%Y%m%d}{sequence:03d}" for day in days if day.month == birth.month for sequence in range(1000)
    )
    return [(body + identity_number.check_character(body)).encode() for body in bodies]
