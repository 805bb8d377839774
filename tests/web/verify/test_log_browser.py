"""The pages of the log on a phone, on a desk, and in large print."""

import pytest

from jiban.cosigning import asking
from jiban.cosigning.models import Alarm
from jiban.ledger.models import Checkpoint
from tests.browser import accessibility_faults
from tests.cosigning.conftest import own_log, witnesses  # noqa: F401 - fixtures
from tests.ledger.story import NOON, grow

pytestmark = [pytest.mark.django_db(transaction=True)]
VIEWS = [
    ({"mode": "standard"}, "phone"),
    ({"mode": "large"}, "large"),
    ({"mode": "standard", "width": 1440, "height": 900}, "desk"),
]


@pytest.fixture
def watched(witnesses):  # noqa: F811
    grow(5)
    asking.ask_all(NOON)
    witnesses.down = {"third"}
    grow(2)
    asking.ask_all(NOON)
    ours, theirs = Checkpoint.objects.order_by("size").values_list("note", flat=True)
    fields = {"key": "police.example/w+0f8e2c55", "kind": "inconsistent", "size": 5, "found_at": NOON}
    fields["request"] = f"old 0\n\n{ours}"
    Alarm.objects.create(digest="1", is_proved=True, theirs=theirs, **fields)
    Alarm.objects.create(digest="2", settled_at=NOON, settled_because="演练", **fields)


@pytest.mark.parametrize(("view", "name"), VIEWS)
@pytest.mark.parametrize("path", ["/log/", "/log/alarms"])
def test_the_log_can_be_read_everywhere(open_page, watched, view, name, path):
    page = open_page(path, **view)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert accessibility_faults(page) == []
    assert page.said == []


@pytest.mark.parametrize("path", ["/log/", "/log/alarms"])
def test_the_empty_pages_can_be_read_too(open_page, own_log, settings, path):  # noqa: F811
    settings.WITNESS_POLICY = ""
    assert accessibility_faults(open_page(path)) == []
