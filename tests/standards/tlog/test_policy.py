"""Policies: which witnesses are enough."""

from itertools import combinations

import pytest

from jiban.standards.tlog import checkpoint, policy
from jiban.standards.tlog.cosignature import Cosigner, Type
from jiban.standards.tlog.errors import OriginError, PolicyFormatError, SignatureError, UnknownSignerError
from jiban.standards.tlog.merkle import EMPTY_ROOT
from jiban.standards.tlog.note import Signer

LOG = Signer.generate("city.example/log")
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
COSIGNERS = {name: Cosigner.generate(f"{name}.example/w", Type.ED25519) for name in NAMES}
HEAD = checkpoint.Checkpoint("city.example/log", 0, EMPTY_ROOT)

# The example of c2sp.org/tlog-policy with keys put in.
EXAMPLE = "\n".join(
    [
        f"log {LOG.verifier.vkey}",
        "",
        *(f"witness {name} {COSIGNERS[name].verifier.vkey}" for name in NAMES[:3]),
        "group X-witnesses 2 X1 X2 X3",
        "\t# the others",
        *(f"  witness {name}\t{COSIGNERS[name].verifier.vkey} https://{name}.example/ " for name in NAMES[3:]),
        "group Y-witnesses any Y1 Y2 Y3",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
        "",
    ]
)


def signed_by(*names):
    return checkpoint.sign(HEAD, [LOG]) + "".join(COSIGNERS[name].cosign(HEAD.text, seconds=1) for name in names)


def test_the_example_is_met_by_two_of_the_first_and_one_of_the_second():
    rules = policy.parse(EXAMPLE)
    for count in range(len(NAMES) + 1):
        for names in combinations(NAMES, count):
            enough = sum(name[0] == "X" for name in names) >= 2 and any(name[0] == "Y" for name in names)
            assert rules.is_met_by(names) is enough, names


def test_addresses_are_read():
    rules = policy.parse(EXAMPLE)
    assert [witness.url for witness in rules.witnesses] == ["", "", ""] + [f"https://{n}.example/" for n in NAMES[3:]]


def test_a_checkpoint_is_judged_by_its_true_cosignatures():
    rules = policy.parse(EXAMPLE)
    assert policy.judge(rules, signed_by("X1", "X3", "Y2")) == policy.Verdict(HEAD, ("X1", "X3", "Y2"), True)
    assert policy.judge(rules, signed_by("X1", "Y2")) == policy.Verdict(HEAD, ("X1", "Y2"), False)


def test_strangers_do_not_count_and_do_no_harm():
    rules = policy.parse(EXAMPLE)
    stranger = Cosigner.generate("X2.example/w").cosign(HEAD.text, seconds=1)
    assert policy.judge(rules, signed_by("X1", "Y1") + stranger).witnesses == ("X1", "Y1")


def test_one_witness_signing_twice_counts_once():
    rules = policy.parse(EXAMPLE)
    assert not policy.judge(rules, signed_by("X1", "X1", "Y1")).is_met


def test_the_log_itself_must_have_signed():
    rules = policy.parse(EXAMPLE)
    cosigned_only = HEAD.text + "\n" + COSIGNERS["X1"].cosign(HEAD.text, seconds=1)
    with pytest.raises(UnknownSignerError):
        policy.judge(rules, cosigned_only)


def test_a_log_signs_only_under_its_own_origin():
    other = checkpoint.Checkpoint("other.example/log", 0, EMPTY_ROOT)
    with pytest.raises(OriginError):
        policy.judge(policy.parse(EXAMPLE), checkpoint.sign(other, [LOG]))


def test_a_false_cosignature_is_no_missing_one():
    other = checkpoint.Checkpoint("city.example/log", 1, EMPTY_ROOT)
    false = COSIGNERS["X1"].cosign(other.text, seconds=1)
    with pytest.raises(SignatureError):
        policy.judge(policy.parse(EXAMPLE), signed_by("X2") + false)


def test_no_witness_need_be_named():
    rules = policy.parse(f"log {LOG.verifier.vkey}\nquorum none\n")
    assert policy.judge(rules, signed_by()).is_met


def test_one_witness_may_be_the_quorum():
    rules = policy.parse(f"log {LOG.verifier.vkey}\nwitness a {COSIGNERS['X1'].verifier.vkey}\nquorum a\n")
    assert policy.judge(rules, signed_by("X1")).is_met
    assert not policy.judge(rules, signed_by()).is_met


W1 = f"witness a {COSIGNERS['X1'].verifier.vkey}"
W2 = f"witness b {COSIGNERS['X2'].verifier.vkey}"


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["quorum a"], 1),
        ([W1, W1.replace(" a ", " b "), "quorum a"], 2),
        ([W1, W2.replace(" b ", " a "), "quorum a"], 2),
        ([W1, "quorum a", "quorum a"], 3),
        ([W1, "group g 2 a", "quorum g"], 2),
        ([W1, "group g 0 a", "quorum g"], 2),
        ([W1, "group g 01 a", "quorum g"], 2),
        ([W1, "group g any", "quorum g"], 2),
        ([W1, "group g any none", "quorum g"], 2),
        ([W1, "group g any g", "quorum g"], 2),
        ([W1, "group none any a", "quorum a"], 2),
        ([W1, W2, "group g any a b", "group h any a", "quorum h"], 4),
        ([W1, "group g any a a", "quorum g"], 2),
        (["witness a"], 1),
        (["log x"], 1),
        ([f"log {COSIGNERS['X1'].verifier.vkey}"], 1),
        ([f"witness a {LOG.verifier.vkey}"], 1),
        (["quorums none"], 1),
        (["quorum none\r"], 1),
    ],
)
def test_a_wrong_line_is_named(lines, line):
    with pytest.raises(PolicyFormatError, match=f"line {line}:"):
        policy.parse("\n".join(lines) + "\n")


def test_a_policy_without_a_quorum_is_refused():
    with pytest.raises(PolicyFormatError, match="one quorum"):
        policy.parse(W1 + "\n")


def test_thirty_two_of_each_are_read():
    witnesses = [f"witness w{number} {Cosigner.generate('w').verifier.vkey}" for number in range(32)]
    groups = [f"group g{number} any w{number}" for number in range(31)]
    all_of_them = "group g31 all " + " ".join(f"g{number}" for number in range(31))
    rules = policy.parse("\n".join([*witnesses, *groups, all_of_them, "quorum g31"]))
    assert rules.is_met_by([f"w{number}" for number in range(31)])
    assert not rules.is_met_by([f"w{number}" for number in range(30)])
