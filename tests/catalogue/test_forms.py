import json

import pytest
from django.utils import translation

from jiban.catalogue import files, forms

from .items import hens, one_field

GOOD = {"purpose": "sale", "receiving_unit": "正定县农贸市场", "hens": "12", "breed": "local"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def filled(remembered=None, **changes) -> forms.ItemForm:
    return forms.form_class(hens(), remembered=remembered)(data=GOOD | changes)


def errors_of(form: forms.ItemForm) -> dict[str, str]:
    assert not form.is_valid()
    return {name: str(messages[0]) for name, messages in form.errors.items()}


def test_good_answers_come_out_as_json_text():
    form = filled(since="2026年1月5日")
    assert form.is_valid(), form.errors
    assert form.answers() == {**GOOD, "since": "2026-01-05"}
    assert json.loads(json.dumps(form.answers())) == form.answers()


def test_the_form_asks_first_for_the_purpose_and_last_for_the_receiving_unit():
    form = forms.form_class(hens())()
    assert list(form.fields) == ["purpose", "purpose_text", "hens", "breed", "seller", "since", "receiving_unit"]
    assert "pledge" not in form.fields


def test_labels_and_choices_speak_the_active_language():
    assert forms.form_class(hens())()["hens"].label == "Hens"
    with translation.override("zh-hans"):
        form = forms.form_class(hens())()
        assert form["hens"].label == "几只鸡"
        assert "本地土鸡" in str(form["breed"])


def test_an_error_says_what_is_wrong_how_to_put_it_right_and_gives_an_example():
    assert errors_of(filled(hens="many"))["hens"] == "Hens: please enter a number, digits only, for example 12"
    assert errors_of(filled(hens=" "))["hens"] == "Hens: please fill this in, for example 12"
    assert errors_of(filled(breed=""))["breed"] == "Breed: please choose one"
    assert errors_of(filled(breed="dragon"))["breed"] == "Breed: please choose one"
    assert errors_of(filled(purpose="theft"))["purpose"] == "What is it for: please choose one"


def test_what_was_typed_stays_in_the_form_after_an_error():
    form = filled(hens="many", seller="李家")
    assert not form.is_valid()
    assert 'value="many"' in str(form["hens"])
    assert 'value="李家"' in str(form["seller"])
    assert 'aria-invalid="true"' in str(form["hens"])


def test_a_question_becomes_required_by_another_answer():
    assert errors_of(filled(breed="bought"))["seller"] == "Bought from: please fill this in, for example 县种禽场"
    assert filled(breed="bought", seller="县种禽场").is_valid()
    item = hens()
    assert item.papers_needed({"breed": "bought"}) == [item.paper("photo")]
    assert item.papers_needed({"breed": "local"}) == []


def test_a_free_purpose_must_be_said_in_words_and_another_one_drops_them():
    assert "purpose_text" in errors_of(filled(purpose="other"))
    free = filled(purpose="other", purpose_text="办展览")
    assert free.is_valid()
    assert forms.purpose_text(hens(), free.answers()) == "办展览"
    fixed = filled(purpose_text="办展览")
    assert fixed.is_valid()
    assert "purpose_text" not in fixed.answers()


def test_an_empty_receiving_unit_becomes_the_usual_one_or_is_asked_for():
    form = filled(receiving_unit="")
    assert form.is_valid()
    assert form.answers()["receiving_unit"] == "县农贸市场"
    assert "receiving_unit" in errors_of(filled(purpose="fair", receiving_unit=""))


def test_a_returning_person_finds_everything_filled_in():
    answers = {**GOOD, "breed": "bought", "seller": "县种禽场", "since": "2026-01-05"}
    kept = forms.remembered_answers(hens(), answers)
    assert set(kept) == {"purpose", "receiving_unit", "breed", "seller"}
    form = forms.form_class(hens(), remembered=kept)()
    assert form["seller"].value() == "县种禽场"
    assert form["purpose"].value() == "sale"
    assert form["hens"].value() is None


def test_what_is_remembered_but_no_longer_fits_is_left_out():
    stale = {
        "purpose": "gone",
        "receiving_unit": "某单位",
        "breed": "dragon",
        "seller": "字" * 50,
        "hens": "3",
        "x": "y",
    }
    assert forms.initial_answers(hens(), stale) == {}


def test_the_unit_of_last_time_does_not_follow_to_another_purpose():
    remembered = {"purpose": "fair", "receiving_unit": "评比委员会"}
    changed = filled(remembered, purpose="sale", receiving_unit="评比委员会")
    assert changed.is_valid()
    assert changed.answers()["receiving_unit"] == "县农贸市场"
    same = filled(remembered, purpose="fair", receiving_unit="评比委员会")
    assert same.is_valid()
    assert same.answers()["receiving_unit"] == "评比委员会"
    own = filled(remembered, purpose="sale", receiving_unit="新市场")
    assert own.is_valid()
    assert own.answers()["receiving_unit"] == "新市场"


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("mobile", ['type="tel"', 'inputmode="tel"']),
        ("number", ['type="text"', 'inputmode="numeric"']),
        ("month", ['type="month"']),
        ("date", ['type="date"']),
        ("identity_number", ['autocapitalize="characters"', 'spellcheck="false"']),
        ("text", ['maxlength="60"', 'autocomplete="off"']),
        ("long_text", ["<textarea", 'rows="4"']),
    ],
)
def test_the_input_fits_the_kind_of_answer(kind, attributes):
    html = str(forms.form_class(one_field(kind))()["asked"])
    assert all(attribute in html for attribute in attributes)
    assert "style=" not in html


def test_an_own_address_can_be_filled_by_the_phone():
    residence = files.read_directory(files.SHIPPED).items["residence"]
    assert 'autocomplete="street-address"' in str(forms.form_class(residence)()["address"])


def test_an_item_with_one_purpose_has_it_chosen():
    letter = files.read_directory(files.SHIPPED).items["litigation-representative"]
    assert forms.form_class(letter)()["purpose"].value() == "civil"


def test_the_summary_shows_answers_as_people_read_them():
    answers = {**GOOD, "since": "2026-01-05", "unknown": "x"}
    zh = [(row.label, row.value) for row in forms.summary(hens(), answers, "zh-hans")]
    assert zh == [
        ("证明用来做什么", "卖鸡蛋"),
        ("几只鸡", "12"),
        ("品种", "本地土鸡"),
        ("从哪天起", "2026年1月5日"),
        ("交给哪个单位", "正定县农贸市场"),
    ]
    en = [(row.label, row.value) for row in forms.summary(hens(), answers, "en")]
    assert ("Breed", "local") in en
    assert ("Since", "2026-01-05") in en
