"""Hide enough of a name or number that a stranger learns nothing, and its owner still knows it.

Names 张*三 and 欧阳**, identity numbers 1301**********123X, mobiles 138****1234.
"""

import re

_COMPOUND_SURNAMES_TEXT = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容司徒令狐夏侯轩辕长孙宇文端木百里呼延南宫独孤西门东郭澹台公冶宗政濮阳淳于单于太叔申屠"
    "仲孙钟离鲜于闾丘亓官司寇子车颛孙巫马公西漆雕乐正壤驷公良拓跋夹谷宰父谷梁段干南门左丘梁丘第五闻人赫连万俟公羊"
)
_COMPOUND_SURNAMES = frozenset(
    _COMPOUND_SURNAMES_TEXT[start : start + 2] for start in range(0, len(_COMPOUND_SURNAMES_TEXT), 2)
)
_NAME_SEPARATORS = re.compile("([·•・. ]+)")
_LONGEST_PLAIN_NAME = 4


def mask_name(name: str) -> str:
    """Mask a personal name, keeping its length.

    Two characters 张*; three or four 张*三; a compound surname 欧阳**; longer names and names in
    parts (阿依古丽·买买提, John Smith) keep only the first character of each part.
    """
    name = name.strip()
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) > _LONGEST_PLAIN_NAME or _NAME_SEPARATORS.search(name):
        return _mask_parts(name)
    if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES:
        return name[:2] + "*" * (len(name) - 2)
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_identity_number(number: str) -> str:
    """Mask an identity number: first four and last four of eighteen; of any other paper, the first and last only."""
    if len(number) == 18:
        return number[:4] + "*" * 10 + number[-4:]
    return _keep_ends(number, first=1, last=1)


def mask_mobile(number: str) -> str:
    """Mask a mobile number: 138****1234; of any other telephone number, the last four only."""
    if len(number) == 11:
        return number[:3] + "****" + number[-4:]
    return _keep_ends(number, first=0, last=4)


def _keep_ends(text: str, *, first: int, last: int) -> str:
    # With fewer hidden than shown characters the mask would hide nothing worth the name.
    if len(text) < 2 * (first + last):
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]


def _mask_parts(name: str) -> str:
    parts = _NAME_SEPARATORS.split(name)
    return "".join(part if _NAME_SEPARATORS.match(part) else _mask_part(part) for part in parts)


def _mask_part(part: str) -> str:
    return part[0] + "*" * (len(part) - 1) if len(part) > 1 else "*" * len(part)
