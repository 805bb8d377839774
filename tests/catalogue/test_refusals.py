import pytest
from django.utils import translation

from jiban.catalogue import actions, files, questions
from jiban.catalogue.errors import CatalogueError, NoBasisError, RefusedKindError
from jiban.catalogue.models import Item

from .items import document

KINDS = files.read_directory(files.SHIPPED).refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded():
    with translation.override("en"):
        actions.load()
        yield


def draft(**changes) -> Item:
    content = document(**changes)
    return Item.objects.create(
        code=content["code"],
        version=content["version"],
        title=content["title"],
        title_en=content["title_en"],
        definition=content,
        content_hash="",
    )


def test_the_list_has_the_twenty_kinds_each_with_who_issues_it_instead():
    assert len(questions.refused_kinds()) == 20
    assert all(kind.instead.zh and kind.instead.en and kind.basis == "民发〔2020〕20号" for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_every_refused_kind_is_refused_by_code_and_by_title_and_by_each_word(kind):
    named = [{"code": kind.code}, {"title": kind.title.zh}, {"title_en": kind.title.en.upper()}]
    named += [{"title": f"关于{word}的情况说明"} for word in kind.words]
    for number, changes in enumerate(named, 1):
        with pytest.raises(RefusedKindError) as refused:
            actions.publish(draft(**changes, version=number))
        assert "民发〔2020〕20号" in str(refused.value)
    assert not Item.objects.filter(published=True).exists()


@pytest.mark.parametrize("title", ["亲属 关系 证明", "亲属·关系证明", "《亲属关系》说明", "亲 属 关 系"])
def test_a_disguised_title_is_still_refused(title):
    with pytest.raises(RefusedKindError):
        actions.publish(draft(title=title))


def test_a_refusal_says_who_issues_it_instead_in_the_persons_language():
    item = draft(title="无犯罪记录证明")
    with pytest.raises(RefusedKindError, match="Ask the police station"):
        actions.publish(item)
    with translation.override("zh-hans"), pytest.raises(RefusedKindError, match="请户籍派出所出具"):
        actions.publish(item)


def test_an_item_without_any_basis_cannot_be_offered():
    for number, changes in enumerate([{}, {"legal_basis": []}], 1):
        content = document(**changes, version=number)
        del content["local_basis_note"]
        item = draft(version=number)
        item.definition = content
        with pytest.raises(NoBasisError):
            actions.publish(item)


def test_either_basis_is_enough():
    actions.publish(draft())
    law = {"law": "中华人民共和国民法典", "article": "第二十七条"}
    content = document(legal_basis=[law], version=2)
    del content["local_basis_note"]
    item = draft(version=2)
    item.definition = content
    assert actions.publish(item).current


def test_without_a_refuse_list_nothing_can_be_offered():
    questions.RefusedKind.objects.all().delete()
    with pytest.raises(CatalogueError, match="refuse list first"):
        actions.publish(draft())


def test_a_person_asking_for_a_refused_kind_is_told_where_to_go():
    assert questions.refused_like("我要开死亡证明").code == "death"
    assert questions.refused_like("居住证明") is None
    assert questions.refused_like("  ") is None
