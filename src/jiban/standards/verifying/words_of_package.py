"""What can be found about the package: its files, what the signatures cover, where the seals stand."""

from jiban.standards.verifying.severity import FAIL, NOTE, OK, UNKNOWN, WARN, Meaning, Words

_OFD = "GB/T 33190-2016"
_M = Meaning

READING: Words = {
    "package-read": _M(1, OK, OK, f"{_OFD} 7.2", "文件可以读取", "The file can be read."),
    "package-not-ofd": _M(1, UNKNOWN, UNKNOWN, f"{_OFD} 7.2", "不是 OFD 文件", "This is not an OFD file."),
    "package-damaged": _M(
        1, FAIL, FAIL, f"{_OFD} 7.2", "文件包已损坏：%(detail)s", "The archive is damaged: %(detail)s."
    ),
    "package-too-large": _M(
        1,
        UNKNOWN,
        UNKNOWN,
        f"{_OFD} 7.2",
        "文件超出读取上限：%(detail)s",
        "The file is larger than what is read: %(detail)s.",
    ),
    "package-encrypted": _M(1, UNKNOWN, UNKNOWN, f"{_OFD} 7.2", "文件已加密", "The file is encrypted."),
    "entry-twice": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 7.2",
        "包内有同名文件：%(detail)s",
        "Two files of the package have one name: %(detail)s.",
    ),
    "entry-name-unsafe": _M(
        1, FAIL, FAIL, f"{_OFD} 7.2", "包内文件名不安全：%(detail)s", "A file name is not safe: %(detail)s."
    ),
    "bytes-outside-entries": _M(
        1,
        FAIL,
        WARN,
        f"{_OFD} 7.2",
        "包内文件之间藏有 %(count)s 个多余字节",
        "The archive hides %(count)s bytes between its files.",
    ),
    "start-broken": _M(
        1, FAIL, FAIL, f"{_OFD} 7.4", "无法读取 %(entry)s：%(detail)s", "%(entry)s cannot be read: %(detail)s."
    ),
    "several-documents": _M(
        1,
        NOTE,
        NOTE,
        f"{_OFD} 7.4",
        "文件包含 %(count)s 个文档，均已核对",
        "The package holds %(count)s documents; all were looked at.",
    ),
    "no-signature": _M(1, NOTE, NOTE, f"{_OFD} 18", "文件没有签名或签章", "The file carries no signature."),
    "signature-list-missing": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 18.1",
        "声明的签名列表 %(entry)s 不在包内",
        "The list of signatures %(entry)s is not in the package.",
    ),
    "signature-list-broken": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 18.1",
        "签名列表 %(entry)s 无法读取：%(detail)s",
        "The list of signatures %(entry)s cannot be read: %(detail)s.",
    ),
    "signature-list-unknown": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 18.1",
        "签名列表中有无法理解的内容 %(element)s",
        "The list of signatures holds %(element)s, which is not known.",
    ),
    "signature-files-unlisted": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 18.1",
        "包内有签名文件 %(entry)s，但没有任何签名列表列出它",
        "There is a signature file %(entry)s that no list of signatures names.",
    ),
    "too-many-signatures": _M(
        1,
        UNKNOWN,
        UNKNOWN,
        f"{_OFD} 18.1",
        "签名超过 %(count)s 个，其余未核对",
        "There are more than %(count)s signatures; the rest was not looked at.",
    ),
    "signature-file-missing": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 18.1",
        "签名文件 %(entry)s 不在包内",
        "The signature file %(entry)s is not in the package.",
    ),
    "signature-file-broken": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 18.2",
        "签名文件 %(entry)s 无法读取：%(detail)s",
        "The signature file %(entry)s cannot be read: %(detail)s.",
    ),
    "signature-file-ambiguous": _M(
        1,
        FAIL,
        FAIL,
        f"{_OFD} 18.2",
        "签名文件中 %(element)s 出现多次，含义不定",
        "%(element)s stands more than once in the signature file: it is not clear which counts.",
    ),
    "signature-listed-twice": _M(
        1, FAIL, WARN, f"{_OFD} 18.1", "签名列表重复列出 %(entry)s", "The list of signatures names %(entry)s twice."
    ),
    "signed-value-missing": _M(1, FAIL, FAIL, f"{_OFD} 18.2", "缺少签名值文件", "The signed value is missing."),
    "namespace-other": _M(
        1, NOTE, NOTE, f"{_OFD} 7.1", "%(entry)s 的命名空间不符", "%(entry)s uses another namespace."
    ),
    "location-case": _M(
        1,
        FAIL,
        NOTE,
        f"{_OFD} 7.3",
        "路径 %(location)s 与包内文件名大小写不符",
        "The location %(location)s differs in case from the file's name.",
    ),
    "kind-differs": _M(
        1,
        FAIL,
        WARN,
        f"{_OFD} 18.1",
        "声明的签名类型与签名值不符",
        "The signed value is of another type than the list of signatures says.",
    ),
}

DIGESTS: Words = {
    "digests-fit": _M(
        2,
        OK,
        OK,
        f"{_OFD} 18.2.2",
        "%(count)s 个受保护文件的摘要全部相符",
        "The digests of all %(count)s protected files fit.",
    ),
    "digest-differs": _M(
        2, FAIL, FAIL, f"{_OFD} 18.2.2", "%(entry)s 在签名后被改动", "%(entry)s was changed after signing."
    ),
    "reference-without-entry": _M(
        2,
        FAIL,
        FAIL,
        f"{_OFD} 18.2.2",
        "受保护的 %(location)s 不在包内",
        "The protected file %(location)s is not in the package.",
    ),
    "reference-twice": _M(2, FAIL, WARN, f"{_OFD} 18.2.2", "%(entry)s 被重复引用", "%(entry)s is referred to twice."),
    "no-references": _M(2, FAIL, FAIL, f"{_OFD} 18.2.2", "签名没有保护任何文件", "The signature protects no file."),
    "check-value-broken": _M(
        2, FAIL, FAIL, f"{_OFD} 18.2.2", "%(location)s 的摘要值无法读取", "The digest of %(location)s cannot be read."
    ),
    "check-method-missing": _M(
        2,
        FAIL,
        FAIL,
        f"{_OFD} 18.2.2",
        "没有写明摘要算法，默认的 MD5 不予接受",
        "No digest method is stated; MD5, the default, is refused.",
    ),
    "check-method-weak": _M(
        2,
        FAIL,
        FAIL,
        f"{_OFD} 18.2.2",
        "摘要算法 %(method)s 已不安全，不予接受",
        "The digest method %(method)s is not safe and is refused.",
    ),
    "check-method-unknown": _M(
        2, FAIL, FAIL, f"{_OFD} 18.2.2", "摘要算法 %(method)s 未知", "The digest method %(method)s is not known."
    ),
    "check-method-not-allowed": _M(
        2,
        FAIL,
        FAIL,
        f"{_OFD} 18.2.2",
        "本次核验不接受摘要算法 %(method)s",
        "The digest method %(method)s is not accepted here.",
    ),
    "check-method-variant": _M(
        2,
        FAIL,
        WARN,
        f"{_OFD} 18.2.2",
        "摘要算法写作 %(method)s，按 SM3 核对",
        "The digest method is written %(method)s; taken for SM3.",
    ),
}

COVERAGE: Words = {
    "coverage-complete": _M(
        11, OK, OK, f"{_OFD} 18.2.2", "包内没有未受保护的内容", "Nothing in the package is left unprotected."
    ),
    "entry-uncovered": _M(
        11,
        FAIL,
        FAIL,
        f"{_OFD} 18.2.2",
        "%(entry)s 不受任何签名保护，可能是签名后加入的",
        "%(entry)s is protected by no signature: it may have been added afterwards.",
    ),
    "entry-covered-by-others": _M(
        11,
        WARN,
        WARN,
        f"{_OFD} 18.2.2",
        "%(entry)s 不受本签名保护，仅受签名 %(others)s 保护",
        "This signature does not protect %(entry)s; signature %(others)s does.",
    ),
    "start-uncovered": _M(
        11,
        FAIL,
        WARN,
        f"{_OFD} 18.2.2",
        "OFD.xml 不受保护，标题等文档信息可被改动",
        "OFD.xml is not protected: title and other metadata may have been changed.",
    ),
    "signature-list-open": _M(
        11,
        WARN,
        NOTE,
        f"{_OFD} 18.1",
        "签名列表未受保护，可继续加签",
        "The list of signatures is not protected, so that further ones can be added.",
    ),
    "attachment-unsealed": _M(
        11,
        NOTE,
        NOTE,
        f"{_OFD} 20",
        "附件 %(entry)s 声明为不受保护",
        "The attachment %(entry)s is declared unprotected.",
    ),
    "integrity-list-not-judged": _M(
        11,
        NOTE,
        NOTE,
        "GM/T 0099-2020 7.4",
        "包内有防夹带文件清单，清单不含摘要，未核对",
        "There is a list of files against smuggling; it holds no digests and was not judged.",
    ),
    "base-fits": _M(
        12,
        OK,
        OK,
        f"{_OFD} 18.1",
        "所依据的签名 %(id)s 在包内",
        "The signature %(id)s that this one rests on is there.",
    ),
    "base-missing": _M(
        12,
        FAIL,
        FAIL,
        f"{_OFD} 18.1",
        "所依据的签名 %(id)s 不存在",
        "The signature %(id)s that this one rests on is missing.",
    ),
    "stamps-fit": _M(
        13,
        OK,
        OK,
        f"{_OFD} 18.2.3",
        "印章在 %(count)s 处显示，页面均存在",
        "The seal is shown in %(count)s places, on pages that exist.",
    ),
    "stamp-absent": _M(13, NOTE, NOTE, f"{_OFD} 18.2.3", "印章不在任何页面显示", "The seal is shown on no page."),
    "stamp-page-missing": _M(
        13,
        FAIL,
        WARN,
        f"{_OFD} 18.2.3",
        "印章所在页面 %(page)s 不存在",
        "The seal is placed on page %(page)s, which does not exist.",
    ),
    "stamp-box-broken": _M(
        13, FAIL, WARN, f"{_OFD} 18.2.3", "印章的位置无法读取", "The place of the seal cannot be read."
    ),
}
