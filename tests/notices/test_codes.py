"""One-time codes by SMS: at once, also at night, and not without end."""

import pytest

from jiban.notices import codes, quotas
from tests.notices.conftest import NOON, send, told

pytestmark = pytest.mark.django_db
MOBILE = "13800005521"


def code(at=NOON, language="zh-hans"):
    return codes.send(MOBILE, "730164", minutes=5, language=language, now=at)


def test_a_code_goes_out_at_night(gateway):
    accepted = code(NOON.replace(hour=23))
    (message,) = gateway.messages
    assert (message.kind, message.id, accepted.parts) == ("code", accepted.id, 1)
    assert "730164" in message.text


def test_a_code_speaks_english_too(gateway):
    code(language="en")
    assert gateway.messages[0].text.startswith("730164 is your code")


def test_codes_end_at_the_quota_of_the_number_and_take_nothing_from_the_other_messages(gateway, settings, case):
    settings.SMS_DAILY_PER_NUMBER = 1
    code()
    with pytest.raises(quotas.NumberQuotaError):
        code()
    told(case)
    send()
    assert [message.kind for message in gateway.messages] == ["code", "notice"]
