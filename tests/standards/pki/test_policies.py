"""Certificate policies. The chains of the laws are made of plain values: no key and no signature is needed for them."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.der import encode
from jiban.standards.pki import oids, policies
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.errors import PolicyError
from jiban.standards.pki.issue import AUTHORITY, Profile, extension
from tests.standards.pki.hierarchy import KEYS, NOW, authority_under, root, signing_profile, under

ANY = oids.ANY_POLICY
GOLD, SILVER, LOCAL = "1.2.3.1", "1.2.3.2", "1.2.9.1"


def link(*stated, subject=b"a", issuer=b"b", mappings=(), explicit=None, mapping=None, inhibit=None):
    return SimpleNamespace(
        policies=frozenset(stated) or None,
        policy_mappings=tuple(mappings),
        require_explicit_policy=explicit,
        inhibit_policy_mapping=mapping,
        inhibit_any_policy=inhibit,
        subject=subject,
        issuer=issuer,
    )


ROOT = link(subject=b"r", issuer=b"r")


def granted(*path, wanted=None):
    """The policies of a chain written from the root down, without the root."""
    return policies.check([*reversed(path), ROOT], wanted=wanted)


def refused(*path, wanted=None):
    with pytest.raises(PolicyError):
        granted(*path, wanted=wanted)
    return True


def test_a_policy_holds_if_every_certificate_carries_it():
    assert granted(link(GOLD, SILVER), link(GOLD)) == {GOLD}
    assert granted(link(GOLD), link(SILVER)) == set()
    assert granted(link(GOLD), link()) == set()
    assert granted(link(ANY), link(GOLD)) == {GOLD}
    assert granted(link(ANY), link(ANY)) == {ANY}
    assert granted(link(GOLD), link(ANY)) == {GOLD}


def test_a_wanted_policy_has_to_be_there():
    assert granted(link(GOLD), link(GOLD), wanted={GOLD, LOCAL}) == {GOLD}
    assert granted(link(ANY), link(ANY), wanted={GOLD}) == {GOLD}
    assert refused(link(GOLD), link(GOLD), wanted={SILVER})
    assert refused(link(), link(), wanted={GOLD})
    assert refused(link(GOLD), link(SILVER), wanted={GOLD})


def test_an_authority_may_demand_a_policy_of_what_stands_below():
    assert refused(link(GOLD, explicit=0), link(SILVER))
    assert granted(link(GOLD, explicit=0), link(GOLD)) == {GOLD}
    assert granted(link(GOLD, explicit=5), link(SILVER)) == set()
    assert refused(link(GOLD, explicit=1), link(GOLD), link(SILVER))
    assert refused(link(GOLD), link(SILVER, explicit=0))


def test_any_policy_may_be_forbidden_below():
    assert granted(link(GOLD, inhibit=0), link(GOLD)) == {GOLD}
    assert granted(link(GOLD, inhibit=0), link(ANY)) == set()
    assert refused(link(GOLD, inhibit=0, explicit=0), link(ANY))
    assert granted(link(ANY, inhibit=1), link(ANY), link(GOLD)) == {GOLD}
    assert granted(link(GOLD, inhibit=0), link(ANY, subject=b"a", issuer=b"a"), link(GOLD)) == {GOLD}


def test_a_policy_may_be_mapped_to_another_authority_s():
    assert granted(link(GOLD, mappings=[(GOLD, LOCAL)]), link(LOCAL), wanted={GOLD}) == {GOLD}
    assert refused(link(GOLD, mappings=[(GOLD, LOCAL)]), link(GOLD), wanted={GOLD})
    assert granted(link(ANY, mappings=[(GOLD, LOCAL)]), link(LOCAL), wanted={GOLD}) == {GOLD}
    assert granted(link(GOLD, mappings=[(GOLD, LOCAL), (GOLD, SILVER)]), link(SILVER), wanted={GOLD}) == {GOLD}


def test_mapping_may_be_forbidden_below():
    chain = [link(GOLD, mapping=0), link(GOLD, mappings=[(GOLD, LOCAL)]), link(LOCAL)]
    assert refused(*chain, wanted={GOLD})
    assert granted(link(GOLD, mapping=1), *chain[1:], wanted={GOLD}) == {GOLD}


@pytest.mark.parametrize("pair", [(ANY, LOCAL), (GOLD, ANY)])
def test_any_policy_is_never_mapped(pair):
    assert refused(link(GOLD, mappings=[pair]), link(LOCAL))


names = st.sampled_from([GOLD, SILVER, LOCAL, ANY])
sets = st.sets(names, max_size=3)


@given(st.lists(sets, min_size=1, max_size=5))
def test_without_mappings_the_policies_are_what_all_share(chain):
    expected = None  # None stands for any
    for stated in chain:
        if ANY in stated:
            continue
        expected = set(stated) if expected is None else expected & stated
    # Policies beside any stay possible as long as every certificate allows them.
    got = granted(*(link(*stated) for stated in chain))
    if not all(chain):
        assert got == set()
    elif expected is None:
        assert ANY in got
    else:
        assert got - {ANY} == {one for one in expected if all(one in stated or ANY in stated for stated in chain)}


@settings(deadline=1000)
@given(st.integers(2, 40))
def test_a_chain_made_to_grow_a_tree_without_bound_costs_little(length):
    """Each certificate maps each of two policies to both: the tree of RFC 5280 would double at every step."""
    both = [(GOLD, GOLD), (GOLD, SILVER), (SILVER, GOLD), (SILVER, SILVER)]
    assert granted(*[link(GOLD, SILVER, mappings=both)] * length, link(GOLD)) == {GOLD, SILVER}


@settings(deadline=1000, max_examples=3)
@given(st.integers(6, 8))
def test_a_crowd_of_policies_costs_little(length):
    """As many as fit into certificates of 16 KiB."""
    crowd = [f"1.2.3.{number}" for number in range(1500)]
    shifted = list(zip(crowd, [*crowd[1:], crowd[0]], strict=True))
    chain = [link(*crowd, mappings=shifted)] * (length - 1)
    assert len(granted(*chain, link(*crowd))) == len(crowd)


# in real certificates


def stating(*stated):
    return extension(oids.CERTIFICATE_POLICIES, encode.sequence(*(encode.sequence(encode.oid(one)) for one in stated)))


def test_policies_of_real_certificates_are_read_and_asked_for():
    demand = extension(oids.POLICY_CONSTRAINTS, encode.sequence(encode.implicit(0, encode.integer(0))), critical=True)
    inhibit = extension(oids.INHIBIT_ANY_POLICY, encode.integer(0), critical=True)
    mapping = extension(
        oids.POLICY_MAPPINGS, encode.sequence(encode.sequence(encode.oid(GOLD), encode.oid(LOCAL))), critical=True
    )
    above = root()
    more = (stating(GOLD), demand, inhibit, mapping)
    issuing = authority_under(above, KEYS[1], profile=Profile(AUTHORITY.key_usage, is_ca=True, more=more))

    def look(*stated, wanted=None):
        profile = signing_profile("digitalSignature", "nonRepudiation", more=(stating(*stated),))
        return check_chain(
            under(issuing, KEYS[2], profile=profile).certificate,
            intermediates=[issuing.certificate],
            roots=[above.certificate],
            at=NOW,
            purpose="seal",
            wanted_policies=wanted,
        )

    assert len(look(LOCAL)) == 3
    assert len(look(LOCAL, wanted={GOLD})) == 3
    for stated, wanted in (((GOLD,), None), ((ANY,), None), ((LOCAL,), {SILVER})):
        with pytest.raises(PolicyError):
            look(*stated, wanted=wanted)
