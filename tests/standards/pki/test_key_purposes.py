import pytest

from jiban.standards.pki import oids
from jiban.standards.pki.errors import KeyUsageError
from jiban.standards.pki.issue import AUTHORITY, OCSP_SIGNING, SIGNING, TIME_STAMPING, Profile
from tests.standards.pki.hierarchy import KEYS, authority_under, check, root, under

ROOT_CA = root()
ISSUING_CA = authority_under(ROOT_CA, KEYS[1])
DOCUMENTS = Profile(SIGNING.key_usage, extended_key_usage=(oids.DOCUMENT_SIGNING,))
HOLDERS = {
    "plain": SIGNING,
    "documents": DOCUMENTS,
    "stamps": TIME_STAMPING,
    "answers": OCSP_SIGNING,
    "lists": Profile(frozenset({"cRLSign"})),
}
SERVES = {
    "seal": {"plain", "documents"},
    "sign": {"plain", "documents"},
    "maker": {"plain", "documents"},
    "pdf": {"plain", "documents"},
    "tsa": {"stamps"},
    "ocsp": {"answers"},
    "crl": {"lists"},
}


@pytest.mark.parametrize("purpose", SERVES)
@pytest.mark.parametrize("holder", HOLDERS)
def test_each_certificate_serves_its_own_purpose_and_no_other(holder, purpose):
    made = under(ISSUING_CA, KEYS[2], profile=HOLDERS[holder])
    if holder in SERVES[purpose]:
        check(made, ISSUING_CA, trusted=ROOT_CA, purpose=purpose)
    else:
        with pytest.raises(KeyUsageError):
            check(made, ISSUING_CA, trusted=ROOT_CA, purpose=purpose)


def test_an_authority_signs_lists_and_nothing_else_here():
    check(ISSUING_CA, trusted=ROOT_CA, purpose="crl")
    for purpose in SERVES.keys() - {"crl"}:
        with pytest.raises(KeyUsageError):
            check(ISSUING_CA, trusted=ROOT_CA, purpose=purpose)


@pytest.mark.parametrize(
    ("allowed", "purpose", "holder", "accepted"),
    [
        (oids.DOCUMENT_SIGNING, "seal", "plain", True),
        (oids.ANY_EXTENDED_KEY_USAGE, "seal", "plain", True),
        (oids.TIME_STAMPING, "seal", "plain", False),
        (oids.TIME_STAMPING, "tsa", "stamps", True),
        (oids.DOCUMENT_SIGNING, "tsa", "stamps", False),
        (oids.DOCUMENT_SIGNING, "ocsp", "answers", True),
    ],
)
def test_an_authority_limits_the_purposes_below_it(allowed, purpose, holder, accepted):
    limited = authority_under(
        ROOT_CA, KEYS[1], profile=Profile(AUTHORITY.key_usage, is_ca=True, extended_key_usage=(allowed,))
    )
    made = under(limited, KEYS[2], profile=HOLDERS[holder])
    if accepted:
        check(made, limited, trusted=ROOT_CA, purpose=purpose)
    else:
        with pytest.raises(KeyUsageError):
            check(made, limited, trusted=ROOT_CA, purpose=purpose)
