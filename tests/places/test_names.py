import pytest

from jiban.places.names import committee_name, short_name


@pytest.mark.parametrize(
    ("name", "level", "short"),
    [
        ("塔元庄村民委员会", 5, "塔元庄村"),
        ("北关村村民委员会", 5, "北关村"),
        ("西杨庄村委会", 5, "西杨庄村"),
        ("恒东社区居民委员会", 5, "恒东社区"),
        ("九里庭院社区居委会", 5, "九里庭院社区"),
        ("彭村居委会", 5, "彭村居委会"),
        ("刘赵村居民委员会", 5, "刘赵村居委会"),
        ("获鹿监狱社区", 5, "获鹿监狱社区"),
        ("村委会", 5, "村委会"),
        ("诸福屯街道办事处", 4, "诸福屯街道"),
        ("正定镇", 4, "正定镇"),
        ("正定县", 3, "正定县"),
    ],
)
def test_a_place_is_shown_by_the_name_people_use(name, level, short):
    assert short_name(name, level) == short


@pytest.mark.parametrize(
    ("village", "township", "committee"),
    [
        ("塔元庄村民委员会", "正定镇", "正定镇塔元庄村民委员会"),
        ("西杨庄村委会", "南楼乡", "南楼乡西杨庄村民委员会"),
        ("九里庭院社区居委会", "诸福屯街道办事处", "诸福屯街道九里庭院社区居民委员会"),
        ("一机厂社区", "正定镇", "正定镇一机厂社区居民委员会"),
        ("孔村", "正定镇", "正定镇孔村民委员会"),
    ],
)
def test_a_committee_has_its_full_legal_name(village, township, committee):
    assert committee_name(village, township) == committee
