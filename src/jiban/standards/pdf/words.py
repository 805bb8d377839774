"""The findings of a check in words, Chinese and English. They name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from jiban.standards.pdf.report import Code


@dataclass(frozen=True, slots=True)
class Words:
    """One finding as a sentence."""

    zh: str
    en: str


WORDS: Mapping[Code, Words] = {
    Code.INTACT: Words("文件自签名后没有任何改动。", "Nothing has changed since the file was signed."),
    Code.COVERS_WHOLE_FILE: Words("签名覆盖整个文件。", "The signature covers the whole file."),
    Code.ONLY_ALLOWED_CHANGES: Words(
        "签名之后只追加了签名允许的内容：后续签名、验证数据或时间戳。",
        "After signing, only what the signature allows was added: further signatures, evidence or time stamps.",
    ),
    Code.TRUSTED: Words(
        "签名者的证书由受信任的机构签发。",
        "The signer's certificate was issued by an authority that is trusted here.",
    ),
    Code.TIME_STAMPED: Words(
        "签名时间由受信任的时间戳机构证明。", "A time-stamp authority that is trusted here confirms when it was signed."
    ),
    Code.EVIDENCE_COMPLETE: Words(
        "文件自带全部验证数据，签名时证书未被撤销。",
        "The file carries all evidence, and no certificate was revoked when it signed.",
    ),
    Code.DOCUMENT_TIME_STAMPED: Words(
        "整个文件（含验证数据）由受信任的时间戳机构证明。",
        "A time-stamp authority that is trusted here confirms the whole file, evidence included.",
    ),
    Code.TIME_STAMP_UNKNOWN_AUTHORITY: Words(
        "签名时间戳不是由受信任的机构签发，不能证明签名时间。",
        "The time stamp comes from an authority that is not trusted here and proves no time.",
    ),
    Code.DOCUMENT_TIME_STAMP_UNKNOWN_AUTHORITY: Words(
        "文件时间戳不是由受信任的机构签发，不能证明时间。",
        "The document time stamp comes from an authority that is not trusted here and proves no time.",
    ),
    Code.EVIDENCE_INCOMPLETE: Words(
        "文件自带的验证数据不完整。", "The evidence in the file does not suffice to judge every certificate."
    ),
    Code.CONTENT_CHANGED: Words("内容在签名后被改动。", "The content was changed after it was signed."),
    Code.SIGNATURE_WRONG: Words("签名与所附证书不符。", "The signature does not belong to the certificate it names."),
    Code.CHANGED_AFTER_SIGNING: Words(
        "文件在签名后被追加了内容。", "Something was added to the file after it was signed."
    ),
    Code.TIME_STAMP_WRONG: Words(
        "签名时间戳有误，或不属于此签名。", "The time stamp is broken or was given for something else."
    ),
    Code.DOCUMENT_TIME_STAMP_WRONG: Words(
        "文件时间戳有误，或不属于此文件。", "The document time stamp is broken or was given for something else."
    ),
    Code.CLAIMED_TIME_WRONG: Words(
        "所称签名时间晚于时间戳。", "The claimed time of signing is later than the time stamp on the signature."
    ),
    Code.UNKNOWN_AUTHORITY: Words(
        "签名者的证书不是由受信任的机构签发。",
        "The signer's certificate was not issued by an authority that is trusted here.",
    ),
    Code.CERTIFICATE_EXPIRED: Words("签名者的证书已过期。", "The signer's certificate had expired."),
    Code.CERTIFICATE_NOT_YET_VALID: Words("签名者的证书尚未生效。", "The signer's certificate was not yet valid."),
    Code.CERTIFICATE_REVOKED: Words("签名者的证书已被撤销。", "The signer's certificate had been revoked."),
    Code.CERTIFICATE_UNSUITABLE: Words(
        "签名者的证书不能用于签署文件。", "The signer's certificate may not be used to sign documents."
    ),
    Code.CHAIN_BROKEN: Words("签名者的证书链有误。", "The chain of certificates above the signer is broken."),
    Code.NO_SIGNATURE: Words("文件没有签名。", "The file carries no signature."),
    Code.TRUNCATED: Words("文件不完整，缺少结尾。", "The end of the file is missing."),
    Code.UNREADABLE: Words("文件不能作为 PDF 读取。", "The file cannot be read as a PDF."),
}
