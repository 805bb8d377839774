"""Certificate policies along a chain (RFC 5280 section 6.1) by the policy graph of RFC 9618.

The tree of RFC 5280 can grow without bound for chains made to that end; the graph has at most one node for each policy
and certificate.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jiban.standards.pki.errors import PolicyError
from jiban.standards.pki.oids import ANY_POLICY

if TYPE_CHECKING:
    from jiban.standards.pki.certificate import Certificate


@dataclass(slots=True, eq=False)
class _Node:
    policy: str
    expected: frozenset[str]
    parents: list[_Node] = field(default_factory=list)


Level = dict[str, _Node]


def check(path: Sequence[Certificate], *, wanted: AbstractSet[str] | None = None) -> frozenset[str]:
    """Process the policies of a chain, the leaf first and the root last; gives the policies that it is valid for.

    wanted    identifiers of policies of which the chain must carry one; None for no demand of one's own

    The empty set means: none, and none needed. `anyPolicy` stands for any. The root sets no conditions (section 6.1.1).

    Raises PolicyError.
    """
    return _Walk(len(path) - 1, wanted).through(path)


class _Walk:
    """The variables of section 6.1.2; `levels` is the graph, empty once it is NULL."""

    def __init__(self, length: int, wanted: AbstractSet[str] | None) -> None:
        self._length = length
        self._wanted = frozenset({ANY_POLICY}) if wanted is None else frozenset(wanted)
        self._explicit = length + 1 if wanted is None else 0
        self._mapping = self._any = length + 1
        self._levels: list[Level] = [{ANY_POLICY: _Node(ANY_POLICY, frozenset({ANY_POLICY}))}]

    def through(self, path: Sequence[Certificate]) -> frozenset[str]:
        for place in range(self._length, 0, -1):
            certificate = path[place - 1]
            self._process(certificate, is_last=place == 1)
            if self._explicit == 0 and not self._levels:
                raise PolicyError("the chain carries no common policy although it has to", certificate)
            if place > 1:
                self._prepare(certificate)
        return self._wrap_up(path[0])

    def _process(self, certificate: Certificate, *, is_last: bool) -> None:
        """Section 6.1.3 (d) and (e)."""
        stated = certificate.policies
        if not stated:
            self._levels = []
        if not self._levels:
            return
        above = self._levels[-1]
        expecting = _by_expected(above)
        level: Level = {}
        for policy in stated or ():
            if policy == ANY_POLICY:
                continue
            parents = expecting.get(policy, [])
            if not parents and ANY_POLICY in above:
                parents = [above[ANY_POLICY]]
            if parents:
                level[policy] = _Node(policy, frozenset({policy}), parents)
        is_self_issued = certificate.subject == certificate.issuer
        if stated and ANY_POLICY in stated and (self._any > 0 or (not is_last and is_self_issued)):
            for policy in expecting.keys() - level.keys():
                level[policy] = _Node(policy, frozenset({policy}), expecting[policy])
        self._levels = [*self._levels, level] if level else []

    def _prepare(self, certificate: Certificate) -> None:
        """Section 6.1.4 (a), (b), (h), (i), (j)."""
        self._map(certificate)
        if certificate.subject != certificate.issuer:
            self._explicit = max(self._explicit - 1, 0)
            self._mapping = max(self._mapping - 1, 0)
            self._any = max(self._any - 1, 0)
        if certificate.require_explicit_policy is not None:
            self._explicit = min(self._explicit, certificate.require_explicit_policy)
        if certificate.inhibit_policy_mapping is not None:
            self._mapping = min(self._mapping, certificate.inhibit_policy_mapping)
        if certificate.inhibit_any_policy is not None:
            self._any = min(self._any, certificate.inhibit_any_policy)

    def _map(self, certificate: Certificate) -> None:
        mappings: dict[str, set[str]] = {}
        for issuer_policy, subject_policy in certificate.policy_mappings:
            if ANY_POLICY in (issuer_policy, subject_policy):
                raise PolicyError("any policy cannot be mapped", certificate)
            mappings.setdefault(issuer_policy, set()).add(subject_policy)
        if not self._levels:
            return
        level = self._levels[-1]
        for policy, mapped in mappings.items():
            if self._mapping == 0:
                level.pop(policy, None)
            elif policy in level:
                level[policy].expected = frozenset(mapped)
            elif ANY_POLICY in level:
                level[policy] = _Node(policy, frozenset(mapped), list(level[ANY_POLICY].parents))
        if not level:
            self._levels = []

    def _wrap_up(self, leaf: Certificate) -> frozenset[str]:
        """Section 6.1.5, with the sets of RFC 9618."""
        self._explicit = max(self._explicit - 1, 0)
        if leaf.require_explicit_policy == 0:
            self._explicit = 0
        granted = self._granted()
        accepted = granted if ANY_POLICY in self._wanted else granted & self._wanted
        if ANY_POLICY in granted:
            accepted = self._wanted | (granted if ANY_POLICY in self._wanted else frozenset())
        if self._explicit == 0 and not accepted:
            raise PolicyError("the chain carries no policy that is accepted, although it has to", leaf)
        return accepted

    def _granted(self) -> frozenset[str]:
        """The policies, as the root's side names them, from which a line of nodes leads down to the leaf."""
        if not self._levels:
            return frozenset()
        granted: set[str] = set()
        living = list(self._levels[-1].values())
        for node in living:
            if node.policy == ANY_POLICY:
                granted.add(ANY_POLICY)
        while living:
            above: dict[int, _Node] = {}
            for node in living:
                if node.policy != ANY_POLICY and any(parent.policy == ANY_POLICY for parent in node.parents):
                    granted.add(node.policy)
                above.update((id(parent), parent) for parent in node.parents if parent.policy != ANY_POLICY)
            living = list(above.values())
        return frozenset(granted)


def _by_expected(level: Level) -> dict[str, list[_Node]]:
    """The nodes by the policies that they expect of the next certificate."""
    found: dict[str, list[_Node]] = {}
    for node in level.values():
        for policy in node.expected:
            found.setdefault(policy, []).append(node)
    return found
