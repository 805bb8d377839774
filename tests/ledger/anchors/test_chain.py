"""The contract on a node of its own, by the anchor that the product uses."""

import hashlib
import subprocess
import sys

import pytest
from web3.exceptions import ContractCustomError

from jiban.ledger.anchors import evm
from jiban.ledger.anchors.evm import EvmAnchor, log_of
from jiban.ledger.anchors.protocol import (
    AnchorConflictError,
    AnchorNotInstalledError,
    AnchorRefusedError,
    AnchorUnavailableError,
    Head,
)

ORIGIN = "log.example/test-county"


def head(size, root=None):
    return Head(ORIGIN, size, root or hashlib.sha256(str(size).encode()).digest(), "note")


FORGED = b"\xff" * 32


@pytest.fixture
def council(node):
    """Four members, three of whom make a root final."""
    contract = node.deploy(members=4, needed=3)
    return [node.anchor(contract, member=member) for member in range(4)], node.contract(contract)


def test_a_head_is_final_when_enough_members_have_approved_it(council):
    (first, second, third, _), _ = council
    receipt = first.submit(head(5))
    assert first.confirm(head(5), receipt) is None
    assert first.latest(ORIGIN) is None
    second.submit(head(5))
    third.submit(head(5))
    assert first.confirm(head(5), receipt) is not None
    assert first.latest(ORIGIN) == (5, head(5).root)


def test_the_same_head_again_changes_nothing(council, node):
    (first, *_), contract = council
    first.submit(head(5))
    blocks = node.web3.eth.block_number
    assert first.submit(head(5)).reference == ""
    assert node.web3.eth.block_number == blocks
    assert contract.functions.approvals(log_of(ORIGIN), 5, head(5).root).call() == 1
    # Even a second transaction, as after a crash, counts nothing twice.
    contract.functions.approve(log_of(ORIGIN), 5, head(5).root).transact({"from": node.address(0)})
    assert contract.functions.approvals(log_of(ORIGIN), 5, head(5).root).call() == 1


def test_a_smaller_head_than_ones_own_newest_is_refused(council):
    (first, *_), _ = council
    first.submit(head(9))
    with pytest.raises(AnchorRefusedError, match="Rollback"):
        first.submit(head(5))


def test_only_members_approve(council, node):
    _, contract = council
    stranger = node.anchor(contract.address, member=4)
    with pytest.raises(AnchorRefusedError, match="NotMember"):
        stranger.submit(head(5))


def test_another_root_for_the_same_size_is_a_conflict_that_everybody_sees(council):
    (first, second, *_), contract = council
    first.submit(head(5))
    second.submit(head(5, FORGED))
    for anchor, mine, other in ((first, head(5), FORGED), (second, head(5, FORGED), head(5).root)):
        with pytest.raises(AnchorConflictError) as told:
            anchor.confirm(mine, anchor.submit(mine))
        assert (told.value.size, told.value.roots) == (5, (other,))
    (event,) = contract.events.Conflict().get_logs(from_block=0)
    assert (event.args.size, event.args.root, event.args.other) == (5, FORGED, head(5).root)


def test_a_member_who_comes_first_with_a_wrong_root_blocks_nobody(council):
    (wrong, *honest), _ = council
    wrong.submit(head(5, FORGED))
    for anchor in honest:
        anchor.submit(head(5))
    assert honest[0].latest(ORIGIN) == (5, head(5).root)


def test_a_member_who_names_a_great_size_blocks_only_itself(council):
    (wrong, *honest), _ = council
    wrong.submit(head(2**63, FORGED))
    for size in (5, 9):
        for anchor in honest:
            anchor.submit(head(size))
    assert honest[0].latest(ORIGIN) == (9, head(9).root)


def test_a_member_has_one_vote_a_size_and_cannot_flood_it_with_roots(council):
    (wrong, *_), contract = council
    wrong.submit(head(5, FORGED))
    wrong.submit(head(5))
    approvals = contract.functions.approvals
    assert approvals(log_of(ORIGIN), 5, head(5).root).call() == 0
    assert len(contract.events.Conflict().get_logs(from_block=0)) == 1
    with pytest.raises(AnchorRefusedError, match="AlreadyInConflict"):
        wrong.submit(head(5, b"\xaa" * 32))


@pytest.mark.parametrize(("members", "needed"), [(4, 2), (4, 5), (0, 0)])
def test_a_council_whose_halves_could_both_decide_is_not_made(node, members, needed):
    bad_members = node.web3.keccak(text="BadMembers()")[:4].hex()
    with pytest.raises(ContractCustomError, match=bad_members):
        node.deploy(members=members, needed=needed)


def test_a_node_that_does_not_answer_is_asked_again_later(node):
    away = EvmAnchor("chain", rpc="http://127.0.0.1:1", contract=node.address(0), private_key=node.keys[0])
    with pytest.raises(AnchorUnavailableError):
        away.submit(head(5))


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "web3", None)
    with pytest.raises(AnchorNotInstalledError, match=r"requirements/anchors\.lock"):
        EvmAnchor("chain", rpc="http://127.0.0.1:1", contract="0x", private_key="0x").latest(ORIGIN)


def test_the_package_is_not_loaded_before_an_anchor_speaks():
    code = "import sys, jiban.ledger.anchors.evm; sys.exit('web3' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_does_not_let_nested_input_overrun_the_stack():
    code = (
        "import sys; from jiban.ledger.anchors.evm import web3_package; before = sys.getrecursionlimit();"
        "web3_package(); sys.exit(sys.getrecursionlimit() != before)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_checked_in_contract_is_what_the_compiler_makes_of_its_source(node):
    from tests.ledger.anchors.chain_node import PACKAGES

    script = PACKAGES / "compile.mjs"
    script.write_bytes((evm.CONTRACT.parents[5] / "tests/interop/chain/compile.mjs").read_bytes())
    source = evm.CONTRACT.with_suffix(".sol").read_bytes()
    compiled = subprocess.run(["node", str(script)], input=source, check=True, capture_output=True).stdout
    assert compiled == evm.CONTRACT.read_bytes()
