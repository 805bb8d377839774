"""The files for whoever does not want to trust us: keys, revocations, the log."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from jiban.certificates import trust
from jiban.ledger import journal, questions, sequencer
from jiban.standards.tlog.merkle import HASH_BYTES
from jiban.standards.tlog.tiles import WIDTH, parse_entry_bundle
from jiban.web.verify import trust_files
from tests.web.verify import foreign_papers


@pytest.fixture
def trusting_others(trusted):
    foreign_papers.trust_them(trusted)
    (trusted / trust.WITNESS_POLICY).write_text("quorum none\n")
    return trusted


@pytest.mark.usefixtures("trusting_others")
@pytest.mark.parametrize("name", trust_files.FILES)
def test_every_trusted_file_can_be_kept(client, trusted, name):
    answer = client.get(f"/trust/{name}")
    assert answer.content == (trusted / name).read_bytes()
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    kinds = {".der": "application/pkix-cert", ".json": "application/json"}
    assert answer["Content-Type"] == kinds.get(Path(name).suffix, "text/plain; charset=utf-8")
    assert answer["Cache-Control"] == ("no-cache" if name == trust.REVOCATIONS else "public, max-age=3600")


def test_one_archive_holds_what_the_command_needs(client, trusted, tmp_path):
    first, second = client.get("/trust/trust.zip"), client.get("/trust/trust.zip")
    assert first.content == second.content
    zipfile.ZipFile(io.BytesIO(first.content)).extractall(tmp_path / "kept")
    assert trust.load(tmp_path / "kept" / "trust") == trust.load(trusted)


@pytest.mark.parametrize("name", ["", "sm2-root.key", "..%2fkeys%2fledger-ed25519.key", "../keys/ledger-ed25519.key"])
def test_nothing_else_of_the_folder_is_handed_out(client, trusted, name):
    (trusted / "sm2-root.key").write_text("secret")
    answer = client.get(f"/trust/{name}")
    assert answer.status_code == (404 if name else 200)
    assert b"secret" not in answer.content


@pytest.mark.usefixtures("trusting_others")
def test_the_index_names_the_fingerprints_of_the_keys(client, trusted):
    page = client.get("/trust/").content.decode()
    for name in trust_files.FILES:
        assert name in page
        fingerprint = hashlib.sha256((trusted / name).read_bytes()).hexdigest()
        # The list changes by itself and is proved by the log's key instead.
        assert (fingerprint in page) == (name != trust.REVOCATIONS)


def test_without_keys_the_index_says_so(client, db, settings, tmp_path):
    settings.TRUST_DIR = tmp_path / "nothing"
    answer = client.get("/trust/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "No keys have been published" in answer.content.decode()
    assert client.get("/trust/trust.zip").status_code == 404
    assert client.get("/log/key").status_code == 404


def test_an_empty_log_has_no_head(client, db):
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/tile/0/000").status_code == 404


def test_the_head_of_the_log_is_never_an_old_one(client, certificate):
    answer = client.get("/log/checkpoint")
    assert answer.content.decode() == questions.latest_checkpoint().note
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/plain; charset=utf-8", "no-cache")


def test_the_log_key_is_the_one_that_signs(client, certificate):
    assert client.get("/log/key").content.decode() == f"{questions.verifier_key()}\n"


def test_full_tiles_are_kept_for_ever_and_partial_ones_for_a_minute(client, certificate):
    for number in range(WIDTH):
        journal.append("certificate-issued", key=f"k{number}", commitment=bytes(32))
    sequencer.sequence(timezone.now(), holder="tests")
    size = questions.latest_checkpoint().size
    full, partial = client.get("/log/tile/0/000"), client.get(f"/log/tile/0/001.p/{size - WIDTH}")
    assert (len(full.content), full["Content-Type"]) == (WIDTH * HASH_BYTES, "application/octet-stream")
    assert full["Cache-Control"] == "public, max-age=31536000, immutable"
    assert partial["Cache-Control"] == "public, max-age=60"
    assert len(partial.content) == (size - WIDTH) * HASH_BYTES
    assert len(parse_entry_bundle(client.get("/log/tile/entries/000").content)) == WIDTH


@pytest.mark.parametrize("rest", ["0/0", "0/999", "9/000", "0/000.p/0", "entries/../../key", "x"])
def test_what_the_log_does_not_have_is_not_found(client, certificate, rest):
    assert client.get(f"/log/tile/{rest}").status_code == 404
