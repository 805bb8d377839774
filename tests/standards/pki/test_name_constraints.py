import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode
from jiban.standards.pki import name, oids
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.errors import CertificateFormatError, NameConstraintError
from jiban.standards.pki.general_names import GeneralName
from jiban.standards.pki.issue import AUTHORITY, ROOT, Profile, extension, issue, new_serial
from jiban.standards.pki.name_constraints import _lies_within
from tests.standards.pki.hierarchy import KEYS, NOW, YEAR, authority_under, check, root, signing_profile, under

ROOT_CA = root()
TAGS = {"email": 1, "dns": 2, "uri": 6}


def general_name(kind, value):
    if kind == "directory":
        return encode.explicit(4, value)
    if kind == "ip":
        return encode.implicit(7, encode.octet_string(value))
    if kind == "other":
        return encode.implicit(8, encode.oid(value))
    return encode.implicit(TAGS[kind], encode.ia5_string(value))


def constraints(*, permitted=(), excluded=()):
    def subtrees(number, names):
        return encode.explicit(number, *(encode.sequence(general_name(*one)) for one in names)) if names else b""

    inside = encode.sequence(subtrees(0, permitted), subtrees(1, excluded))
    return extension(oids.NAME_CONSTRAINTS, inside, critical=True)


def constrained(*, above=ROOT_CA, key=KEYS[1], common_name="测试签发", **given_constraints):
    profile = Profile(AUTHORITY.key_usage, is_ca=True, more=(constraints(**given_constraints),))
    return authority_under(above, key, common_name=common_name, profile=profile)


def seal(issuer, *names, subject=None):
    more = (extension(oids.SUBJECT_ALTERNATIVE_NAME, encode.sequence(*(general_name(*one) for one in names))),)
    profile = signing_profile("digitalSignature", "nonRepudiation", more=more if names else ())
    made = under(issuer, KEYS[2], profile=profile)
    if subject is None:
        return made
    der = issue(
        subject=subject,
        spki=KEYS[2].public_key.spki,
        issuer_certificate=issuer.certificate,
        issuer_signer=issuer,
        serial=new_serial(),
        not_before=NOW - YEAR,
        not_after=NOW + YEAR,
        profile=profile,
    )
    return type(made)(KEYS[2], der)


def passes(issuer, *names, subject=None, also=()):
    try:
        check(seal(issuer, *names, subject=subject), issuer, *also, trusted=ROOT_CA)
    except NameConstraintError:
        return False
    return True


TOWN = encode.sequence(
    encode.set_of(encode.sequence(encode.oid(oids.COUNTRY), encode.printable_string("CN"))),
    encode.set_of(encode.sequence(encode.oid(oids.ORGANIZATION), encode.utf8_string("Town"))),
)


def subject_of(organization, country="CN"):
    return name.name(country=country, organization=organization, common_name="测试")


def test_an_authority_for_one_town_names_only_that_town():
    town = constrained(permitted=[("directory", TOWN)])
    assert passes(town, subject=subject_of("Town"))
    assert passes(town, subject=subject_of("  TOWN "))  # case and spaces do not count (RFC 5280 section 7.1)
    assert not passes(town, subject=subject_of("Townsend"))
    assert not passes(town, subject=subject_of("Town", country="US"))
    assert not passes(town)


def test_an_authority_names_all_but_one_town():
    others = constrained(excluded=[("directory", TOWN)])
    assert passes(others, subject=subject_of("Other"))
    assert not passes(others, subject=subject_of("Town"))
    assert not passes(others, subject=subject_of("tOwN"))


def test_a_string_type_does_not_hide_an_excluded_name():
    printable = TOWN.replace(encode.utf8_string("Town"), encode.printable_string("Town"))
    assert printable != TOWN
    assert not passes(constrained(excluded=[("directory", printable)]), subject=subject_of("Town"))


@pytest.mark.parametrize(
    ("base", "named", "within"),
    [
        (("dns", "village.example"), ("dns", "village.example"), True),
        (("dns", "village.example"), ("dns", "www.VILLAGE.example"), True),
        (("dns", "village.example"), ("dns", "notvillage.example"), False),
        (("dns", ".village.example"), ("dns", "village.example"), False),
        (("dns", ""), ("dns", "anything.example"), True),
        (("email", "village.example"), ("email", "a@village.example"), True),
        (("email", "village.example"), ("email", "a@www.village.example"), False),
        (("email", ".village.example"), ("email", "a@www.village.example"), True),
        (("email", "a@village.example"), ("email", "a@Village.Example"), True),
        (("email", "a@village.example"), ("email", "A@village.example"), False),
        (("uri", "village.example"), ("uri", "https://village.example:8443/x?y#z"), True),
        (("uri", "village.example"), ("uri", "https://user@village.example/"), True),
        (("uri", "village.example"), ("uri", "https://www.village.example/"), False),
        (("uri", ".village.example"), ("uri", "https://www.village.example/"), True),
        (("uri", "village.example"), ("uri", "https://other.example/village.example"), False),
        (("ip", bytes((10, 1, 0, 0, 255, 255, 0, 0))), ("ip", bytes((10, 1, 2, 3))), True),
        (("ip", bytes((10, 1, 0, 0, 255, 255, 0, 0))), ("ip", bytes((10, 2, 2, 3))), False),
        (("ip", bytes((10, 1, 0, 0, 255, 255, 0, 0))), ("ip", bytes(16)), False),
    ],
)
def test_each_kind_of_name_is_compared_by_its_own_rule(base, named, within):
    assert passes(constrained(permitted=[base]), named) is within
    assert passes(constrained(excluded=[base]), named) is not within


@pytest.mark.parametrize(
    ("base", "named"),
    [
        (("uri", "village.example"), ("uri", "urn:isbn:1")),
        (("uri", "village.example"), ("uri", "https://192.0.2.1/")),
        (("uri", "village.example"), ("uri", "https://[::1]/")),
        (("email", "village.example"), ("email", "no-at-sign")),
        (("ip", bytes(8)), ("ip", b"123")),
        (("other", "1.2.3"), ("other", "1.2.4")),
    ],
)
def test_what_cannot_be_compared_is_refused_both_ways(base, named):
    assert not passes(constrained(permitted=[base]), named)
    assert not passes(constrained(excluded=[base]), named)


def test_a_kind_without_constraints_is_free():
    assert passes(constrained(permitted=[("dns", "village.example")]), ("email", "a@elsewhere.example"))
    assert passes(constrained(permitted=[("other", "1.2.3")]), ("dns", "elsewhere.example"))


def test_an_address_in_the_subject_of_an_old_certificate_counts():
    email = encode.set_of(encode.sequence(encode.oid(oids.EMAIL_ADDRESS), encode.ia5_string("a@elsewhere.example")))
    subject = encode.sequence(
        encode.set_of(encode.sequence(encode.oid(oids.COMMON_NAME), encode.utf8_string("x"))), email
    )
    authority = constrained(permitted=[("email", "village.example")])
    assert not passes(authority, subject=subject)
    assert passes(authority, ("email", "a@village.example"), subject=subject)


def test_each_authority_narrows_further_and_none_widens():
    wide = constrained(permitted=[("dns", "village.example")])
    narrow = constrained(above=wide, key=KEYS[3], common_name="测试二", permitted=[("dns", "a.village.example")])
    outside = constrained(above=wide, key=KEYS[3], common_name="测试二", permitted=[("dns", "other.example")])
    assert passes(narrow, ("dns", "x.a.village.example"), also=[wide])
    assert not passes(narrow, ("dns", "b.village.example"), also=[wide])
    assert not passes(outside, ("dns", "other.example"), also=[wide])


def test_the_root_s_constraints_count_and_authorities_are_measured_too():
    bound = root(profile=Profile(ROOT.key_usage, is_ca=True, more=(constraints(permitted=[("directory", TOWN)]),)))
    issuing = authority_under(bound, KEYS[1])
    with pytest.raises(NameConstraintError) as refusal:
        check(seal(issuing, subject=subject_of("Town")), issuing, trusted=bound)
    assert refusal.value.certificate.is_ca


@pytest.mark.parametrize(
    "broken",
    [
        encode.sequence(),
        encode.sequence(encode.explicit(0)),
        encode.sequence(encode.explicit(0, encode.sequence(general_name("ip", bytes(5))))),
        encode.sequence(
            encode.explicit(0, encode.sequence(general_name("dns", "a"), encode.implicit(1, encode.integer(5))))
        ),
    ],
)
def test_constraints_out_of_form_are_refused(broken):
    profile = Profile(AUTHORITY.key_usage, is_ca=True, more=(extension(oids.NAME_CONSTRAINTS, broken),))
    with pytest.raises(CertificateFormatError):
        Certificate.parse(authority_under(ROOT_CA, KEYS[1], profile=profile).certificate)


def test_a_crowd_of_names_and_constraints_is_left_soon():
    crowd = constrained(excluded=[("dns", f"n{number}.example") for number in range(300)])
    names = [("dns", f"m{number}.example") for number in range(100)]
    assert not passes(crowd, *names)


addresses = st.integers(0, 2**32 - 1)


@given(addresses, addresses, st.integers(0, 32))
def test_address_ranges_agree_with_python_s(address, net, length):
    network = ipaddress.IPv4Network((net, length), strict=False)
    base = network.network_address.packed + network.netmask.packed
    named = ipaddress.IPv4Address(address)
    within = _lies_within(GeneralName("ip", octets=named.packed), GeneralName("ip", octets=base), uncertain=False)
    assert within == (named in network)
