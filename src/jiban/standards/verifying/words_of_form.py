"""What can be found about the form of a signed value: known or not, and where it departs from the standard."""

from jiban.standards.verifying.severity import FAIL, OK, UNKNOWN, WARN, Meaning, Words

_SES = "GB/T 38540-2020"
_M = Meaning

FORM: Words = {
    "structure-read": _M(1, OK, OK, f"{_SES} SES_Signature", "签章数据格式正确", "The signed value has a known form."),
    "structure-malformed": _M(
        1,
        FAIL,
        FAIL,
        f"{_SES} SES_Signature",
        "签章数据格式错误：%(detail)s",
        "The signed value has no known form: %(detail)s.",
    ),
    "version-unsupported": _M(
        1,
        UNKNOWN,
        UNKNOWN,
        f"{_SES} SES_Header.version",
        "不支持第 %(version)s 版签章",
        "Seals of version %(version)s cannot be checked here.",
    ),
    "seal-malformed": _M(
        1, FAIL, FAIL, f"{_SES} SESeal", "印章格式错误：%(detail)s", "The seal has no known form: %(detail)s."
    ),
    "bare-signature": _M(
        1,
        UNKNOWN,
        UNKNOWN,
        "GM/T 0099-2020 7.2.2",
        "签名值是裸 SM2 签名，没有签名人证书",
        "The signed value is a bare SM2 signature: nothing says whose it is.",
    ),
}

_DEVIATIONS = {
    "bytes-after-the-value": ("数据之后有多余字节", "bytes follow the value"),
    "wrapped-in-octets": ("外面多包了一层 OCTET STRING", "wrapped in an OCTET STRING"),
    "octets-for-bits": ("应为 BIT STRING，写成了 OCTET STRING", "an OCTET STRING where a BIT STRING belongs"),
    "bits-for-octets": ("应为 OCTET STRING，写成了 BIT STRING", "a BIT STRING where an OCTET STRING belongs"),
    "sequence-for-octets": ("应为 OCTET STRING，直接写了证书", "a bare SEQUENCE where an OCTET STRING belongs"),
    "another-string-type": ("字符串类型不符", "a character string of another type"),
    "string-encoding": (
        "字符串含有该类型不允许的字符",
        "a character string with characters that its type does not allow",
    ),
    "another-type-for-time": ("时间写成了字符串", "a time written as a string"),
    "another-time-type": ("时间类型不符", "a time of another type"),
    "time-form": ("时间不是 DER 的写法", "a time in another form than DER asks for"),
    "time-in-words": ("时间写成了文字", "a time in words"),
    "time-not-in-bits": ("时间没有放在 BIT STRING 中", "a time that is not in a BIT STRING"),
    "time-without-zone": ("时间没有时区，按北京时间理解", "a time without a zone, taken for Chinese standard time"),
    "list-of-another-kind": ("签章人列表的类型与声明不符", "a list of another kind than announced"),
    "list-entry-is-no-certificate": ("签章人列表中有一项不是证书", "an entry of the list that is no certificate"),
    "header-not-es": ("头标识不是 ES", "a header that does not begin with ES"),
    "maker-part-unreadable": ("制章者签名部分无法读取", "a maker's part that cannot be read"),
    "content-type-of-cms": ("使用了 CMS 的类型标识", "the content type of CMS"),
    "data-type-of-cms": ("使用了 CMS 的数据类型标识", "the data type of CMS"),
    "another-data-type": ("数据类型标识未知", "a data type that is not known"),
    "another-version": ("版本号不是 1", "a version other than 1"),
    "digest-list-differs": ("摘要算法列表与签名人所用的不符", "a list of digest methods that is not the signers'"),
    "content-type-attribute": ("属性中的内容类型不符", "an attribute that states another content type"),
    "set-out-of-order": ("SET 的元素没有排序", "a SET out of order"),
}
DEVIATIONS: Words = {
    f"form-{code}": _M(1, FAIL, WARN, "%(where)s", f"%(where)s：{zh}", f"%(where)s: {en}.")
    for code, (zh, en) in _DEVIATIONS.items()
}
