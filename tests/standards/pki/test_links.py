from dataclasses import replace

import pytest

from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.errors import BadSignatureError
from jiban.standards.pki.links import LinkMemory, check_link
from tests.standards.pki.hierarchy import KEYS, NOW, authority_under, root, under

ROOT_CA = root()
ISSUING_CA = authority_under(ROOT_CA, KEYS[1])


def look(leaf, memory):
    return check_chain(
        leaf.certificate,
        intermediates=[ISSUING_CA.certificate],
        roots=[ROOT_CA.certificate],
        at=NOW,
        purpose="seal",
        memory=memory,
    )


def test_each_link_of_a_chain_is_remembered_once():
    memory, leaf = LinkMemory(), under(ISSUING_CA, KEYS[2])
    for _ in range(3):
        assert len(look(leaf, memory)) == 3
        assert len(memory) == 3  # leaf, issuing authority, root under itself
    look(under(ISSUING_CA, KEYS[3]), memory)
    assert len(memory) == 4


def test_a_wrong_link_is_neither_remembered_nor_taken_for_a_good_one():
    memory = LinkMemory()
    good, issuer = parsed(under(ISSUING_CA, KEYS[2]).certificate), parsed(ISSUING_CA.certificate)
    check_link(good, issuer, memory)
    lie = replace(good, tbs=good.tbs[:-1] + bytes((good.tbs[-1] ^ 1,)))
    other_signature = replace(good, signature=parsed(under(ISSUING_CA, KEYS[2]).certificate).signature)
    for _ in range(2):
        for wrong, by in ((lie, issuer), (other_signature, issuer), (good, parsed(ROOT_CA.certificate))):
            with pytest.raises(BadSignatureError):
                check_link(wrong, by, memory)
    assert len(memory) == 1


def test_the_memory_has_an_end_and_forgets_what_was_not_needed_for_longest():
    memory, issuer = LinkMemory(max_links=2), parsed(ISSUING_CA.certificate)
    first, second, third = (parsed(under(ISSUING_CA, KEYS[2]).certificate) for _ in range(3))
    for certificate in (first, second, first, third):
        check_link(certificate, issuer, memory)
    assert len(memory) == 2
    kept = list(memory._good)
    check_link(first, issuer, memory)
    assert sorted(memory._good) == sorted(kept)
