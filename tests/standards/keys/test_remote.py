"""A signing server over mutual TLS: what it does, for whom, once, and what its audit file says."""

import json
import socket
import ssl
import threading
from datetime import timedelta

import httpx
import pytest

from jiban.standards.keys.checking import check_signature
from jiban.standards.keys.errors import (
    BadAnswerError,
    BusyError,
    CertificatePeriodError,
    ConfigurationError,
    KeyExistsError,
    KeyStoreError,
    NotAllowedError,
    StillPendingError,
    TimedOutError,
    UnavailableError,
    UnknownKeyError,
    WrongCertificateError,
    WrongPinError,
    WrongSignatureError,
)
from jiban.standards.keys.remote_protocol import PinLockedError, RequestDiffersError, UnknownRequestError
from jiban.standards.keys.remote_rules import Client
from jiban.standards.keys.remote_store import RemoteStore, client_context, new_request_id
from jiban.standards.keys.store import Algorithm, KeyInfo
from jiban.standards.pki.testing_authority import TestAuthority
from tests.standards.keys.signing_office import Office, TlsAuthority

DIGEST = bytes(range(32))


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    with made.running():
        yield made


@pytest.fixture
def remote(office):
    store = office.reached_by()
    yield store
    store.close()


def lines(office):
    return [json.loads(line) for line in office.audit().splitlines()]


def asked(office, method, path, client="worker", **message):
    """An answer without our client's rules in between."""
    context = client_context(office.tls.place(office.url, client))
    with httpx.Client(base_url=office.url, verify=context, trust_env=False) as http:
        return http.request(method, path, **message)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_is_made_and_signs_behind_the_server(office, remote, algorithm):
    key_id = f"JB-1.{algorithm}"
    spki = remote.generate(key_id, algorithm)
    assert remote.public_key(key_id) == office.store.public_key(key_id) == spki
    check_signature(spki, DIGEST, remote.sign_digest(key_id, DIGEST))
    assert remote.list_keys() == [KeyInfo(key_id, algorithm)]
    with pytest.raises(KeyExistsError):
        remote.generate(key_id, algorithm)
    remote.destroy(key_id)
    with pytest.raises(UnknownKeyError):
        remote.sign_digest(key_id, DIGEST)


def test_it_says_what_its_store_can_do_and_that_it_is_a_test(remote):
    can = remote.capabilities
    assert (can.kind, can.algorithms, can.key_pins, can.is_test) == ("remote", frozenset(Algorithm), True, True)


def test_every_act_leaves_a_line_and_no_line_tells_a_pin_or_a_signature(office, remote):
    remote.generate("JB-1.sm2", Algorithm.SM2, pin="730164")
    signature = remote.sign_digest("JB-1.sm2", DIGEST, pin="730164")
    with pytest.raises(WrongPinError):
        remote.sign_digest("JB-1.sm2", DIGEST, pin="730165")
    signed = [line for line in lines(office) if line["act"] == "POST signatures"]
    assert [line["outcome"] for line in signed] == ["done", "wrong-pin"]
    assert (signed[0]["client"], signed[0]["key_id"], signed[0]["digest"]) == ("worker", "JB-1.sm2", DIGEST.hex())
    text = office.audit()
    assert "730164" not in text
    assert "730165" not in text
    assert signature.hex() not in text
    known = {"at", "act", "client", "key_id", "request_id", "digest", "outcome", "milliseconds"}
    assert set().union(*lines(office)) <= known


def test_a_request_sent_twice_is_signed_once(office, remote):
    remote.generate("JB-1.sm2", Algorithm.SM2)
    request_id = new_request_id()
    message = {"request_id": request_id, "key_id": "JB-1.sm2", "digest": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
    answers = [asked(office, "POST", "/v1/signatures", json=message).json() for _ in range(3)]
    assert answers[0]["status"] == "done"
    assert answers[0] == answers[1] == answers[2], "SM2 draws a new nonce: a second signature would differ"
    other = {**message, "digest": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHiA="}
    assert asked(office, "POST", "/v1/signatures", json=other).status_code == 409
    with pytest.raises(RequestDiffersError):
        remote.submit("JB-1.sm2", bytes(32), request_id=request_id)


def test_what_was_handed_in_is_collected_later_even_by_another_process_and_after_a_restart(office, remote):
    remote.generate("JB-1.sm2", Algorithm.SM2)
    request_id = new_request_id()
    with pytest.raises(UnknownRequestError):
        remote.collect("JB-1.sm2", DIGEST, request_id=request_id)
    signature = remote.submit("JB-1.sm2", DIGEST, request_id=request_id)
    while signature is None:
        try:
            signature = remote.collect("JB-1.sm2", DIGEST, request_id=request_id)
        except StillPendingError:
            continue
    with office.running():
        later = office.reached_by()
        assert later.collect("JB-1.sm2", DIGEST, request_id=request_id) == signature
        assert later.submit("JB-1.sm2", DIGEST, request_id=request_id) == signature
        later.close()


def test_a_stranger_and_a_client_without_the_right_get_nothing(office, remote):
    remote.generate("JB-1.sm2", Algorithm.SM2)
    remote.public_key("JB-1.sm2")
    office.store.generate("OTHER-1.sm2", Algorithm.SM2)
    stranger, reader = office.reached_by("stranger"), office.reached_by("reader")
    with pytest.raises(NotAllowedError):
        stranger.list_keys()
    assert [key.key_id for key in reader.list_keys()] == ["JB-1.sm2"]
    for act in (
        lambda: reader.sign_digest("JB-1.sm2", DIGEST),
        lambda: reader.generate("JB-2.sm2", Algorithm.SM2),
        lambda: reader.destroy("JB-1.sm2"),
        lambda: remote.public_key("OTHER-1.sm2"),
        lambda: remote.sign_digest("OTHER-1.sm2", DIGEST),
        lambda: remote.sign_digest("NO-SUCH.sm2", DIGEST),
    ):
        with pytest.raises(NotAllowedError):
            act()
    stranger.close()
    reader.close()
    assert office.store.list_keys()


def test_without_a_certificate_of_the_authority_there_is_no_answer_at_all(office, tmp_path):
    others = TlsAuthority(tmp_path / "others")
    others.issue("worker")
    place = others.place(office.url, "worker")
    wrong_client = RemoteStore(type(place)(office.url, office.tls.pem, place.certificate, place.key), timeout_seconds=2)
    wrong_server = RemoteStore(others.place(office.url, "worker"), timeout_seconds=2)
    for store in (wrong_client, wrong_server):
        with pytest.raises(UnavailableError):
            store.list_keys()
        store.close()
    context = ssl.create_default_context(cafile=str(office.tls.pem))
    with httpx.Client(base_url=office.url, verify=context, trust_env=False) as http, pytest.raises(httpx.HTTPError):
        http.get("/v1/keys")
    host, port = office.url.removeprefix("https://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as plain:
        plain.sendall(b"GET /v1/keys HTTP/1.1\r\n\r\n")
        assert b"keys" not in plain.recv(200)
    assert not (office.folder / "state" / "audit.jsonl").exists()


def test_an_expired_certificate_refuses_at_the_server_too(office, remote):
    authority = TestAuthority.create(office.now - timedelta(days=30))
    spki = remote.generate("JB-1.sm2", Algorithm.SM2)
    ends = office.now + timedelta(days=10)
    certificate = authority.issue_officer("赵建国", spki, not_before=office.now, not_after=ends)
    remote.keep_certificate("JB-1.sm2", certificate)
    remote.sign_digest("JB-1.sm2", DIGEST)
    office.now = ends + timedelta(seconds=1)
    with pytest.raises(CertificatePeriodError, match="2026-12-04"):
        remote.sign_digest("JB-1.sm2", DIGEST)
    with pytest.raises(CertificatePeriodError):
        remote.keep_certificate("JB-1.sm2", certificate)


def test_a_certificate_of_another_key_is_not_kept(office, remote):
    authority = TestAuthority.create(office.now - timedelta(days=30))
    other = remote.generate("JB-1.sm2", Algorithm.SM2)
    remote.generate("JB-2.sm2", Algorithm.SM2)
    certificate = authority.issue_officer("赵建国", other, not_before=office.now, not_after=office.now + timedelta(1))
    with pytest.raises(WrongCertificateError):
        remote.keep_certificate("JB-2.sm2", certificate)


def test_five_wrong_pins_close_the_key_for_a_quarter_of_an_hour(office, remote):
    remote.generate("JB-1.sm2", Algorithm.SM2, pin="730164")
    for _ in range(5):
        with pytest.raises(WrongPinError):
            remote.sign_digest("JB-1.sm2", DIGEST, pin="111222")
    with pytest.raises(PinLockedError):
        remote.sign_digest("JB-1.sm2", DIGEST, pin="730164")
    office.now += timedelta(minutes=15)
    remote.sign_digest("JB-1.sm2", DIGEST, pin="730164")


def test_who_asks_too_often_is_told_to_wait_and_the_client_waits(tmp_path):
    office = Office(tmp_path)
    office.clients = [Client("worker", office.prints["worker"], ("JB-*",), frozenset({"sign", "make"}), per_minute=3)]
    with office.running():
        store = office.reached_by(timeout_seconds=1)
        for _ in range(3):
            store.list_keys()
        assert asked(office, "GET", "/v1/keys").json()["wait_seconds"] == pytest.approx(20)
        with pytest.raises(BusyError):
            store.list_keys()
        office.now += timedelta(seconds=20)
        store.list_keys()
        store.close()


def test_a_server_that_comes_back_in_time_is_not_noticed(tmp_path):
    office = Office(tmp_path)
    with office.running() as server:
        port = server.server_address[1]
        store = office.reached_by(timeout_seconds=15)
        spki = store.generate("JB-1.sm2", Algorithm.SM2)
    signed = []
    thread = threading.Thread(target=lambda: signed.append(store.sign_digest("JB-1.sm2", DIGEST)))
    thread.start()
    with office.running(port):
        thread.join()
    check_signature(spki, DIGEST, signed[0])
    with pytest.raises(UnavailableError):
        office.reached_by(timeout_seconds=0.5).list_keys()
    store.close()


def test_a_server_that_never_answers_holds_nobody_longer_than_the_timeout(office):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = office.tls.place(f"https://127.0.0.1:{silent.getsockname()[1]}", "worker")
        store = RemoteStore(place, timeout_seconds=0.3)
        with pytest.raises(TimedOutError):
            store.list_keys()
        store.close()


def test_a_server_that_lies_puts_nothing_on_paper(office, remote):
    remote.generate("JB-1.sm2", Algorithm.SM2)
    remote.public_key("JB-1.sm2")
    office.store.destroy("JB-1.sm2")
    office.store.generate("JB-1.sm2", Algorithm.SM2)
    with pytest.raises(WrongSignatureError):
        remote.sign_digest("JB-1.sm2", DIGEST)


def test_many_threads_sign_at_once(office, remote):
    spki = remote.generate("JB-1.sm2", Algorithm.SM2)
    faults = []

    def sign_often(number):
        for turn in range(5):
            digest = bytes([number, turn] * 16)
            try:
                check_signature(spki, digest, remote.sign_digest("JB-1.sm2", digest))
            except KeyStoreError as fault:
                faults.append(fault)

    threads = [threading.Thread(target=sign_often, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


BAD = [
    ("GET", "/v1/nothing", {}, 400),
    ("PATCH", "/v1/keys", {}, 501),
    ("POST", "/v1/signatures", {"content": b"{"}, 400),
    ("POST", "/v1/signatures", {"content": b"[]"}, 400),
    ("POST", "/v1/signatures", {"content": b"[" * 15_000}, 400),
    ("POST", "/v1/signatures", {"content": b"x" * 20_000}, 400),
    ("POST", "/v1/signatures", {"json": {"key_id": "JB-1.sm2", "digest": "AA=="}}, 400),
    ("POST", "/v1/signatures", {"json": {"request_id": "a" * 16, "key_id": "JB-1.sm2", "digest": "AA=="}}, 400),
    ("POST", "/v1/signatures", {"json": {"request_id": "a" * 16, "key_id": "JB-1.sm2", "digest": "!!"}}, 400),
    ("POST", "/v1/signatures", {"json": {"request_id": "a/b" * 16, "key_id": "JB-1.sm2", "digest": "AA=="}}, 400),
    ("GET", "/v1/keys/..%2Fkeys", {}, 400),
    ("POST", "/v1/keys", {"json": {"request_id": "a" * 16, "key_id": "JB-1.sm2", "algorithm": "rsa"}}, 422),
    ("POST", "/v1/keys", {"json": {"request_id": "a" * 16, "key_id": 7, "algorithm": "sm2"}}, 400),
]


@pytest.mark.parametrize(("method", "path", "message", "status"), BAD)
def test_a_bad_message_is_refused_and_the_server_goes_on(office, method, path, message, status):
    assert asked(office, method, path, **message).status_code == status
    assert asked(office, "GET", "/v1/capabilities").status_code == 200


def test_the_client_asks_by_https_alone_and_with_certificates_that_can_be_read(office, tmp_path):
    with pytest.raises(ConfigurationError):
        RemoteStore(office.tls.place("http://127.0.0.1:1", "worker"))
    with pytest.raises(ConfigurationError):
        RemoteStore(office.tls.place(office.url, "nobody")).list_keys()
    with pytest.raises(BadAnswerError):
        office.reached_by().submit("JB-1.sm2", DIGEST, request_id="short")
