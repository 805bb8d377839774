"""The readers under coverage-guided fuzzing, for as long as a test may last. Longer: see tests/fuzz."""

from jiban.standards.ses.signature import sign
from jiban.standards.ses.signed_data_making import sign_data
from tests.fuzz.bounded import fuzz
from tests.standards.ses.scene import NOW, PROPERTY_INFO, SIGNATURE_XML, scene

SECONDS = 4


def test_no_bytes_bring_the_readers_of_seals_down(tmp_path):
    for number, seed in enumerate(seeds()):
        (tmp_path / f"seed{number}").write_bytes(seed)
    run = fuzz("tests.fuzz.ses_reading", f"-max_total_time={SECONDS}", "-timeout=5", tmp_path)
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr or "Done" in run.stderr


def seeds() -> list[bytes]:
    committee = scene().committee
    small = scene().seal_with(picture=b"\x89PNG\r\n\x1a\n")
    known = {"at": NOW, "data_hash": bytes(32), "property_info": PROPERTY_INFO, "signer": committee}
    return [
        small,
        sign(small, **known),
        sign(scene().seal_of_2014, version=1, **known),
        sign_data(SIGNATURE_XML, signer=committee, at=NOW),
        sign_data(SIGNATURE_XML, signer=committee, at=None),
    ]
