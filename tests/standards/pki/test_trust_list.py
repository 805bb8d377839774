import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.errors import TrustListError
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.pki.trust_list import PURPOSES, TrustEntry, TrustList, TrustRange
from tests.standards.pki.hierarchy import KEYS, NOW, authority_under, root, under

DAY = timedelta(days=1)
CERTIFICATES = [root().certificate, root(KEYS[1]).certificate, authority_under(root(), KEYS[2]).certificate]
AUTHORITY = TestAuthority.create(NOW)

moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
ranges = st.tuples(moments, moments).map(lambda pair: TrustRange(min(pair), max(pair)))
entries = st.builds(
    TrustEntry,
    role=st.sampled_from(["root", "seal-maker", "tsa", "ocsp"]),
    certificate=st.sampled_from(CERTIFICATES),
    ranges=st.lists(ranges, max_size=3).map(tuple),
    purposes=st.none() | st.frozensets(st.sampled_from(sorted(PURPOSES)), min_size=1),
    note=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
)
lists = st.builds(
    TrustList,
    name=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
    sequence=st.integers(0, 10**9),
    issued=moments,
    entries=st.lists(entries, max_size=4, unique_by=lambda entry: (entry.role, entry.certificate)).map(tuple),
    next_update=st.none() | moments,
)


@given(lists)
def test_what_was_written_is_read(trust):
    assert TrustList.from_json(trust.to_json()) == trust
    assert TrustList.from_json(trust.to_json().encode()).to_json() == trust.to_json()


def test_a_file_is_kept_and_read(tmp_path):
    trust = AUTHORITY.trust_list(NOW)
    trust.save(tmp_path / "trust.json")
    assert TrustList.load(tmp_path / "trust.json") == trust
    with pytest.raises(TrustListError, match=r"nothing\.json"):
        TrustList.load(tmp_path / "nothing.json")


def test_the_test_authority_s_list_is_enough_to_check_its_certificates():
    trust = AUTHORITY.trust_list(NOW)
    maker = AUTHORITY.seal_maker().certificate
    chain = check_chain(
        maker, intermediates=trust.intermediates(NOW), roots=trust.roots(NOW, "maker"), at=NOW, purpose="maker"
    )
    assert trust.seal_makers(NOW) == (maker,)
    assert chain[-1].der == AUTHORITY.sm2_root
    assert trust.timestamp_authorities(NOW) == trust.roots(NOW)


def test_the_documented_example_is_read_and_written_as_it_stands():
    page = (Path(__file__).parents[3] / "docs/reference/trust-list.md").read_text(encoding="utf-8")
    example = page.split("```json name=trust-list\n")[1].split("```")[0]
    trust = TrustList.from_json(example)
    assert trust.to_json() == example
    assert trust.roots(datetime(2026, 1, 1, tzinfo=UTC), "pdf")
    assert not trust.roots(datetime(2030, 1, 1, tzinfo=UTC), "pdf")


def trust_of(**said):
    return TrustList("name", 1, NOW, (TrustEntry("root", CERTIFICATES[0], **said),))


def test_an_entry_is_trusted_within_its_ranges_only():
    trust = trust_of(ranges=(TrustRange(None, NOW - 10 * DAY), TrustRange(NOW, NOW + DAY)))
    for moment, expected in (
        (NOW - 11 * DAY, 1),
        (NOW - 10 * DAY, 1),
        (NOW - 5 * DAY, 0),
        (NOW, 1),
        ((NOW + DAY).replace(microsecond=999_999), 1),
        (NOW + DAY + timedelta(seconds=1), 0),
    ):
        assert len(trust.roots(moment)) == expected
    assert trust_of().roots(NOW)


def test_a_root_is_trusted_for_its_purposes_only():
    trust = trust_of(purposes=frozenset({"seal", "tsa"}))
    assert trust.roots(NOW, "seal")
    assert trust.roots(NOW)
    assert not trust.roots(NOW, "pdf")
    assert trust.timestamp_authorities(NOW)
    assert not trust_of(purposes=frozenset({"seal"})).timestamp_authorities(NOW)


def test_an_edition_may_have_an_end():
    assert TrustList("", 1, NOW, ()).is_current(NOW + 1000 * DAY)
    assert TrustList("", 1, NOW, (), next_update=NOW + DAY).is_current(NOW + DAY)
    assert not TrustList("", 1, NOW, (), next_update=NOW + DAY).is_current(NOW + 2 * DAY)


LEAF = under(root(), KEYS[2]).certificate


def written(**changed):
    whole = json.loads(trust_of().to_json())
    for path, value in changed.items():
        place = whole
        *way, last = path.split("__")
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return json.dumps(whole)


def certificate(der):
    return {
        "entries__0__certificate": base64.b64encode(der).decode(),
        "entries__0__sha256": hashlib.sha256(der).hexdigest(),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"format": NaN}', "not JSON"),
        ('{"name": "a", "name": "b"}', "twice"),
        (b"\xff", "not JSON"),
        ("[]", "the list is not an object"),
        (written(format="other"), "^format is not"),
        (written(version=2), "^version is not 1"),
        (written(version=True), "^version is not a whole number"),
        (written(name=None), "the list lacks name"),
        (written(secret="x"), "the list has an unknown field 'secret'"),
        (written(issued="2026-06-01"), "^issued is not a time"),
        (written(issued="2026-02-30T00:00:00Z"), "^issued is not a time"),
        (written(entries={}), "^entries is not an array"),
        (written(entries__0__role="friend"), r"^entries\[0\]\.role is none of"),
        (written(entries__0__purposes=["fun"]), r"^entries\[0\]\.purposes\[0\] is none of"),
        (written(entries__0__purposes=[]), r"^entries\[0\]\.purposes is not an array of 1"),
        (written(entries__0__certificate="ö"), r"^entries\[0\]\.certificate is not base64"),
        (written(entries__0__sha256="00"), r"^entries\[0\]\.sha256 is not the SHA-256"),
        (written(**certificate(b"\x30\x00")), r"^entries\[0\]\.certificate not a certificate"),
        (written(entries__0__role="intermediate", **certificate(LEAF)), "not the certificate of an authority"),
        (written(entries__0__ranges=[{}]), r"^entries\[0\]\.ranges\[0\] has neither"),
        (
            written(entries__0__ranges=[{"from": "2026-06-02T00:00:00Z", "to": "2026-06-01T00:00:00Z"}]),
            r"^entries\[0\]\.ranges\[0\] ends before",
        ),
        (written(entries=json.loads(trust_of().to_json())["entries"] * 2), r"^entries\[1\] stands twice"),
    ],
)
def test_a_list_out_of_form_is_refused_with_its_place(text, said):
    with pytest.raises(TrustListError, match=said):
        TrustList.from_json(text)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_text_is_refused_and_never_crashes(text):
    with pytest.raises(TrustListError):
        TrustList.from_json(text)
