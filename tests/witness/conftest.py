import pytest

from jiban.witness import answering, folder
from tests.witness.a_log import ALog


@pytest.fixture
def log():
    return ALog().grow(5)


@pytest.fixture
def witness(tmp_path, log):
    folder.make(tmp_path / "police", name="police.example/witness", vkeys=[log.vkey])
    return answering.application(str(tmp_path / "police"))
