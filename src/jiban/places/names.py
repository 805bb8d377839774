"""How places and their committees are called. Pure rules; the statistics spell names in many ways."""


def short_name(name: str, level: int) -> str:
    """What people call the place: 塔元庄村民委员会 -> 塔元庄村, 恒东社区居民委员会 -> 恒东社区."""
    if level == 4:
        return name.removesuffix("办事处")
    if level != 5:
        return name
    for ending in ("村民委员会", "村委会"):
        if name.endswith(ending) and name != ending:
            return _ending_with(name.removesuffix(ending), "村")
    for ending in ("居民委员会", "居委会"):
        if name.endswith(ending) and name != ending:
            place = name.removesuffix(ending)
            return place if place.endswith("社区") else f"{place}居委会"
    return name


def committee_name(village: str, township: str) -> str:
    """The committee's full name: 正定镇 + 塔元庄村委会 -> 正定镇塔元庄村民委员会."""
    name = village
    if name.endswith("村委会"):
        name = name.removesuffix("村委会") + "村民委员会"
    elif name.endswith("居委会"):
        name = name.removesuffix("居委会") + "居民委员会"
    elif name.endswith("社区"):
        name += "居民委员会"
    elif name.endswith("村"):
        name += "民委员会"
    return short_name(township, 4) + name


def _ending_with(text: str, ending: str) -> str:
    return text if text.endswith(ending) else text + ending
