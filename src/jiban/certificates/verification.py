"""Check a file: intact, sealed by whom, with authority then, in the log, revoked, expired? One verdict with reasons.

Works offline on values alone. What is known of a certificate beyond its file comes through a `StandingSource`: the
database on the public page, a published list on the command line.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jiban.ledger.checking import check_record
from jiban.standards.codes.masking import mask_name
from jiban.standards.tlog import policy
from jiban.standards.tlog import proof as tlog_proof
from jiban.standards.tlog.errors import SignatureError, TlogError

from . import record as records
from .paper_reports import PaperReport, report_on, says_the_same
from .trust import Standing, StandingSource, Trust
from .verdicts import Code, Finding, Mark, Shown, Verdict

ISSUED = "certificate-issued"


def verify_file(data: bytes, *, trust: Trust, source: StandingSource, now: datetime) -> Verdict:
    """Give the verdict on an OFD or PDF file. Never raises for what a stranger may send."""
    report = report_on(data, trust=trust, now=now)
    if report.fault is not None:
        return Verdict(report.fault, tuple(report.findings))
    if report.record is None:
        report.fail(Code.NOT_A_CERTIFICATE, "record")
        return _verdict(report)
    try:
        shown = shown_of(report.record)
        _check_record(report, report.record)
        _check_log(report, report.record, trust)
        _check_standing(report, source.standing(report.record["identifier"]))
        _check_validity(report, report.record, timezone.localdate(now))
    except (KeyError, TypeError, ValueError):
        # Signed by somebody we trust, yet not in the form of a certificate.
        report.fail(Code.NOT_A_CERTIFICATE, "record")
        return _verdict(report)
    if report.record["test"]:
        report.findings.append(Finding("test", Mark.WARN))
    return _verdict(report, shown)


def shown_of(record: dict[str, Any]) -> Shown:
    """What a stranger may see: the holder's name masked, no identity number, no address."""
    return Shown(
        title=record["type"]["name"],
        number=record["number"],
        holder=mask_name(record["holder"]["name"]),
        issuer=record["issuer"]["name"],
        purpose=record["purpose"],
        receiving_unit=record["receivingUnit"],
        issued_on=record["issuedOn"],
        valid_until=record["validUntil"],
        test=bool(record["test"]),
    )


def _verdict(report: PaperReport, shown: Shown | None = None) -> Verdict:
    identifier = report.record["identifier"] if report.record and shown else ""
    return Verdict(report.fault or Code.GENUINE, tuple(report.findings), shown, identifier)


def _check_record(report: PaperReport, record: dict[str, Any]) -> None:
    issuer = record["issuer"]
    if (
        report.seal is None
        or report.seal.name != issuer["name"]
        or (report.kind == "ofd" and not _signers_are_of(report, record))
    ):
        report.fail(Code.NO_AUTHORITY, "authority")
    pieces = [*record["paragraphs"], record["number"], record["type"]["name"], issuer["name"]]
    agrees = says_the_same(report, pieces)
    if report.metadata is not None:
        agrees = agrees and report.metadata == records.metadata(record)
    if agrees:
        report.findings.append(Finding("record", Mark.OK))
    else:
        report.fail(Code.RECORD_DIFFERS, "record")


def _signers_are_of(report: PaperReport, record: dict[str, Any]) -> bool:
    """The seal's certificate carries the committee's credit code; the reviewer's names the committee."""
    if report.seal is None or report.reviewer is None:
        return False
    issuer = record["issuer"]
    return bool(
        report.seal.credit_code == issuer["creditCode"]
        and report.reviewer.organisation == issuer["name"]
        and report.reviewer.name == record["reviewer"]
    )


def _check_log(report: PaperReport, record: dict[str, Any], trust: Trust) -> None:
    if report.log_proof is None:
        report.findings.append(Finding("log", Mark.WARN))
        return
    try:
        check_record(report.log_proof, kind=ISSUED, record=record, vkey=trust.log_vkey)
        # Proofs made before the log had an SM2 key carry no line of it: that is no fault. A false line is.
        signed = tlog_proof.parse(report.log_proof).checkpoint
        has_sm2 = trust.log_sm2_key is not None and trust.log_sm2_key.check_line(signed)
    except TlogError:
        report.fail(Code.LOG_PROOF_WRONG, "log")
        return
    index = next(line for line in report.log_proof.splitlines() if line.startswith("index ")).removeprefix("index ")
    report.findings.append(Finding("log", Mark.OK, index, "C2SP tlog-proof" + (" · GM/T 0003.2" if has_sm2 else "")))
    _check_witnesses(report, report.log_proof, trust)


def _check_witnesses(report: PaperReport, log_proof: str, trust: Trust) -> None:
    """Too few cosignatures are no fault: they follow, and a newer download has them. A false one is."""
    if trust.witness_policy is None:
        return
    names: tuple[str, ...] = ()
    is_met = False
    try:
        judged = policy.judge(trust.witness_policy, tlog_proof.parse(log_proof).checkpoint)
        names, is_met = judged.witnesses, judged.is_met
    except SignatureError:
        report.fail(Code.LOG_PROOF_WRONG, "witnesses")
        return
    except TlogError:
        # The policy is of another log: the log's own signature is true, and of its witnesses nothing is known here.
        pass
    of = len(trust.witness_policy.witnesses)
    if of:
        mark = Mark.OK if is_met else Mark.WARN
        report.findings.append(Finding("witnesses", mark, f"{len(names)}/{of}", "C2SP tlog-policy"))


def _check_standing(report: PaperReport, standing: Standing | None) -> None:
    signed_at = timezone.localtime(report.seal.signed_at) if report.seal else None
    moment = f"{signed_at:%Y-%m-%d %H:%M}" if signed_at else ""
    confirmed = standing.authority_confirmed if standing else None
    if confirmed is None:
        report.findings.append(Finding("authority", Mark.WARN, moment))
    elif confirmed:
        report.findings.append(Finding("authority", Mark.OK, moment))
    else:
        report.fail(Code.NO_AUTHORITY, "authority", moment)
    if standing is not None and standing.replaced_by:
        report.findings.append(Finding("replaced", Mark.WARN, standing.replaced_by))
    if standing is None:
        report.findings.append(Finding("revoked", Mark.WARN))
    elif standing.revoked_on is not None:
        report.fail(Code.REVOKED, "revoked", standing.revoked_on.isoformat())
    else:
        report.findings.append(Finding("revoked", Mark.OK, standing.known_as_of))


def _check_validity(report: PaperReport, record: dict[str, Any], today: date) -> None:
    until = record["validUntil"]
    if today > date.fromisoformat(until):
        report.fail(Code.EXPIRED, "validity", until)
    elif today < date.fromisoformat(record["validFrom"]):
        report.fail(Code.NOT_YET_VALID, "validity", until)
    else:
        report.findings.append(Finding("validity", Mark.OK, until))
