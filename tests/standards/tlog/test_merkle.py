import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.tlog import merkle
from jiban.standards.tlog.errors import ProofError
from tests.standards.tlog import reference_tree

# The eight entries and their roots that implementations of Certificate Transparency have always tested with
# (google/certificate-transparency, transparency-dev/merkle; both Apache-2.0).
KNOWN_ENTRIES = [
    bytes.fromhex(entry)
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
RANDOM_HASH = bytes(range(32))

bodies = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots_are_found(size):
    entries = KNOWN_ENTRIES[:size]
    assert merkle.root(size, reference_tree.reader(entries)).hex() == KNOWN_ROOTS[size]
    grown = merkle.CompactRange()
    for entry in entries:
        grown.append(merkle.leaf_hash(entry))
    assert (grown.size, grown.root().hex()) == (size, KNOWN_ROOTS[size])


@given(bodies)
def test_every_root_is_the_one_the_rfc_defines(entries):
    grown = merkle.CompactRange()
    for size, entry in enumerate(entries, start=1):
        grown.append(merkle.leaf_hash(entry))
        assert grown.root() == reference_tree.mth(entries[:size])
    assert merkle.root(len(entries), reference_tree.reader(entries)) == grown.root()


@given(bodies, st.data())
def test_every_entry_of_every_tree_can_be_proved(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    proof = merkle.inclusion_proof(index, len(entries), reference_tree.reader(entries))
    assert proof == reference_tree.path(index, entries)
    check_entry(entries, index, proof)


@given(bodies, st.data())
def test_every_tree_is_proved_to_continue_every_earlier_one(entries, data):
    old_size = data.draw(st.integers(1, len(entries)))
    proof = merkle.consistency_proof(old_size, len(entries), reference_tree.reader(entries))
    assert proof == reference_tree.proof(old_size, entries)
    check_growth(entries, old_size, proof)


@pytest.mark.parametrize("size", range(1, 18))
def test_no_changed_inclusion_proof_is_believed(size):
    entries = [bytes([number]) for number in range(size)]
    root = reference_tree.mth(entries)
    for index in range(size):
        leaf, proof = merkle.leaf_hash(entries[index]), reference_tree.path(index, entries)
        refused = [(lie, {}) for lie in changed_proofs(proof, root)]
        refused += [(proof, {"index": lie}) for lie in (-1, size, size + 1)]
        refused += [(proof, {"index": lie}) for lie in (index - 1, index + 1, index ^ 2) if lie != index]
        refused += [(proof, {"tree_size": lie}) for lie in (0, index)]
        refused += [(proof, {"root": lie}) for lie in (b"", RANDOM_HASH, merkle.EMPTY_ROOT)]
        for lie, changes in refused:
            with pytest.raises(ProofError):
                merkle.check_inclusion(leaf, proof=lie, **({"index": index, "tree_size": size, "root": root} | changes))
        for lie in (b"", RANDOM_HASH, merkle.leaf_hash(b"another")):
            with pytest.raises(ProofError):
                merkle.check_inclusion(lie, index=index, tree_size=size, proof=proof, root=root)


@pytest.mark.parametrize("size", range(1, 18))
def test_no_changed_consistency_proof_is_believed(size):
    entries = [bytes([number]) for number in range(size)]
    new_root = reference_tree.mth(entries)
    for old_size in range(1, size):
        old_root, proof = reference_tree.mth(entries[:old_size]), reference_tree.proof(old_size, entries)
        truth = {"old_size": old_size, "new_size": size, "old_root": old_root, "new_root": new_root, "proof": proof}
        lies = [{"proof": lie} for lie in [*changed_proofs(proof, new_root), [old_root, *proof], [*proof, old_root]]]
        lies += [{"old_size": lie} for lie in (-1, 0, old_size - 1, old_size + 1, size + 1)]
        lies += [{"new_size": lie} for lie in (0, old_size - 1, old_size, size * 2)]
        lies += [{"old_root": lie} for lie in (b"", RANDOM_HASH, merkle.EMPTY_ROOT, new_root)]
        lies += [{"new_root": lie} for lie in (b"", RANDOM_HASH, merkle.EMPTY_ROOT, old_root)]
        lies += [{"old_root": new_root, "new_root": old_root}]
        for lie in lies:
            with pytest.raises(ProofError):
                merkle.check_consistency(**(truth | lie))


def test_the_same_tree_needs_no_proof_and_takes_none():
    root = reference_tree.mth([b"1", b"2"])
    merkle.check_consistency(old_size=2, new_size=2, old_root=root, new_root=root, proof=[])
    for lie in ({"proof": [root]}, {"new_root": RANDOM_HASH}):
        with pytest.raises(ProofError):
            merkle.check_consistency(
                **({"old_size": 2, "new_size": 2, "old_root": root, "new_root": root, "proof": []} | lie)
            )


def test_the_empty_tree_proves_nothing():
    for new_size in (0, 1):
        with pytest.raises(ProofError):
            merkle.check_consistency(
                old_size=0, new_size=new_size, old_root=merkle.EMPTY_ROOT, new_root=merkle.EMPTY_ROOT, proof=[]
            )
        with pytest.raises(ProofError):
            merkle.consistency_proof(0, new_size, reference_tree.reader([b""]))


def test_a_proof_of_a_leaf_that_is_not_there_cannot_be_made():
    for index in (-1, 2):
        with pytest.raises(ProofError):
            merkle.inclusion_proof(index, 2, reference_tree.reader([b"1", b"2"]))


def test_a_proof_reads_each_hash_once_and_few_of_them():
    asked = []

    def read(nodes):
        asked.append(list(nodes))
        return [RANDOM_HASH] * len(nodes)

    merkle.inclusion_proof(123_456, 1_000_000, read)
    assert len(asked) == 1
    assert len(set(asked[0])) == len(asked[0]) < 40


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_any_stretch_of_leaves_is_covered_once_by_complete_subtrees(one, other):
    start, end = sorted((one, other))
    nodes = merkle.nodes_between(start, end)
    place = start
    for node in nodes:
        assert node.number << node.level == place
        place += 1 << node.level
    assert place == end
    assert len(nodes) <= 80


def check_entry(entries, index, proof):
    merkle.check_inclusion(
        merkle.leaf_hash(entries[index]),
        index=index,
        tree_size=len(entries),
        proof=proof,
        root=reference_tree.mth(entries),
    )


def check_growth(entries, old_size, proof):
    merkle.check_consistency(
        old_size=old_size,
        new_size=len(entries),
        old_root=reference_tree.mth(entries[:old_size]),
        new_root=reference_tree.mth(entries),
        proof=proof,
    )


def changed_proofs(proof, root):
    """Every way a proof is bent in practice: a flipped bit, something before, after, inside, or missing."""
    for place, value in enumerate(proof):
        flipped = bytes([value[0] ^ 8]) + value[1:]
        yield [*proof[:place], flipped, *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
        yield [*proof[:place], value, *proof[place:]]
        yield [*proof[:place], value[:-1], *proof[place + 1 :]]
    for extra in (b"", RANDOM_HASH, root):
        yield [extra, *proof]
        yield [*proof, extra]
    yield [*proof, *[RANDOM_HASH] * 64]
