"""The digest leaves, the worker is killed, the signature is made, another worker finishes the same paper."""

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jiban.standards.keys.deferring import request_id_of
from jiban.standards.keys.software import SoftwareStore
from jiban.standards.keys.store import Algorithm
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.ofd.writer import compose
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.ses.seal import SealInfo, SealKind, make_seal
from jiban.standards.ses.verify import Trust, verify_signature
from tests.standards.keys.signing_office import QUICK, Office
from tests.standards.ofd.paper import INFO, PROOF, RECORD, page, seal_picture

ROOT = Path(__file__).parents[3]
COMMITTEE = "新安镇赵家庄村村民委员会"


class SlowStore(SoftwareStore):
    """A device whose operator has to confirm each signature."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "server secret", production=False, cost=QUICK)
        self.confirmed = threading.Event()

    def sign_digest(self, key_id: str, e: bytes, *, pin: str = "") -> bytes:
        assert self.confirmed.wait(60)
        return super().sign_digest(key_id, e, pin=pin)


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    made.now = datetime.now(UTC)
    made.store = SlowStore(tmp_path / "keys")
    with made.running():
        yield made
        made.store.confirmed.set()


def prepare(office) -> TestAuthority:
    """What the worker finds: a draft, a seal, its certificate, and the moment of signing, written down once."""
    now = office.now.replace(microsecond=0)
    authority = TestAuthority.create(now - timedelta(days=400))
    remote = office.reached_by()
    spki = remote.generate("JB-1.sm2", Algorithm.SM2)
    remote.close()
    times = {"not_before": now - timedelta(days=1), "not_after": now + timedelta(days=100)}
    certificate = authority.issue_committee(COMMITTEE, "54990000MEA000001X", spki, **times)
    info = SealInfo(
        seal_id="99012310020120261124TEST",
        name=COMMITTEE,
        kind=SealKind.ORGANISATION,
        picture=seal_picture(),
        width_mm=42,
        height_mm=42,
        signer_certificates=(certificate,),
        created=now,
        valid_from=times["not_before"],
        valid_to=times["not_after"],
        vendor="Jiban",
    )
    (office.folder / "seal.esl").write_bytes(make_seal(info, authority.seal_maker()))
    (office.folder / "signer.cer").write_bytes(certificate)
    (office.folder / "draft.ofd").write_bytes(write(compose([page()], info=INFO, attachments=[RECORD, PROOF])))
    (office.folder / "at.txt").write_text(now.isoformat())
    return authority


def worker(office, how):
    command = [sys.executable, "-m", "tests.standards.keys.sealing_process", str(office.folder), office.url, how]
    return subprocess.Popen(
        command, cwd=ROOT, env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, stdout=subprocess.PIPE, text=True
    )


def test_a_worker_killed_between_digest_and_signature_loses_nothing_and_signs_nothing_twice(office):
    authority = prepare(office)
    with worker(office, "wait") as first:
        assert first.stdout.readline() == "pending\n"
        first.send_signal(signal.SIGKILL)
    with worker(office, "once") as early:
        assert early.wait(30) == 3, "it is still not there"
    assert not (office.folder / "sealed.ofd").exists()
    office.store.confirmed.set()
    for _ in range(20):
        with worker(office, "once") as later:
            if later.wait(30) == 0:
                break
    document = open_ofd((office.folder / "sealed.ofd").read_bytes())
    (signature,) = document.signatures
    trust = Trust(
        roots=[authority.sm2_root],
        intermediates=authority.sm2_intermediates,
        makers=[authority.seal_maker().certificate],
    )
    findings = verify_signature(
        signature.signed_value,
        signature_xml=signature.xml,
        seal_esl=signature.seal_esl,
        expected_property_info=signature.path,
        trust=trust,
    )
    assert [finding for finding in findings if finding.severity == "fail"] == []
    outcomes = [line for line in office.audit().splitlines() if '"outcome":"done"' in line and '"digest"' in line]
    by_device = [line for line in outcomes if '"POST signatures"' in line]
    assert len({line.split('"digest":"')[1][:64] for line in by_device}) == 1, "one digest, whoever asked"


def test_the_request_id_tells_key_and_digest_apart():
    ids = {request_id_of(key, digest) for key in ("a.sm2", "b.sm2") for digest in (bytes(32), bytes([1] * 32))}
    assert len(ids) == 4
