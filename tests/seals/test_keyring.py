"""The office's keys in other stores than files: a signing server, a device without PINs of keys."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.seals import actions, keyring
from jiban.seals.errors import DeviceAwayError, NotInForceError, WrongPinError
from jiban.seals.pin_gate import PinGate
from jiban.standards.gm import keyfile
from jiban.standards.keys.checking import check_signature
from jiban.standards.keys.errors import ConfigurationError
from jiban.standards.keys.software import SoftwareStore
from jiban.standards.pki.certificate import Certificate
from tests import cast
from tests.standards.keys.signing_office import Office

QUICK = keyfile.Cost(log2_n=10, r=1, p=1)
DIGEST = bytes(range(32))
DESCRIPTION = """
[sm2]
kind = "remote"
url = "{url}"
authority = "tls/authority.pem"
certificate = "tls/worker.pem"
key = "tls/worker.key"
timeout_seconds = 3

[p256]
kind = "remote"
url = "{url}"
authority = "tls/authority.pem"
certificate = "tls/worker.pem"
key = "tls/worker.key"
"""


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    made.clock = timezone.now
    made.clients = [type(each)(each.name, each.fingerprint, ("*",), each.rights, 100_000) for each in made.clients]
    return made


@pytest.fixture
def devices(office, settings):
    """The office's settings name a signing server, which runs."""
    settings.KEYRING = "device"
    settings.KEYS = str(office.folder / "keys.toml")
    with office.running() as server:
        (office.folder / "keys.toml").write_text(DESCRIPTION.format(url=office.url), encoding="utf-8")
        yield server
    keyring.keyring().close()
    keyring._devices.cache_clear()


def test_a_village_signs_and_seals_with_keys_behind_a_server(authority, db, devices, office):
    village = cast.village(authority)
    assert len(office.store.list_keys()) == 4, "two for the committee, two for its reviewer"
    signer = actions.unlock(village.signature, by=village.head, pin=cast.PIN, now=timezone.now())
    assert signer.public_key.verify_digest(DIGEST, signer.sign_digest(DIGEST))
    seal = village.seal
    committee = keyring.committee_signer(seal.key_id, bytes(seal.certificate_der))
    assert committee.public_key.verify_digest(DIGEST, committee.sign_digest(DIGEST))
    pdf = keyring.committee_pdf_signer(seal.key_id, bytes(seal.pdf_certificate_der), ())
    spki = Certificate.parse(bytes(seal.pdf_certificate_der)).public_key_spki
    check_signature(spki, DIGEST, pdf.sign_digest(DIGEST))


def test_the_reviewers_pin_is_asked_for_by_the_server(authority, db, devices):
    village = cast.village(authority)
    signer = actions.unlock(village.signature, by=village.head, pin="111222", now=timezone.now())
    with pytest.raises(WrongPinError):
        signer.sign_digest(DIGEST)


def test_a_server_that_is_away_is_told_to_the_officer_in_plain_words(authority, db, devices):
    village = cast.village(authority)
    signer = actions.unlock(village.signature, by=village.head, pin=cast.PIN, now=timezone.now())
    devices.shutdown()
    devices.server_close()
    keyring.keyring().close()
    with pytest.raises(DeviceAwayError):
        signer.sign_digest(DIGEST)


def test_a_key_that_is_not_there_is_not_in_force():
    with pytest.raises(NotInForceError):
        keyring.keyring().pdf_signer("nobody", certificate=b"", chain=())


def test_a_file_that_names_nothing_usable_stops_the_start(settings, tmp_path):
    settings.KEYRING = "device"
    for number, text in enumerate(["", "[sm2]\nkind = 'magic'\n", "not toml ["]):
        path = tmp_path / f"keys{number}.toml"
        path.write_text(text, encoding="utf-8")
        settings.KEYS = str(path)
        with pytest.raises(ConfigurationError):
            keyring.keyring()


class TokenWithoutPins(SoftwareStore):
    """A device with SM2 that knows no PIN of a single key."""

    capabilities = replace(SoftwareStore.capabilities, key_pins=False)


def test_a_reviewers_pin_guards_a_key_in_a_device_that_knows_no_pin_of_a_key(tmp_path, authority):
    device = TokenWithoutPins(tmp_path / "device", "device secret", production=False, cost=QUICK)
    ring = keyring.Keyring(device, device, PinGate(tmp_path / "gate", "secret", QUICK))
    spki, _ = ring.generate("A", pin="730164")
    now = timezone.now()
    certificate = authority.issue_officer("赵建国", spki, not_before=now, not_after=now + timedelta(days=1))
    check_signature(spki, DIGEST, device.sign_digest("A.sm2", DIGEST))
    for wrong in ("", "111222"):
        with pytest.raises(WrongPinError):
            ring.sm2_signer("A", certificate=certificate, pin=wrong)
    signer = ring.sm2_signer("A", certificate=certificate, pin="730164")
    check_signature(spki, DIGEST, signer.sign_digest(DIGEST))


def test_the_gate_opens_with_its_pin_alone(tmp_path):
    gate = PinGate(tmp_path, "secret", QUICK)
    assert not gate.guards("A")
    gate.set("A", "730164")
    gate.check("A", "730164")
    for key_id, pin in (("A", "730165"), ("A", ""), ("B", "730164")):
        with pytest.raises(WrongPinError):
            gate.check(key_id, pin)
    assert b"730164" not in (tmp_path / "A.pin").read_bytes()
