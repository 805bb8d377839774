"""`jiban verify FILE`: the same check as the public page, offline."""

import json
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone, translation

from jiban.standards.verifying.report import SignatureReport

from . import elsewhere, foreign, trust, words
from .foreign import ForeignVerdict, is_foreign, verify_foreign
from .revocations import RevocationListError
from .trust import StandingSource, Trust
from .verdict_json import as_json
from .verdicts import Outcome, Verdict

MARKS = {"ok": "✓", "note": "·", "fail": "✗", "warn": "!", "unknown": "?"}


class KeysMissingError(click.ClickException):
    """Without keys nothing can be told."""

    exit_code = Outcome.CANNOT_TELL.value


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trust", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder of trusted keys.")
@click.option("--json", "for_machines", is_flag=True, help="One JSON object instead of words.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="Judge the validity as of this day.")
@click.option("--lang", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)
@click.pass_context
def verify(
    context: click.Context, file: Path, *, folder: Path | None, for_machines: bool, at: datetime | None, lang: str
) -> None:
    """Check a certificate (OFD or PDF), or a sealed OFD of any maker, without network and without a database.

    Exit code: 0 genuine and in force, 1 do not rely on it, 2 cannot tell.
    """
    with translation.override(lang):
        folder = folder or settings.TRUST_DIR
        keys, source = _trusted(folder)
        now = timezone.make_aware(at) if at else timezone.now()
        data = file.read_bytes()
        if is_foreign(data):
            judged = _verify_foreign(data, folder, keys, now)
            click.echo(_foreign_in_json(judged) if for_machines else _foreign_as_words(judged))
            context.exit(judged.outcome.value)
        verdict = _verify(data, folder, keys, source, now)
        click.echo(_in_json(verdict) if for_machines else _as_words(verdict))
    context.exit(verdict.outcome.value)


def _verify(data: bytes, folder: Path, keys: Trust, source: StandingSource, now: datetime) -> Verdict:
    try:
        return elsewhere.verify(data, folder=folder, keys=keys, source=source, now=now)
    except trust.TrustError as error:
        message = f"the trusted keys cannot be used: {error}"
        raise KeysMissingError(message) from error


def _verify_foreign(data: bytes, folder: Path, keys: Trust, now: datetime) -> ForeignVerdict:
    try:
        return verify_foreign(data, believed=foreign.believed(folder, keys), now=now)
    except trust.TrustError as error:
        message = f"the trusted keys cannot be used: {error}"
        raise KeysMissingError(message) from error


def _trusted(folder: Path) -> tuple[Trust, StandingSource]:
    try:
        keys = trust.load(folder)
        return keys, trust.load_listed(folder, keys)
    except (trust.TrustError, RevocationListError) as error:
        message = f"the trusted keys cannot be used: {error}. Name their folder with --trust."
        raise KeysMissingError(message) from error


def _as_words(verdict: Verdict) -> str:
    lines = [f"[{words.outcome(verdict)}] {words.title(verdict)}", f"  {words.advice(verdict)}"]
    lines += [f"  {MARKS[finding.mark]} {words.sentence(finding)}" for finding in verdict.findings]
    if verdict.shown:
        shown = verdict.shown
        lines.append(f"  {shown.title} {shown.number} | {shown.holder} | {shown.issuer} | {shown.issued_on}")
    return "\n".join(lines)


def _in_json(verdict: Verdict) -> str:
    return json.dumps(as_json(verdict), ensure_ascii=False, indent=2)


def _foreign_as_words(verdict: ForeignVerdict) -> str:
    lines = [f"[{words.outcome(verdict)}] {words.title(verdict)}", f"  {words.advice(verdict)}"]
    lines += [f"  {MARKS[one.severity]} {foreign.words(one)}" for one in verdict.report.package_findings]
    for signature in verdict.report.signatures:
        lines.append(f"  {foreign.sealer(signature)} | {_when(signature)}")
        lines += [f"    {MARKS[one.severity]} {foreign.words(one)}" for one in signature.findings]
    return "\n".join(lines)


def _when(signature: SignatureReport) -> str:
    if signature.signed_at is None:
        return ""
    moment = f"{timezone.localtime(signature.signed_at):%Y-%m-%d %H:%M}"
    return words.proved_time(moment) if signature.time_proved else words.stated_time(moment)


def _foreign_in_json(verdict: ForeignVerdict) -> str:
    return json.dumps(foreign.as_json(verdict, title=words.title(verdict)), ensure_ascii=False, indent=2)
