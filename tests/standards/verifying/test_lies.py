"""Each kind of lie has a finding of its own. Several are accepted by programs that compare digests and one signature only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jiban.standards.der import encode, parse
from jiban.standards.gm.signature_value import der_to_raw
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.ses.seal import make_seal
from jiban.standards.verifying.policy import Policy
from jiban.standards.verifying.verify import verify_seal
from tests.standards.ses.scene import COMMITTEE, NOW, YEAR, certified, scene
from tests.standards.ses.test_foreign_makers import put
from tests.standards.verifying.paper import (
    FIRST,
    LIST,
    PAGE,
    Signing,
    document,
    entries_of,
    list_of,
    packed,
    sealed,
    told,
    trust,
    verified,
    wrong,
)

VALUE = "Doc_0/Signs/Sign_0/SignedValue.dat"
ESL = "Doc_0/Signs/Sign_0/Seal.esl"


def with_file(name: str, content: bytes, *signings: Signing) -> bytes:
    return packed(entries_of(*(signings or (Signing(closes=True),))) | {name: content})


def with_value(change, signing: Signing | None = None) -> bytes:
    entries = entries_of(signing or Signing(closes=True))
    return packed(entries | {VALUE: change(entries[VALUE])})


# The package


def test_a_changed_page_is_found():
    report = verified(with_file(PAGE, b"<ofd:Page/>"))
    assert told(report) == ["digest-differs"]
    assert report.first.params == {"entry": PAGE}


def test_a_file_added_after_signing_is_found():
    report = verified(with_file("Doc_0/Pages/Page_1/Content.xml", b"<x/>"))
    assert (report.verdict, told(report)) == ("not-genuine", ["entry-uncovered"])
    for profile in ("strict", "tolerant"):
        assert wrong(with_file("notice.txt", b"pay here"), profile=profile) == ["entry-uncovered"]


def test_a_file_taken_out_is_found():
    entries = entries_of(Signing(closes=True))
    del entries[PAGE]
    assert wrong(packed(entries)) == ["reference-without-entry"]


def test_a_reference_removed_is_found():
    entries = entries_of(Signing(closes=True))
    begin = entries[FIRST].index(f'<ofd:Reference FileRef="/{PAGE}"'.encode())
    end = entries[FIRST].index(b"</ofd:Reference>", begin) + len(b"</ofd:Reference>")
    entries[FIRST] = entries[FIRST][:begin] + entries[FIRST][end:]
    assert wrong(packed(entries)) == ["entry-uncovered", "data-hash-differs"]


def test_a_seal_that_never_covered_a_page_is_found():
    some = tuple(name for name in entries_of(Signing()) if name not in {PAGE, FIRST, VALUE, ESL, LIST})
    assert wrong(sealed(covers=some)) == ["entry-uncovered"]


def test_an_unprotected_start_is_refused_strictly_and_noted_tolerantly():
    data = sealed(covers=("Doc_0/Document.xml", PAGE, ESL))
    assert wrong(data) == ["start-uncovered"]
    report = verified(data, profile="tolerant")
    assert (report.verdict, "start-uncovered" in told(report, "warn")) == ("genuine", True)


def test_two_entries_of_one_name_are_refused():
    data = sealed()
    twice = data.replace(b"Doc_0/Document.xml", b"Doc_0/document.xml", 1)
    assert wrong(twice) == ["package-damaged"]
    assert wrong(packed(entries_of(Signing(closes=True)) | {"doc_0/document.xml": b"<x/>"})) == ["entry-twice"]


@pytest.mark.parametrize(
    ("data", "verdict", "code"),
    [
        (b"", "cannot-tell", "package-not-ofd"),
        (b"%PDF-1.7", "cannot-tell", "package-not-ofd"),
        (b"PK\3\4", "not-genuine", "package-damaged"),
        (packed({"a.txt": b"a"}), "cannot-tell", "package-not-ofd"),
        (packed({"OFD.xml": b"<broken"}), "not-genuine", "start-broken"),
        (packed({"OFD.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "not-genuine", "start-broken"),
    ],
)
def test_what_cannot_be_read_is_one_finding(data, verdict, code):
    report = verified(data)
    assert (report.verdict, told(report)) == (verdict, [code])


def test_bytes_hidden_between_the_files_are_found():
    data = sealed()
    at = data.index(b"PK\1\2")
    hidden = data[:at] + b"\0" * 100 + data[at:]
    end = hidden.rindex(b"PK\5\6") + 16
    moved = int.from_bytes(hidden[end : end + 4], "little") + 100
    hidden = hidden[:end] + moved.to_bytes(4, "little") + hidden[end + 4 :]
    assert wrong(hidden) == ["bytes-outside-entries"]
    assert verified(hidden, profile="tolerant").verdict == "genuine"


def test_a_list_of_signatures_that_is_missing_or_broken_is_found():
    entries = entries_of(Signing())
    missing = {name: content for name, content in entries.items() if name != LIST}
    assert verified(packed(missing)).verdict == "not-genuine"
    assert told(verified(packed(missing)))[0] == "signature-list-missing"
    assert "signature-list-broken" in wrong(packed(entries | {LIST: b"<a"}))
    assert wrong(packed(document() | {LIST: list_of([Signing()])})) == ["signature-file-missing"]


def test_a_signature_taken_out_of_the_list_leaves_its_files_unprotected():
    entries = entries_of(Signing(), Signing(kind="Sign"))
    report = verified(packed(entries | {LIST: list_of([Signing()])}))
    assert (report.verdict, told(report)) == ("not-genuine", ["entry-uncovered", "entry-uncovered"])


def test_a_signature_listed_twice_is_found():
    entries = entries_of(Signing())
    twice = entries[LIST].replace(b"</ofd:Signatures>", entries[LIST][entries[LIST].index(b"<ofd:Signature ") :])
    assert wrong(packed(entries | {LIST: twice})) == ["signature-listed-twice"]


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("MD5", "check-method-weak"),
        ("md5", "check-method-weak"),
        ("SHA1", "check-method-weak"),
        ("1.3.14.3.2.26", "check-method-weak"),
        ("1.2.840.113549.2.5", "check-method-weak"),
        (None, "check-method-missing"),
        ("CRC32", "check-method-unknown"),
    ],
)
@pytest.mark.parametrize("profile", ["strict", "tolerant"])
def test_weak_and_unknown_digests_are_refused(method, code, profile):
    report = verified(sealed(method=method), profile=profile)
    assert (report.verdict, told(report)) == ("not-genuine", [code])


def test_sha_256_counts_where_the_policy_says_so():
    data = sealed(method="2.16.840.1.101.3.4.2.1")
    assert wrong(data) == ["check-method-not-allowed"]
    assert verified(data, profile="tolerant").verdict == "genuine"
    assert verified(data, policy=Policy(digests=frozenset({"sha256"}))).verdict == "genuine"


def test_sm3_under_another_number_is_noted():
    data = sealed(method="1.2.156.10197.1.401.2")
    assert wrong(data) == ["check-method-variant"]
    assert verified(data, profile="tolerant").verdict == "genuine"


def test_references_that_say_nothing_or_too_much_are_found():
    assert {"no-references", "entry-uncovered"} < set(wrong(sealed(covers=())))
    assert wrong(sealed(more_references=((f"/{PAGE}", "AAAA"),))) == ["reference-twice", "check-value-broken"]
    assert wrong(sealed(more_references=(("/../../etc/passwd", "AAAA"),))) == ["reference-without-entry"]
    assert wrong(sealed(more_references=(("/nowhere", "AAAA"),))) == ["reference-without-entry"]


def test_what_stands_twice_in_the_signature_file_is_ambiguous():
    assert wrong(sealed(more_xml='<ofd:References CheckMethod="SM3"/>')) == ["signature-file-ambiguous"]
    assert wrong(sealed(repeat="<ofd:SignedValue>Other.dat</ofd:SignedValue>")) == ["signature-file-ambiguous"]


# The seal and the signatures


def test_a_swapped_seal_file_is_found():
    other = scene().seal_with(seal_id="130123-0002")
    assert wrong(with_file(ESL, other)) == ["digest-differs", "seal-file-differs"]
    assert wrong(sealed(esl=other)) == ["seal-file-differs"]


def test_a_swapped_seal_in_the_signature_is_found():
    other = scene().seal_with(seal_id="130123-0002")
    assert wrong(with_value(lambda value: put(value, [0, 1], other), Signing(esl=None))) == ["document-signature-wrong"]


def test_a_picture_changed_after_the_maker_signed_is_found():
    forged = scene().seal.replace(scene().info.picture, scene().info.picture[:-1] + b"\0")
    report = verified(sealed(seal=forged))
    assert (report.verdict, told(report)) == ("not-genuine", ["maker-signature-wrong"])


def test_a_signer_who_is_not_listed_is_found():
    assert wrong(sealed(signer=scene().stranger)) == ["signer-not-listed"]


def test_a_signature_by_another_key_under_the_signers_name_is_found():
    forger = SoftwareSigner(PrivateKey.generate(), scene().committee.certificate)
    assert wrong(sealed(signer=forger)) == ["document-signature-wrong"]
    assert wrong(sealed(Signing(kind="Sign", signer=forger))) == ["document-signature-wrong"]


def test_a_maker_who_is_not_accepted_is_found():
    stranger = scene().stranger
    own_make = make_seal(replace(scene().info, signer_certificates=[stranger.certificate]), stranger)
    assert wrong(sealed(seal=own_make, signer=stranger)) == ["maker-not-accepted"]
    elsewhere = make_seal(scene().info, TestAuthority.create(NOW).seal_maker())
    assert wrong(sealed(seal=elsewhere)) == ["maker-not-accepted", "maker-certificate-untrusted"]


def test_a_signer_of_an_unknown_authority_is_found():
    foreigner = certified(TestAuthority.create(NOW), COMMITTEE)
    seal = scene().seal_with(signer_certificates=[foreigner.certificate])
    assert wrong(sealed(seal=seal, signer=foreigner)) == ["signer-certificate-untrusted"]
    assert wrong(sealed(Signing(kind="Sign", signer=foreigner))) == ["signer-certificate-untrusted"]


@pytest.mark.parametrize(
    ("begin", "end", "code"),
    [
        (NOW - YEAR, NOW - timedelta(days=1), "signer-certificate-expired"),
        (NOW + timedelta(days=1), NOW + YEAR, "signer-certificate-not-yet-valid"),
    ],
)
def test_a_certificate_not_in_force_when_signing_is_found(begin, end, code):
    signer = certified(scene().authority, COMMITTEE, begin=begin, end=end)
    seal = scene().seal_with(signer_certificates=[signer.certificate])
    report = verified(sealed(seal=seal, signer=signer))
    assert (report.verdict, told(report)) == ("not-genuine", [code])
    assert wrong(sealed(Signing(kind="Sign", signer=signer))) == [code]


def test_an_authority_does_not_seal():
    authority = scene().authority
    signer = SoftwareSigner(authority._sm2.private_key, authority.certificates.sm2_issuing)
    seal = scene().seal_with(signer_certificates=[signer.certificate])
    assert wrong(sealed(seal=seal, signer=signer)) == ["signer-certificate-wrong-usage"]


def test_a_seal_out_of_date_when_signing_is_found():
    assert wrong(sealed(seal=scene().seal_with(valid_to=NOW - timedelta(seconds=1)))) == ["seal-expired"]
    assert wrong(sealed(seal=scene().seal_with(valid_from=NOW + timedelta(seconds=1)))) == ["seal-not-yet-valid"]


def test_a_signature_from_the_future_is_found():
    assert wrong(sealed(at=NOW + timedelta(minutes=6))) == ["signed-in-the-future"]
    assert wrong(sealed(at=NOW + timedelta(minutes=4))) == []


def test_a_signature_moved_to_another_place_is_found():
    assert wrong(sealed(property_info="/Doc_0/Signs/Sign_9/Signature.xml")) == ["property-info-differs"]
    free = sealed(property_info="protects everything")
    assert wrong(free) == ["property-info-free"]
    assert verified(free, profile="tolerant").verdict == "genuine"


def test_a_seal_of_another_version_than_its_signature_is_found():
    assert wrong(sealed(version=5)) == ["version-differs"]


def test_another_signature_method_is_refused():
    rsa = "1.2.840.113549.1.1.4"
    assert wrong(with_value(lambda value: put(value, [2], encode.oid(rsa)))) == [
        "document-method-refused",
        "method-differs",
    ]
    assert wrong(sealed(signature_method=rsa)) == ["method-differs"]
    assert wrong(sealed(signature_method="")) == ["method-missing"]


def test_a_raw_signature_is_accepted_with_a_word():
    raw = with_value(lambda value: put(value, [3], encode.bit_string(der_to_raw(parse(value)[3].bits()))))
    report = verified(raw)
    assert (report.verdict, "document-signature-raw" in told(report, "warn")) == ("genuine", True)


def test_a_signature_that_rests_on_one_that_is_not_there_is_found():
    assert wrong(sealed(base="s009")) == ["base-missing"]
    assert wrong(sealed(Signing(), Signing(kind="Sign", base="s001"))) == []


@pytest.mark.parametrize(
    ("stamps", "code"),
    [
        ((("9", "1 1 9 9"),), "stamp-page-missing"),
        ((("1", "1 1 9"),), "stamp-box-broken"),
        ((("1", "1 1 0 9"),), "stamp-box-broken"),
        ((("1", "1 nan 9 9"),), "stamp-box-broken"),
    ],
)
def test_a_seal_placed_nowhere_is_found(stamps, code):
    assert wrong(sealed(stamps=stamps)) == [code]
    assert verified(sealed(stamps=stamps), profile="tolerant").verdict == "genuine"


# Signed data


def test_signed_data_of_another_file_is_found():
    one, other = entries_of(Signing(kind="Sign")), entries_of(Signing(kind="Sign", written_time="2026-11-24 19:00:00"))
    assert wrong(packed(one | {VALUE: other[VALUE]})) == ["data-hash-differs"]


def test_a_seal_called_a_signature_is_noted_and_checked_as_a_seal():
    data = sealed(listed_kind="Sign")
    assert wrong(data) == ["kind-differs"]
    assert verified(data, profile="tolerant").verdict == "genuine"
    assert verified(data).signatures[0].kind == "Seal"
    assert verified(sealed(listed_kind="")).verdict == "genuine"


def test_a_bare_signature_answers_nothing():
    bare = scene().committee.private_key.sign(entries_of(Signing(kind="Sign"))[FIRST])
    assert wrong(with_value(lambda _: bare, Signing(kind="Sign"))) == ["bare-signature"]


@pytest.mark.parametrize("kind", ["Seal", "Sign"])
@pytest.mark.parametrize("value", [b"", b"\x30\x00", b"\x30\x03\x02\x01\x01", bytes(5000)])
def test_a_value_that_is_none_is_found(kind, value):
    assert wrong(with_value(lambda _: value, Signing(kind=kind))) == ["structure-malformed"]


def test_a_missing_value_is_found():
    entries = entries_of(Signing())
    del entries[VALUE]
    assert wrong(packed(entries)) == ["signed-value-missing"]


def test_a_time_in_the_file_far_from_the_signed_one_is_noted():
    report = verified(sealed(written_time="2026-10-01 08:00:00"))
    assert (report.verdict, "written-time-differs" in told(report, "warn")) == ("genuine", True)
    assert "written-time-unreadable" in told(verified(sealed(written_time="soon")), "warn")


def test_a_form_of_foreign_makers_is_refused_strictly_and_noted_tolerantly():
    data = with_value(lambda value: value + b"\0\0")
    assert wrong(data) == ["form-bytes-after-the-value"]
    assert verified(data, profile="tolerant").verdict == "genuine"
    assert verify_seal(scene().seal + b"\0", trust=trust(), at=NOW, profile="tolerant").verdict == "genuine"
