"""What can be found about certificates, their revocation, and time stamps."""

from jiban.standards.verifying.severity import FAIL, NOTE, OK, UNKNOWN, WARN, Meaning, Severity, Words

_PATH = "RFC 5280 section 6.1, GM/T 0015"
_REVOKED = "RFC 5280 section 6.3, RFC 6960, GM/T 0015"
_STAMP = "GB/T 38540-2020 timeStamp, GB/T 20520"
_M = Meaning

_CERTIFICATE: dict[str, tuple[Severity, str, str]] = {
    "trusted": (OK, "可追溯到受信任的根，签名时有效", "leads to a trusted root and was valid at the time of signing"),
    "untrusted": (FAIL, "不能追溯到受信任的根", "does not lead to a trusted root"),
    "not-judged": (UNKNOWN, "无法判断：没有配置受信任的根", "cannot be judged, because no trusted roots are set up"),
    "expired": (FAIL, "或其上级在签名时已过期", "or an authority above it had expired at the time of signing"),
    "not-yet-valid": (
        FAIL,
        "或其上级在签名时尚未生效",
        "or an authority above it was not valid yet at the time of signing",
    ),
    "bad-signature": (FAIL, "或其上级不是由其颁发者签发", "or an authority above it was not signed by its issuer"),
    "method-refused": (
        FAIL,
        "或其上级的签名算法不予接受",
        "or an authority above it is signed by a method that is not accepted",
    ),
    "wrongly-issued": (FAIL, "由无权颁发者签发", "was issued by someone who may not issue it"),
    "wrong-usage": (FAIL, "的密钥用途不符", "is not meant for this purpose"),
    "conditions-unknown": (
        UNKNOWN,
        "或其上级含有无法理解的条件",
        "or an authority above it sets conditions that are not understood here",
    ),
    "unreadable": (UNKNOWN, "无法读取", "cannot be read"),
}
_ROLES = (("signer", "签名人证书", "The signer's certificate"), ("maker", "制章者证书", "The seal maker's certificate"))

CERTIFICATES: Words = {
    f"{role}-certificate-{result}": _M(6, severity, severity, _PATH, f"{who_zh}{zh}", f"{who_en} {en}.")
    for role, who_zh, who_en in _ROLES
    for result, (severity, zh, en) in _CERTIFICATE.items()
}
CERTIFICATES |= {
    f"{role}-certificate-form": _M(
        6,
        FAIL,
        WARN,
        "RFC 5280, GM/T 0015",
        f"{who_zh}的写法不合规：%(detail)s",
        f"{who_en} is not in the form it should have: %(detail)s.",
    )
    for role, who_zh, who_en in _ROLES
}
CERTIFICATES |= {
    "certificate-unused": _M(
        6,
        WARN,
        NOTE,
        "GB/T 35275-2017 certificates",
        "附带的一个证书不在签名人的证书链中",
        "A certificate was sent along that is not part of the signer's chain.",
    ),
    "maker-accepted": _M(
        6,
        OK,
        OK,
        "GB/T 38540-2020 SESeal.cert",
        "制章者在认可名单中",
        "The seal was made by an accepted maker of seals.",
    ),
    "maker-not-accepted": _M(
        6,
        FAIL,
        FAIL,
        "GB/T 38540-2020 SESeal.cert",
        "制章者不在认可名单中",
        "The seal was made by someone who is not an accepted maker of seals.",
    ),
    "maker-not-judged": _M(
        6,
        UNKNOWN,
        UNKNOWN,
        "GB/T 38540-2020 SESeal.cert",
        "无法判断制章者：没有配置认可名单",
        "The maker cannot be judged: no list of accepted makers is set up.",
    ),
}

REVOCATION: Words = {
    f"{role}-{result}": _M(6, strict, tolerant, _REVOKED, f"{who_zh}{zh}", f"{who_en} {en}.")
    for role, who_zh, who_en in _ROLES
    for result, (strict, tolerant, zh, en) in {
        "not-revoked": (OK, OK, "在签名时未被吊销", "was not revoked at the time of signing"),
        "revoked": (
            FAIL,
            FAIL,
            "或其上级已于 %(revoked_at)s 被吊销（%(reason)s）",
            "or an authority above it was revoked on %(revoked_at)s (%(reason)s)",
        ),
        "revoked-later": (
            UNKNOWN,
            WARN,
            "或其上级在声称的签名时间之后、%(revoked_at)s 被吊销（%(reason)s），且没有可信时间戳",
            "or an authority above it was revoked on %(revoked_at)s (%(reason)s), after the stated time of signing, which no time stamp proves",
        ),
        "revocation-not-asked": (
            WARN,
            NOTE,
            "的吊销状态未核对：没有吊销列表或 OCSP 应答",
            "was not looked up in any list of revoked certificates",
        ),
        "revocation-needed": (
            UNKNOWN,
            UNKNOWN,
            "的吊销状态必须核对，却没有吊销列表或 OCSP 应答",
            "must be looked up as to revocation, and there is nothing to look it up in",
        ),
        "revocation-unknown": (
            UNKNOWN,
            WARN,
            "的吊销状态无法判断：%(detail)s",
            "cannot be judged as to revocation: %(detail)s",
        ),
    }.items()
}

TIME_STAMPS: Words = {
    f"{what}time-stamp-{result}": _M(10, strict, tolerant, _STAMP, f"{zh_what}{zh}", f"{en_what} {en}.")
    for what, zh_what, en_what in (
        ("", "时间戳", "The time stamp"),
        ("seal-", "印章的时间戳", "The time stamp of the seal"),
    )
    for result, (strict, tolerant, zh, en) in {
        "fits": (OK, OK, "有效：%(time)s", "is good: %(time)s"),
        "malformed": (FAIL, FAIL, "格式错误：%(detail)s", "cannot be read: %(detail)s"),
        "other-value": (FAIL, FAIL, "盖的不是这个签名值", "was made for another signature"),
        "signature-wrong": (FAIL, FAIL, "的签名不符", "is not signed by the authority it names"),
        "certificate-refused": (
            FAIL,
            FAIL,
            "机构的证书不予接受：%(detail)s",
            "is by an authority whose certificate is refused: %(detail)s",
        ),
        "from-the-future": (FAIL, FAIL, "的时间 %(time)s 尚未到来", "is from the future: %(time)s"),
        "not-judged": (
            UNKNOWN,
            UNKNOWN,
            "机构无法判断：没有配置受信任的时间戳根",
            "cannot be judged: no roots for time stamps are set up",
        ),
        "not-bound": (
            UNKNOWN,
            WARN,
            "与签名的关系无法核对",
            "cannot be tied to the signature",
        ),
    }.items()
}
TIME_STAMPS |= {
    "time-stamp-absent": _M(
        10,
        WARN,
        NOTE,
        _STAMP,
        "没有时间戳，签名时间是签名人自己写的",
        "There is no time stamp: the time of signing is the signer's own statement.",
    ),
    "time-stamp-required": _M(
        10,
        UNKNOWN,
        UNKNOWN,
        _STAMP,
        "没有时间戳，而本次核验要求有",
        "There is no time stamp, though one is asked for here.",
    ),
    "signed-after-stamp": _M(
        10,
        FAIL,
        FAIL,
        _STAMP,
        "声称的签名时间 %(signed_at)s 晚于时间戳 %(time)s",
        "The stated time of signing, %(signed_at)s, is after the time stamp, %(time)s.",
    ),
    "signed-long-before-stamp": _M(
        10,
        WARN,
        NOTE,
        _STAMP,
        "声称的签名时间 %(signed_at)s 比时间戳 %(time)s 早一天以上",
        "The stated time of signing, %(signed_at)s, is more than a day before the time stamp, %(time)s.",
    ),
}
