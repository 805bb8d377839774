from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.utils import translation

from jiban.catalogue import actions, files, questions
from jiban.catalogue.cli import catalogue
from jiban.catalogue.errors import CatalogueError, DefinitionError, NoBasisError
from jiban.catalogue.models import Item, RefusedKind

from .items import document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def shelf(tmp_path) -> Path:
    """A directory with the refuse list and one small item."""
    (tmp_path / "refused.yaml").write_bytes((files.SHIPPED / "refused.yaml").read_bytes())
    put(tmp_path)
    return tmp_path


def put(directory: Path, name: str = "hens.yaml", **changes) -> None:
    (directory / name).write_text(yaml.safe_dump(document(**changes), allow_unicode=True), encoding="utf-8")


def test_the_shipped_items_load_once_and_are_offered():
    first = actions.load(publishing=True)
    assert (len(first.added), first.unchanged, first.refused_kinds) == (8, 0, 20)
    second = actions.load(publishing=True)
    assert (len(second.added), second.unchanged) == (0, 8)
    assert len(questions.offered()) == 8
    assert questions.item("residence").read().promise_minutes == 30


def test_without_publishing_nothing_is_offered(shelf):
    actions.load(shelf)
    assert questions.offered() == []
    assert Item.objects.get().published is False


def test_changed_content_becomes_a_new_version_and_the_old_one_stays_for_old_cases(shelf):
    actions.load(shelf, publishing=True)
    put(shelf, validity_days=60)
    actions.load(shelf, publishing=True)
    assert [(item.version, item.current, item.published) for item in Item.objects.all()] == [
        (2, True, True),
        (1, False, True),
    ]
    assert Item.objects.get(version=1).read().validity_days == 30
    assert questions.item("hen-keeping").read().version == 2


def test_the_files_own_higher_version_number_is_kept(shelf):
    put(shelf, version=7)
    actions.load(shelf)
    put(shelf, version=7, fee="免费")
    actions.load(shelf)
    assert list(Item.objects.values_list("version", flat=True)) == [8, 7]


def test_one_broken_file_loads_nothing(shelf):
    put(shelf, name="other.yaml", code="other", promise_minutes=0)
    with pytest.raises(DefinitionError):
        actions.load(shelf, publishing=True)
    assert Item.objects.count() == RefusedKind.objects.count() == 0


def test_one_item_that_may_not_be_offered_undoes_the_whole_load(shelf):
    content = document(code="other")
    del content["local_basis_note"]
    (shelf / "other.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(NoBasisError):
        actions.load(shelf, publishing=True)
    assert Item.objects.count() == RefusedKind.objects.count() == 0


def test_a_withdrawn_item_is_no_longer_offered_and_loading_again_does_not_bring_it_back(shelf):
    actions.load(shelf, publishing=True)
    item = actions.withdraw(questions.item("hen-keeping"))
    assert item.withdrawn_at is not None
    assert not item.is_offered
    actions.load(shelf, publishing=True)
    assert questions.offered() == []
    with pytest.raises(Item.DoesNotExist):
        questions.item("hen-keeping")
    with pytest.raises(CatalogueError, match="not offered now"):
        actions.withdraw(item)


def test_a_withdrawn_item_can_be_offered_again_on_purpose(shelf):
    actions.load(shelf, publishing=True)
    item = actions.withdraw(questions.item("hen-keeping"))
    assert actions.publish(item).is_offered
    assert questions.item("hen-keeping") == item


def test_a_province_may_bring_its_own_refuse_list(shelf):
    actions.load()
    content = yaml.safe_load((shelf / "refused.yaml").read_text(encoding="utf-8"))
    content["refused"] = content["refused"][:3]
    (shelf / "refused.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert actions.load(shelf).refused_kinds == 3


def test_the_database_keeps_one_offered_version_an_item(shelf):
    actions.load(shelf, publishing=True)
    put(shelf, fee="免费")
    actions.load(shelf)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(version=2).update(current=True, published=True)


def test_the_commands_load_list_and_check(shelf):
    run = CliRunner().invoke
    assert "1 items are in order" in run(catalogue, ["check", str(shelf)]).output
    assert "8 items are in order" in run(catalogue, ["check"]).output
    assert "1 new, 0 unchanged, 20 refused kinds" in run(catalogue, ["load", str(shelf)]).output
    listed = run(catalogue, ["list"]).output
    assert "hen-keeping\tv1\toffered\t养鸡情况证明" in listed
    assert "death\t-\trefused\t死亡证明" in listed


def test_the_commands_say_what_is_wrong(shelf):
    put(shelf, title="健在证明")
    for arguments in (["check", str(shelf)], ["load", str(shelf)]):
        result = CliRunner().invoke(catalogue, arguments)
        assert result.exit_code == 1
        assert "must not issue it" in result.output
    assert Item.objects.count() == 0
    put(shelf, fields=[])
    result = CliRunner().invoke(catalogue, ["check", str(shelf)])
    assert "unknown value hens" in result.output
