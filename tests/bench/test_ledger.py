"""`jiban bench ledger` measures the real log in databases of its own; how fast this machine is, no test asks."""

import json
import os
import subprocess
import sys
from pathlib import Path

from jiban.bench import ledger_speed

ROOT = Path(__file__).resolve().parents[2]
LEAVES, SPARSE = 700, 100_000_000


def test_appends_and_proofs_of_real_and_of_sparse_logs_are_measured_on_both_databases(tmp_path):
    environment = {**os.environ, "JIBAN_DATABASE_URL": f"sqlite:///{tmp_path / 'untouched.sqlite3'}"}
    words = ["ledger", "--quick", "--leaves", str(LEAVES), "--sparse", str(SPARSE), "--json"]
    command = [sys.executable, "-m", "jiban.cli", "bench", *words]
    told = subprocess.run(command, env=environment, cwd=ROOT / "src", check=True, capture_output=True, text=True)
    found = json.loads(told.stdout)
    assert found.keys() == {"sqlite", "postgresql"}
    for acts in found.values():
        batches = {f"appends_{batch}" for batch in ledger_speed.BATCHES}
        assert acts.keys() == batches | {f"proofs_{LEAVES}", f"sparse_{SPARSE}"}
        assert all(acts[batch]["appends_per_second"] > 0 for batch in batches)
        assert acts[f"sparse_{SPARSE}"]["proof_bytes"] < 2000
    assert not (tmp_path / "untouched.sqlite3").exists()
    table = "\n".join(ledger_speed.lines(found))
    assert "100,000,000" in table
    assert "proof with salt, bytes" in table
