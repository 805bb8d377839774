"""The words of verdicts and findings, in the reader's language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from .foreign import Answer, ForeignVerdict
from .verdicts import Code, Finding, Mark, Outcome, Verdict

VERDICTS: dict[Code, tuple[str, str]] = {
    Code.GENUINE: (_("Genuine and in force"), _("You can rely on this certificate.")),
    Code.ALTERED: (
        _("Altered"),
        _("Something was changed after sealing. Do not accept it; ask for the original file."),
    ),
    Code.SEAL_SWAPPED: (
        _("Seal exchanged"),
        _("The seal shown is not the seal that signed. Do not accept it."),
    ),
    Code.SIGNATURE_WRONG: (
        _("Signature does not fit"),
        _("The signature was not made over this content. Do not accept it; ask for the original file."),
    ),
    Code.OUTSIDE_SEAL_VALIDITY: (
        _("Signed outside the seal's validity"),
        _("The seal was not valid at the time of signing. Do not accept it; call the issuing village."),
    ),
    Code.NO_AUTHORITY: (
        _("Signed without authority"),
        _("Whoever signed did not hold the seal or the post at that time. Do not accept it; call the issuing village."),
    ),
    Code.RECORD_DIFFERS: (
        _("Content does not agree with itself"),
        _("The printed words and the attached record differ. Do not accept it; call the issuing village."),
    ),
    Code.LOG_PROOF_WRONG: (
        _("Log proof does not fit"),
        _("The proof from the public log is wrong. Do not accept it; ask for the file again."),
    ),
    Code.REVOKED: (_("Revoked"), _("The village has revoked this certificate. Do not accept it.")),
    Code.EXPIRED: (_("Expired"), _("The certificate was genuine, but its time is over. Ask for a new one.")),
    Code.NOT_YET_VALID: (_("Not yet valid"), _("The certificate becomes valid later. Check the date.")),
    Code.NOT_SEALED: (
        _("Not sealed"),
        _("The file carries no valid village seal. It is a draft or a copy. Ask for the sealed file."),
    ),
    Code.UNKNOWN_AUTHORITY: (
        _("Unknown issuer"),
        _("The seal was certified by an authority this checker does not know. Ask the issuer how to check it."),
    ),
    Code.TRUNCATED: (_("File incomplete"), _("The file is cut off. Ask for it to be sent again.")),
    Code.TOO_LARGE: (
        _("Too large to check safely"),
        _("No certificate is this large. The file was not opened. Ask for the original file."),
    ),
    Code.NOT_A_CERTIFICATE: (
        _("Not a certificate of this system"),
        _("Choose the OFD or PDF file that the holder downloaded, or scan the QR code."),
    ),
    Code.UNREADABLE: (_("File damaged"), _("The file cannot be read. Ask for it to be sent again.")),
}

# Of files that other makers sealed.
FOREIGN: dict[Answer, tuple[str, str]] = {
    Answer.GENUINE: (
        _("The seal is genuine"),
        _(
            "The file is as it was sealed, by an authority known here. Whether what it says is still in force, only "
            "the sealer can tell."
        ),
    ),
    Answer.NOT_GENUINE: (
        _("The seal does not hold"),
        _("The file or its seal is not as it was made. Do not accept it; ask for the original file."),
    ),
    Answer.UNKNOWN_AUTHORITY: (
        _("Sealed by somebody not known here"),
        _("The file is as it was sealed, but this checker does not know the authority behind the seal."),
    ),
    Answer.CANNOT_TELL: (
        _("The seal cannot be judged"),
        _("Nothing speaks against it, but something could not be checked here. See below what."),
    ),
    Answer.UNSIGNED: (
        _("Not sealed and not signed"),
        _("Nobody has put a seal or a signature on this file, so nothing proves who made it. Ask for the sealed file."),
    ),
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.GENUINE: _("Genuine"),
    Outcome.NOT_GENUINE: _("Do not rely on it"),
    Outcome.CANNOT_TELL: _("Cannot tell"),
}

FINDINGS: dict[tuple[str, Mark], str] = {
    ("city", Mark.OK): _("Of another city, %(detail)s: checked with the keys that it handed over"),
    ("intact", Mark.OK): _("Unchanged since it was sealed"),
    ("intact", Mark.FAIL): _("Changed after it was sealed"),
    ("sealed-by", Mark.OK): _("Sealed by %(detail)s"),
    ("sealed-by", Mark.FAIL): _("The seal's signature does not hold"),
    ("no-seal", Mark.FAIL): _("There is no village seal in the file"),
    ("sealed-by", Mark.UNKNOWN): _("The seal's certificate is not from an authority known here"),
    ("signed-by", Mark.OK): _("Signed by the reviewer %(detail)s"),
    ("signed-by", Mark.FAIL): _("The reviewer's signature does not hold"),
    ("signed-by", Mark.UNKNOWN): _("The reviewer's certificate is not from an authority known here"),
    ("authority", Mark.OK): _("Seal and reviewer had authority at that time"),
    ("authority", Mark.FAIL): _("Seal or reviewer had no authority at that time"),
    ("authority", Mark.WARN): _("By the certificates, the seal was valid at that time (%(detail)s)"),
    ("record", Mark.OK): _("Printed words, metadata and record say the same"),
    ("record", Mark.FAIL): _("Printed words, metadata and record differ"),
    ("log", Mark.OK): _("Entered in the public log (entry %(detail)s)"),
    ("log", Mark.FAIL): _("The proof from the public log does not fit"),
    ("log", Mark.WARN): _("The log proof is not in this file yet: download it again in a minute to have it inside"),
    ("witnesses", Mark.OK): _("Co-signed by %(detail)s witnesses of the log"),
    ("witnesses", Mark.FAIL): _("A witness's signature on the log does not fit"),
    ("witnesses", Mark.WARN): _("Co-signed by %(detail)s witnesses so far: a file downloaded later has the others too"),
    ("revoked", Mark.OK): _("Not revoked, as known on %(detail)s"),
    ("revoked", Mark.FAIL): _("Revoked on %(detail)s"),
    ("revoked", Mark.WARN): _("Whether it was revoked cannot be seen offline: scan the QR code to ask"),
    ("replaced", Mark.WARN): _("Replaced by a new version: %(detail)s. Ask the holder for it"),
    ("validity", Mark.OK): _("Valid until %(detail)s"),
    ("validity", Mark.FAIL): _("Not valid on this day (until %(detail)s)"),
    ("test", Mark.WARN): _("A test specimen without legal effect"),
    ("file", Mark.FAIL): _("The file could not be read"),
}


def title(verdict: Verdict | ForeignVerdict) -> str:
    if isinstance(verdict, ForeignVerdict):
        return gettext(FOREIGN[verdict.answer][0])
    return gettext(VERDICTS[verdict.code][0])


def advice(verdict: Verdict | ForeignVerdict) -> str:
    if isinstance(verdict, ForeignVerdict):
        return gettext(FOREIGN[verdict.answer][1])
    return gettext(VERDICTS[verdict.code][1])


def outcome(verdict: Verdict | ForeignVerdict) -> str:
    return gettext(OUTCOMES[verdict.outcome])


def sentence(finding: Finding) -> str:
    return gettext(FINDINGS[finding.code, finding.mark]) % {"detail": finding.detail}


def proved_time(moment: str) -> str:
    return gettext("at %(moment)s, proved by a time stamp") % {"moment": moment}


def stated_time(moment: str) -> str:
    return gettext("at %(moment)s, as the signer states; no time stamp proves it") % {"moment": moment}
