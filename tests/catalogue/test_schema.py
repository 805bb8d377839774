import pytest

from jiban.catalogue import files, schema
from jiban.catalogue.errors import DefinitionError

from .items import DOCUMENT, document, hens


def problems_of(**changes) -> str:
    with pytest.raises(DefinitionError) as caught:
        schema.parse(document(**changes), "hens.yaml")
    return str(caught.value)


def test_a_whole_item_is_read_into_values():
    item = hens()
    assert item.title.in_language("en") == "Statement on keeping hens"
    assert item.title.in_language("zh-hans") == "养鸡情况证明"
    assert item.field("breed").choices[1].code == "bought"
    assert item.field("seller").needed_when.values == ("bought",)
    assert item.purpose("sale").default_receiving_unit == "县农贸市场"
    assert item.paper("photo").formats == ("jpeg", "png", "pdf")


def test_every_mistake_of_the_schema_is_named_with_its_place():
    text = problems_of(promise_minutes="soon", handling="by pigeon", colour="red")
    assert "hens.yaml: $.promise_minutes" in text
    assert "$.handling" in text
    assert "colour" in text


@pytest.mark.parametrize("document", [None, [], "text", {}, {"code": 1}])
def test_what_is_no_item_is_refused(document):
    with pytest.raises(DefinitionError):
        schema.parse(document)


def test_what_contradicts_itself_is_refused():
    fields = DOCUMENT["fields"]
    assert "hens stands twice" in problems_of(fields=[*fields, fields[0]])
    assert "kept for the form itself" in problems_of(fields=[*fields, {**fields[0], "name": "purpose"}])
    assert "choices belong" in problems_of(fields=[*fields, {**fields[0], "name": "sort", "kind": "choice"}])
    assert "unknown value colour" in problems_of(text=["{colour}"])
    assert "a brace that is no slot" in problems_of(text=["{holder_name.__class__}"])
    assert "a brace that is no slot" in problems_of(text=["{0} {}"])
    assert "takes no slots" in problems_of(closing="特此证明{purpose}。")
    assert "unknown field colour" in problems_of(text=[{"text": "x", "when": {"field": "colour"}}])
    assert "unknown choices: red" in problems_of(text=[{"text": "x", "when": {"field": "breed", "is": ["red"]}}])


def test_a_type_code_must_begin_with_a_valid_credit_code():
    assert "type_code" in problems_of(type_code="11990000CE00000170099")


def test_a_directory_with_one_broken_file_is_refused_as_a_whole(tmp_path):
    for path in files.SHIPPED.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "broken.yaml").write_text("code: [", encoding="utf-8")
    (tmp_path / "again.yaml").write_bytes((files.SHIPPED / "residence.yaml").read_bytes())
    with pytest.raises(DefinitionError) as caught:
        files.read_directory(tmp_path)
    assert "broken.yaml" in str(caught.value)
    assert "residence stands in another file too" in str(caught.value)


def test_a_file_cannot_make_objects(tmp_path):
    (tmp_path / "evil.yaml").write_text("!!python/object/apply:os.system ['true']", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"evil\.yaml"):
        files.read_directory(tmp_path)


def test_an_empty_directory_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match=r"no \.yaml file"):
        files.read_directory(tmp_path)
