"""What the signatures protect: every digest compared, every file of the package accounted for (GB/T 33190-2016 18.2.2)."""

import hashlib
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence

from jiban.standards.ofd.digest import sm3
from jiban.standards.verifying.findings import Findings
from jiban.standards.verifying.package_reading import SignedPackage
from jiban.standards.verifying.policy import Policy
from jiban.standards.verifying.signature_xml import Reference, SignatureFile

CHECK_METHODS: Mapping[str, str] = {
    "1.2.156.10197.1.401": "sm3",
    "sm3": "sm3",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
SM3_VARIANTS = frozenset({"1.2.156.10197.1.401.1", "1.2.156.10197.1.401.2"})
"""SM3 without and with a key (GB/T 33560-2017): the latter stands in files where the digest has none."""

WEAK = frozenset({"md5", "sha1", "sha-1", "1.2.840.113549.2.5", "1.3.14.3.2.26", "1.2.840.113549.2.2"})


MAX_SHOWN = 5


class Digests:
    """Digests of the entries, each computed once although every signature refers to it."""

    def __init__(self, entries: Mapping[str, bytes]) -> None:
        self._entries = entries
        self._known: dict[tuple[str, str], bytes] = {}

    def of(self, entry: str, method: str) -> bytes:
        """The digest of an entry by the method sm3, sha256, sha384 or sha512."""
        key = entry, method
        if key not in self._known:
            content = self._entries[entry]
            self._known[key] = sm3(content) if method == "sm3" else hashlib.new(method, content).digest()
        return self._known[key]


def check_references(
    signature: SignatureFile, *, digests: Digests, policy: Policy, findings: Findings
) -> frozenset[str]:
    """Compare every digest; gives the entries that are protected and unchanged."""
    if not signature.references:
        findings.add("no-references")
        return frozenset()
    method = _method(signature.check_method, policy, findings)
    covered: set[str] = set()
    spoiled: set[str] = set()
    for reference in signature.references:
        if reference.entry is None:
            findings.add("reference-without-entry", location=reference.location)
            continue
        if reference.entry in covered or reference.entry in spoiled:
            findings.add("reference-twice", entry=reference.entry)
        if method is not None:
            fits = _fits(reference, reference.entry, method, digests, findings)
            (covered if fits else spoiled).add(reference.entry)
    if method is not None and not spoiled and covered:
        findings.add("digests-fit", count=len(covered))
    return frozenset(covered - spoiled)


def _method(stated: str, policy: Policy, findings: Findings) -> str | None:
    if not stated:
        findings.add("check-method-missing")
        return None
    if stated.lower() in WEAK:
        findings.add("check-method-weak", method=stated)
        return None
    if stated in SM3_VARIANTS:
        findings.add("check-method-variant", method=stated)
        return "sm3"
    method = CHECK_METHODS.get(stated) or CHECK_METHODS.get(stated.lower())
    if method is None:
        findings.add("check-method-unknown", method=stated)
    elif method not in policy.digests:
        findings.add("check-method-not-allowed", method=stated)
    else:
        return method
    return None


def _fits(reference: Reference, entry: str, method: str, digests: Digests, findings: Findings) -> bool:
    try:
        stated = b64decode("".join(reference.check_value.split()), validate=True)
    except (Base64Error, ValueError):
        stated = b""
    expected = digests.of(entry, method)
    if len(stated) != len(expected):
        findings.add("check-value-broken", location=reference.location)
        return False
    if stated != expected:
        findings.add("digest-differs", entry=entry)
        return False
    return True


def account_for(
    package: SignedPackage, covered: Sequence[frozenset[str]], findings: Sequence[Findings], package_findings: Findings
) -> None:
    """Say of each signature what it leaves out, and of the package what nothing protects.

    covered    what each signature protects, in the order of package.signatures
    findings   those of each signature, to be added to
    """
    own = frozenset(name for signature in package.signatures for name in _parts(signature))
    # A changed file is told by the signature that names it; here it counts as accounted for.
    named = frozenset(reference.entry for one in package.signatures for reference in one.references)
    everything = frozenset().union(*covered)
    loose = 0
    for name in package.entries:
        if name not in named and name not in own and not _may_stay_open(name, package, everything):
            loose += 1
            package_findings.add("start-uncovered" if name == package.start else "entry-uncovered", entry=name)
    if not loose:
        package_findings.add("coverage-complete", count=len(package.entries))
    protectors: dict[str, list[str]] = {}
    for signature, names in zip(package.signatures, covered, strict=True):
        for name in names:
            protectors.setdefault(name, []).append(signature.id)
    for names, noted in zip(covered, findings, strict=True):
        left_out = [name for name in package.entries if name not in names and name not in own]
        _say_what_is_left_out(left_out, names, noted, package, protectors)


def _parts(signature: SignatureFile) -> frozenset[str]:
    """The files that make up a signature: looked at by that signature itself."""
    seal = frozenset({signature.seal_entry}) if signature.seal_entry else frozenset[str]()
    return signature.own_entries | seal


def _may_stay_open(name: str, package: SignedPackage, covered: frozenset[str]) -> bool:
    return name in package.lists or package.unsealed.get(name) in covered


def _say_what_is_left_out(
    left_out: Sequence[str],
    covered: frozenset[str],
    findings: Findings,
    package: SignedPackage,
    protectors: Mapping[str, Sequence[str]],
) -> None:
    for name in left_out:
        if name in package.lists:
            findings.add("signature-list-open")
        elif package.unsealed.get(name) in covered:
            findings.add("attachment-unsealed", entry=name)
        elif name in protectors:
            findings.add("entry-covered-by-others", entry=name, others=", ".join(protectors[name][:MAX_SHOWN]))
