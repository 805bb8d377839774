"""What may stand in a message, and how it is counted."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from jiban.notices import errors, kinds, texts, wording
from jiban.notices.kinds import KINDS, LANGUAGES, Text
from jiban.notices.models import Channel, MessageText
from tests.notices.conftest import COUNTY, NOON

READY = KINDS["certificate-ready"]


@pytest.mark.parametrize("code", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_products_own_words_keep_the_rules_they_ask_of_a_county(code, language):
    kind = KINDS[code]
    for channel in Channel:
        texts.check(kind, channel, language, kind.default(channel, language))
    sample = texts.example(kind, language)
    sms = wording.signed(wording.fill(kind.default(Channel.SMS, language).body, sample), settings.SMS_SIGN)
    # English holds the signature's Chinese letters and is counted like Chinese.
    assert wording.sms_parts(sms) <= (2 if language == kinds.EN else 1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("证" * 70, 1),
        ("证" * 71, 2),
        ("证" * 134, 2),
        ("证" * 135, 3),
        ("𠮷" * 35, 1),
        ("𠮷" * 36, 2),
    ],
)
def test_parts_are_counted_as_telephone_companies_do(text, parts):
    assert wording.sms_parts(text) == parts


@given(st.text(max_size=400), st.text(max_size=40))
def test_more_text_never_makes_fewer_parts(text, more):
    assert wording.sms_parts(text) <= wording.sms_parts(text + more)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", errors.TextEmptyError),
        ("{name}您好 {link}", errors.PlaceholderUnknownError),
        ("{days}天 {link}", errors.PlaceholderUnknownError),
        ("您的{item}好了", errors.LinkMissingError),
        ("您的{item 好了 {link}", errors.BraceAloneError),
        ("点 http://evil.example 或 {link}", errors.ForeignAddressError),
        ("点 evil.cn/x 或 {link}", errors.ForeignAddressError),
        ("【样例县】{link}", errors.SignatureInTextError),
        ("第一行\n{link}", errors.LineBreakError),
        ("很" * 220 + "{link}", errors.TextTooLongError),
    ],
)
def test_a_text_that_cannot_go_to_everybody_is_refused(text, refusal):
    with pytest.raises(refusal):
        texts.check(READY, Channel.SMS, kinds.ZH, Text(text))


def test_a_telephone_number_of_the_office_may_stand_in_a_text():
    texts.check(READY, Channel.SMS, kinds.ZH, Text("您的{item}好了，{link}，电话0311-00000001。"))


@given(st.text(max_size=100), st.dictionaries(st.sampled_from(["item", "link", "days"]), st.text(max_size=20)))
def test_filling_in_never_breaks(text, values):
    assert isinstance(wording.fill(text, values), str)


def test_values_are_put_in_once_and_are_no_placeholders_themselves():
    assert wording.fill("{item}", {"item": "{link}", "link": "x"}) == "{link}"


def write(text, *, seen, county=COUNTY, by="county1"):
    return texts.write(county, READY, Channel.SMS, kinds.ZH, Text(text), seen=seen, by=by, now=NOON)


def body(county=COUNTY):
    return texts.in_force(county, READY.code, Channel.SMS, kinds.ZH).body


@pytest.mark.django_db
def test_a_county_has_its_own_words_and_its_neighbour_has_not():
    write("{item}开好了，{link}", seen=0)
    assert body() == "{item}开好了，{link}"
    assert body("990223000000") == READY.sms[kinds.ZH]


@pytest.mark.django_db
def test_the_default_comes_back_and_who_wrote_what_stays_known():
    write("{item}开好了，{link}", seen=0)
    texts.restore(COUNTY, READY, Channel.SMS, kinds.ZH, seen=1, by="county1", now=NOON)
    texts.restore(COUNTY, READY, Channel.SMS, kinds.ZH, seen=1, by="county1", now=NOON)
    assert body() == READY.sms[kinds.ZH]
    assert list(MessageText.objects.values_list("version", "by")) == [(1, "county1"), (2, "county1")]


@pytest.mark.django_db
def test_of_two_who_change_a_text_at_once_the_second_is_told():
    write("{item}开好了，{link}", seen=0)
    with pytest.raises(errors.TextChangedMeanwhileError):
        write("{item}好了，看{link}", seen=0, by="county2")


@pytest.mark.django_db
def test_saving_twice_makes_one_version():
    write("{item}开好了，{link}", seen=0)
    write("{item}开好了，{link}", seen=0)
    assert MessageText.objects.count() == 1
