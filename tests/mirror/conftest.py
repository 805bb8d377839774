import pytest

from jiban.mirror import answering, folder
from tests.mirror.a_site import publish, serving
from tests.witness.a_log import ALog


@pytest.fixture
def log():
    return ALog().grow(300)


@pytest.fixture
def site(tmp_path, log):
    """Where the log is published, and what is asked of it."""
    with serving(publish(log, tmp_path / "site")) as (url, asked):
        yield Published(tmp_path / "site", url, asked)


class Published:
    def __init__(self, folder, url, asked):
        self.folder, self.url, self.asked = folder, url, asked


@pytest.fixture
def mirror(tmp_path, log, site):
    folder.make(tmp_path / "east", name="east.example/mirror", logs=[(log.vkey, site.url)])
    return answering.application(str(tmp_path / "east"))


@pytest.fixture
def look(mirror):
    """One round with the only log."""
    (one,) = mirror.settings.logs
    return lambda: mirror.copier.look(one)


@pytest.fixture
def copy(mirror):
    (one,) = mirror.settings.logs
    return mirror.settings.copies(one)
