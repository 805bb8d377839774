"""`jiban ledger audit`: what somebody can find out who has nothing of ours but published files and keys."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import rfc8785
from django.utils import translation
from django.utils.translation import gettext as _

from jiban.ledger.commitments import Kind, commitment, entry_bytes, parse_entry
from jiban.standards.gm.note_line import Sm2Verifier
from jiban.standards.tlog import audit as auditing
from jiban.standards.tlog import policy, proof
from jiban.standards.tlog.audit import AuditError, Fault, Report
from jiban.standards.tlog.errors import KeyFormatError, PolicyFormatError, TlogError

FAULTY, CANNOT_TELL = 1, 3
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KEY = click.option("--key", "vkey", help="Public key of the log.")
POLICY = click.option("--policy", "rules", type=FILE, help="File that names log and witnesses, instead of --key.")
SM2_KEY = click.option("--sm2-key", help="Public key of the log's SM2 line, which must be there.")


@dataclass(slots=True)
class _Findings:
    """What is counted while the log is read, and what is looked for in it."""

    looked_for: dict[int, bytes] = field(default_factory=dict)
    kinds: Counter[Kind] = field(default_factory=Counter)
    found: int = 0

    def ours(self, index: int, entry: bytes) -> None:
        try:
            self.kinds[parse_entry(entry)[0]] += 1
        except ValueError as error:
            raise AuditError(f"entry {index}: {error}", Fault.ENTRY, str(index)) from error
        self.any(index, entry)

    def any(self, index: int, entry: bytes) -> None:
        expected = self.looked_for.get(index)
        if expected is not None and expected != entry:
            raise AuditError(f"entry {index} is not the one that was handed over", Fault.ABSENT, str(index))
        self.found += expected is not None


@click.command()
@click.argument("place")
@KEY
@POLICY
@SM2_KEY
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="File for the checkpoint seen last.")
@click.option("--holds", type=FILE, multiple=True, help="A proof file that somebody handed over; may be given again.")
@click.option("--any-entries", is_flag=True, help="Do not ask that entries are of the kinds that this system logs.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.option("--lang", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)
def audit(*, lang: str, **given: Any) -> None:
    """Check a whole log from its files at PLACE, a folder or an address; needs nothing but keys.

    With --keep, it is also told whether the log still begins with all it had when it was audited last. Exit code 0: whole;
    1: a fault; 3: cannot tell, nobody answers or too few witnesses have cosigned yet.
    """
    with translation.override(lang):
        _audit(**given)


def _audit(
    place: str,
    *,
    vkey: str | None,
    rules: Path | None,
    sm2_key: str | None,
    keep: Path | None,
    holds: Sequence[Path],
    any_entries: bool,
    as_json: bool,
) -> None:
    trust, sm2 = trusted(vkey, rules), _sm2(sm2_key)
    findings = _Findings(_handed_over(holds))
    check = findings.any if any_entries else findings.ours
    kept = keep.read_text(encoding="utf-8") if keep and keep.exists() else None
    try:
        report = auditing.audit(auditing.reader_of(place), trust, kept=kept, check_entry=check)
        if sm2 and not sm2.check_line(report.signed):
            raise AuditError("the checkpoint has no SM2 line of that key", Fault.ABSENT, "SM2")
        if findings.found < len(findings.looked_for):
            raise AuditError("the log is shorter than a proof says", Fault.ABSENT, str(max(findings.looked_for)))
    except TlogError as fault:
        _tell_fault(fault, as_json=as_json)
        return
    if keep:
        keep.write_text(report.signed, encoding="utf-8")
    click.echo(
        json.dumps(_as_json(report, findings, trust)) if as_json else "\n".join(_lines(report, findings, trust, sm2))
    )
    if not report.quorum:
        sys.exit(CANNOT_TELL)


def _tell_fault(fault: TlogError, *, as_json: bool) -> None:
    known = fault if isinstance(fault, AuditError) else None
    away = known is not None and known.fault is Fault.UNREACHABLE
    code, place = (known.fault.value, known.place) if known else ("signature", "checkpoint")
    if as_json:
        outcome = "cannot-tell" if away else "faulty"
        click.echo(json.dumps({"outcome": outcome, "fault": code, "place": place, "detail": str(fault)}))
    else:
        click.echo(f"✗ {_fault_words(known)} ({fault})", err=True)
        click.echo(_("Cannot tell: try again later.") if away else _("This log does not hold."), err=True)
    sys.exit(CANNOT_TELL if away else FAULTY)


def _fault_words(fault: AuditError | None) -> str:
    if fault is None:
        return _("The checkpoint is not signed as it should be")
    words: dict[Fault, Callable[[], str]] = {
        Fault.UNREACHABLE: lambda: _("The log does not answer"),
        Fault.MISSING: lambda: _("The log does not show a file that its checkpoint signs"),
        Fault.TOO_LONG: lambda: _("A file is longer than it can be"),
        Fault.NO_TEXT: lambda: _("The checkpoint is no text"),
        Fault.BUNDLE: lambda: _("A bundle does not hold the entries that it should"),
        Fault.TILE: lambda: _("A tile does not fit the entries"),
        Fault.ROOT: lambda: _("The entries do not give the root that is signed"),
        Fault.ENTRY: lambda: _("An entry is not of this kind of log"),
        Fault.ABSENT: lambda: _("What was handed over, or asked for, is not in the log"),
        Fault.SMALLER: lambda: _("The log is shorter than when it was audited last"),
        Fault.REWRITTEN: lambda: _("The log was REWRITTEN since it was audited last"),
    }
    return words[fault.fault]()


def _lines(report: Report, findings: _Findings, trust: policy.Policy, sm2: Sm2Verifier | None) -> Iterator[str]:
    yield _("Log: %(origin)s") % {"origin": report.origin}
    yield _("Head: %(size)d entries, root %(root)s") % {"size": report.size, "root": report.root.hex()}
    yield "✓ " + _("signed by the log's key (Ed25519)")
    if sm2:
        yield "✓ " + _("signed by the log's SM2 key")
    facts = {"entries": report.entries, "tiles": report.tiles}
    yield "✓ " + _("%(entries)d entries and %(tiles)d tiles are as signed") % facts
    for kind, count in sorted(findings.kinds.items()):
        yield f"    {count:>9,}  {_kind_words(kind)}"
    if findings.looked_for:
        yield "✓ " + _("%(count)d handed over proofs are of this log") % {"count": len(findings.looked_for)}
    if report.before is None:
        yield "! " + _("no earlier checkpoint to compare with: one kept by --keep shows a rewriting the next time")
    else:
        yield "✓ " + _("goes on from the checkpoint of %(size)d entries that was kept") % {"size": report.before}
    of = len(trust.witnesses)
    told = {"count": len(report.witnesses), "of": of, "names": ", ".join(report.witnesses) or "-"}
    if not of:
        yield "! " + _("no witnesses were asked for: only the log's own key speaks for it")
    else:
        mark = "✓ " if report.quorum else "✗ "
        yield mark + _("co-signed by %(count)d of %(of)d witnesses: %(names)s") % told
    yield _("The log is whole.") if report.quorum else _("Whole in itself, but too few witnesses have co-signed yet.")


def _kind_words(kind: Kind) -> str:
    return {
        Kind.CERTIFICATE_ISSUED: _("certificates issued"),
        Kind.CERTIFICATE_REVOKED: _("certificates revoked"),
        Kind.DATA_SHARED: _("look-ups, on the side of who shares"),
        Kind.DATA_RECEIVED: _("look-ups, on the side of who asked"),
    }[kind]


def _as_json(report: Report, findings: _Findings, trust: policy.Policy) -> dict[str, object]:
    return {
        "outcome": "whole" if report.quorum else "cannot-tell",
        "origin": report.origin,
        "size": report.size,
        "root": report.root.hex(),
        "tiles": report.tiles,
        "kinds": {kind.value: count for kind, count in sorted(findings.kinds.items())},
        "proofs": len(findings.looked_for),
        "before": report.before,
        "witnesses": list(report.witnesses),
        "witnesses_of": len(trust.witnesses),
        "quorum": report.quorum,
    }


def trusted(vkey: str | None, rules: Path | None) -> policy.Policy:
    """What the reader trusts, by one of the two options."""
    if (vkey is None) == (rules is None):
        raise click.UsageError(_("Give either --key or --policy."))
    try:
        return auditing.key_policy(vkey) if vkey else policy.parse(rules.read_text(encoding="utf-8") if rules else "")
    except (PolicyFormatError, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from error


def _sm2(key: str | None) -> Sm2Verifier | None:
    try:
        return Sm2Verifier.parse(key) if key else None
    except KeyFormatError as error:
        raise click.UsageError(f"--sm2-key: {error}") from error


def _handed_over(files: Sequence[Path]) -> dict[int, bytes]:
    """The entries that proof files speak of, by their places: statement and salt give the commitment."""
    entries = {}
    for file in files:
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            told = proof.parse(content["proof"])
            entries[told.index] = entry_bytes(
                Kind(content["kind"]), commitment(content["statement"], told.extra or b"")
            )
        except (ValueError, KeyError, TypeError, AttributeError, TlogError, rfc8785.CanonicalizationError) as error:
            raise click.UsageError(_("%(file)s is no proof file of a look-up") % {"file": file}) from error
    return entries
