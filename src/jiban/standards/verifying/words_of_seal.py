"""What can be found about a signed value and the seal in it: signatures, list of signers, times, agreement."""

from jiban.standards.verifying.severity import FAIL, NOTE, OK, UNKNOWN, WARN, Meaning, Words

_SES = "GB/T 38540-2020"
_OFD = "GB/T 33190-2016"
_CMS = "GB/T 35275-2017"
_M = Meaning

SIGNATURES: Words = {
    "seal-file-same": _M(
        3, OK, OK, f"{_OFD} 18.2.3", "印章文件与签章中的印章一致", "The seal file is the seal in the signature."
    ),
    "seal-file-absent": _M(
        3,
        OK,
        OK,
        f"{_OFD} 18.2.3",
        "没有单独的印章文件，印章在签章内",
        "There is no separate seal file; the seal is in the signature.",
    ),
    "seal-file-missing": _M(
        3,
        FAIL,
        FAIL,
        f"{_OFD} 18.2.3",
        "声明的印章文件 %(location)s 不在包内",
        "The seal file %(location)s is not in the package.",
    ),
    "seal-file-differs": _M(
        3,
        FAIL,
        FAIL,
        f"{_OFD} 18.2.3",
        "印章文件与签章中的印章不一致",
        "The seal file is another one than the seal in the signature.",
    ),
    "data-hash-fits": _M(
        4,
        OK,
        OK,
        f"{_SES} TBS_Sign.dataHash",
        "签名文件与签名时一致",
        "The list of protected files is the one that was signed.",
    ),
    "data-hash-differs": _M(
        4,
        FAIL,
        FAIL,
        f"{_SES} TBS_Sign.dataHash",
        "签名文件在签名后被改动",
        "The list of protected files was changed after signing.",
    ),
    "document-signature-fits": _M(
        4, OK, OK, f"{_SES} SES_Signature.signature", "签名人的 SM2 签名有效", "The signer's SM2 signature fits."
    ),
    "document-signature-wrong": _M(
        4,
        FAIL,
        FAIL,
        f"{_SES} SES_Signature.signature",
        "签名人的 SM2 签名不符",
        "The signer's SM2 signature does not fit.",
    ),
    "document-method-refused": _M(
        4,
        FAIL,
        FAIL,
        f"{_SES} SES_Signature.signatureAlgID",
        "签名算法 %(method)s 不予接受",
        "The signature method %(method)s is refused; only SM2 with SM3 is accepted.",
    ),
    "digest-method-refused": _M(
        4,
        FAIL,
        FAIL,
        f"{_CMS} digestAlgorithm",
        "摘要算法 %(method)s 不予接受",
        "The digest method %(method)s is refused; only SM3 is accepted.",
    ),
    "document-key-unreadable": _M(
        4,
        UNKNOWN,
        UNKNOWN,
        f"{_SES} SES_Signature.cert",
        "签名人证书中没有可读的 SM2 公钥",
        "The signer's certificate holds no readable SM2 key.",
    ),
    "signer-certificate-missing": _M(
        4,
        UNKNOWN,
        UNKNOWN,
        f"{_CMS} certificates",
        "签名值没有附带签名人证书",
        "The signer's certificate was not sent along.",
    ),
    "document-signature-raw": _M(
        4,
        WARN,
        WARN,
        "GM/T 0009-2012 7.3",
        "签名值是 64 字节的 r‖s，不是 DER 编码",
        "The signature is 64 bytes r || s, not DER.",
    ),
    "signature-extension-unknown": _M(
        4,
        UNKNOWN,
        UNKNOWN,
        f"{_SES} TBS_Sign.extDatas",
        "签章含有无法理解的必需条件 %(oid)s",
        "The signature sets a condition that is not understood here: %(oid)s.",
    ),
    "maker-signature-fits": _M(
        5, OK, OK, f"{_SES} SESeal.signedValue", "制章者签名有效，印章未被改动", "The seal is as its maker made it."
    ),
    "maker-signature-wrong": _M(
        5,
        FAIL,
        FAIL,
        f"{_SES} SESeal.signedValue",
        "制章者签名不符，印章被改动或系伪造",
        "The maker's signature does not fit: the seal was changed or made up.",
    ),
    "maker-method-refused": _M(
        5,
        FAIL,
        FAIL,
        f"{_SES} SESeal.signAlgID",
        "印章签名算法 %(method)s 不予接受",
        "The seal's signature method %(method)s is refused; only SM2 with SM3 is accepted.",
    ),
    "maker-key-unreadable": _M(
        5,
        UNKNOWN,
        UNKNOWN,
        f"{_SES} SESeal.cert",
        "制章者证书中没有可读的 SM2 公钥",
        "The maker's certificate holds no readable SM2 key.",
    ),
    "maker-signature-raw": _M(
        5,
        WARN,
        WARN,
        "GM/T 0009-2012 7.3",
        "印章签名值是 64 字节的 r‖s，不是 DER 编码",
        "The maker's signature is 64 bytes r || s, not DER.",
    ),
    "seal-extension-unknown": _M(
        5,
        UNKNOWN,
        UNKNOWN,
        f"{_SES} SES_SealInfo.extDatas",
        "印章含有无法理解的必需条件 %(oid)s",
        "The seal sets a condition that is not understood here: %(oid)s.",
    ),
    "signer-listed": _M(
        7, OK, OK, f"{_SES} SES_ESPropertyInfo.certList", "签名人在印章的签章人列表中", "The signer may use this seal."
    ),
    "signer-not-listed": _M(
        7,
        FAIL,
        FAIL,
        f"{_SES} SES_ESPropertyInfo.certList",
        "签名人不在印章的签章人列表中",
        "The signer is not among those who may use this seal.",
    ),
}

TIMES: Words = {
    "seal-in-force": _M(
        8,
        OK,
        OK,
        f"{_SES} validStart, validEnd",
        "签章时（%(signed_at)s）印章有效",
        "The seal was valid when the document was signed (%(signed_at)s).",
    ),
    "seal-not-yet-valid": _M(
        8,
        FAIL,
        FAIL,
        f"{_SES} validStart",
        "签章时间 %(signed_at)s 早于印章生效时间 %(valid_from)s",
        "Signed on %(signed_at)s, before the seal became valid on %(valid_from)s.",
    ),
    "seal-expired": _M(
        8,
        FAIL,
        FAIL,
        f"{_SES} validEnd",
        "签章时间 %(signed_at)s 晚于印章失效时间 %(valid_to)s",
        "Signed on %(signed_at)s, after the seal's validity ended on %(valid_to)s.",
    ),
    "seal-checked-now": _M(
        8, NOTE, NOTE, f"{_SES} validEnd", "按核验时间 %(at)s 判断", "Judged at the time of checking, %(at)s."
    ),
    "signed-in-the-future": _M(
        8,
        FAIL,
        FAIL,
        f"{_SES} TBS_Sign.timeInfo",
        "签名时间 %(signed_at)s 尚未到来",
        "The time of signing, %(signed_at)s, is still to come.",
    ),
    "written-time-differs": _M(
        8,
        WARN,
        NOTE,
        f"{_OFD} 18.2.1",
        "签名文件写明的时间 %(written)s 与签章时间相差一天以上",
        "The time written in the signature file, %(written)s, is more than a day off.",
    ),
    "written-time-unreadable": _M(
        8,
        WARN,
        NOTE,
        f"{_OFD} 18.2.1",
        "签名文件写明的时间无法读取",
        "The time written in the signature file cannot be read.",
    ),
    "time-from-file": _M(
        8,
        WARN,
        WARN,
        f"{_CMS} signingTime",
        "签名值没有时间，采用签名文件写明的 %(written)s",
        "The signed value states no time; that of the signature file is taken, %(written)s.",
    ),
    "time-absent": _M(
        8,
        UNKNOWN,
        UNKNOWN,
        f"{_CMS} signingTime",
        "没有写明签名时间，按核验时间判断证书",
        "No time of signing is stated; certificates are judged as of now.",
    ),
}

AGREEMENT: Words = {
    "property-info-fits": _M(
        9,
        OK,
        OK,
        f"{_SES} TBS_Sign.propertyInfo",
        "签章属性指向本签名文件",
        "The signature names the file it belongs to.",
    ),
    "property-info-differs": _M(
        9,
        FAIL,
        FAIL,
        f"{_SES} TBS_Sign.propertyInfo",
        "签章是为包内另一位置 %(stated)s 做的",
        "The signature was made for another place in the package: %(stated)s.",
    ),
    "property-info-free": _M(
        9,
        FAIL,
        WARN,
        f"{_SES} TBS_Sign.propertyInfo",
        "签章属性不是路径，无法核对位置",
        "The signature does not name the file it belongs to.",
    ),
    "version-agrees": _M(
        9, OK, OK, f"{_SES} TBS_Sign.version", "签章与印章版本一致", "Signature and seal are of the same version."
    ),
    "version-differs": _M(
        9,
        FAIL,
        WARN,
        f"{_SES} TBS_Sign.version",
        "签章为第 %(version)s 版，印章为第 %(seal_version)s 版",
        "The signature is of version %(version)s, its seal of version %(seal_version)s.",
    ),
    "method-agrees": _M(
        9, OK, OK, f"{_OFD} 18.2.1", "两处写明的签名算法一致", "Both places name the same signature method."
    ),
    "method-differs": _M(
        9,
        FAIL,
        WARN,
        f"{_OFD} 18.2.1",
        "签名文件写明的签名算法是 %(method)s",
        "The signature file names another signature method, %(method)s.",
    ),
    "method-missing": _M(
        9, FAIL, WARN, f"{_OFD} 18.2.1", "签名文件没有写明签名算法", "The signature file names no signature method."
    ),
}
