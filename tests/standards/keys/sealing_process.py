"""A worker that seals one OFD with a key behind a signing server: run as a process of its own, to be killed.

    python -m tests.standards.keys.sealing_process FOLDER URL once|wait

It reads draft.ofd, seal.esl, signer.cer and at.txt, and writes sealed.ofd. Exit code 3: the signature is not there yet.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from jiban.standards.keys.deferring import DeferringKey
from jiban.standards.keys.errors import StillPendingError
from jiban.standards.keys.remote_store import RemoteStore, ServerPlace
from jiban.standards.keys.signers import StoreSigner
from jiban.standards.ofd.package import write
from jiban.standards.ofd.resuming import resume
from jiban.standards.ofd.signing import begin, finish
from jiban.standards.ses.signature import sign
from tests.standards.ofd.paper import PROVIDER, SEAL_BOX


def main(folder: Path, url: str, *, waits: bool) -> int:
    tls = folder / "tls"
    store = RemoteStore(ServerPlace(url, tls / "authority.pem", tls / "worker.pem", tls / "worker.key"))
    at = datetime.fromisoformat((folder / "at.txt").read_text())
    key = DeferringKey(store, "JB-1.sm2")
    signer = StoreSigner(key, (folder / "signer.cer").read_bytes(), clock=lambda: datetime.now(UTC))
    seal = (folder / "seal.esl").read_bytes()
    pending = begin(
        resume((folder / "draft.ofd").read_bytes()),
        provider=PROVIDER,
        stamps=[SEAL_BOX],
        at=at,
        closes=True,
        seal_esl=seal,
    )
    try:
        value = sign(seal, at=at, data_hash=pending.data_hash, property_info=pending.property_info, signer=signer)
    except StillPendingError:
        print("pending", flush=True)  # noqa: T201 - the test reads it
        time.sleep(600 if waits else 0)
        return 3
    (folder / "sealed.ofd").write_bytes(write(finish(pending, value)))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], waits=sys.argv[3] == "wait"))
