"""Ways in: life events and facts that other offices look up; and certificates that nobody had to issue."""

from datetime import date, timedelta

import pytest
import yaml
from django.utils import translation

from jiban.catalogue import actions, avoiding, entries, files, questions
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.models import AvoidedDay
from jiban.places.models import Division
from jiban.web.icons import ICONS
from tests import cast

from .test_loading import put

TODAY = date(2026, 11, 24)
SHELF = files.read_directory(files.SHIPPED)
EVENTS = [entries.life_event(entry) for entry in SHELF.entries[entries.EVENTS]]
FACTS = [entries.shared_fact(entry) for entry in SHELF.entries[entries.FACTS]]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.code)
def test_every_shipped_life_event_names_what_there_is(event):
    refused = {kind.code for kind in SHELF.refused}
    assert {each.item for each in event.certificates} <= SHELF.items.keys()
    assert set(event.not_needed) <= refused
    assert event.icon in ICONS
    assert event.certificates or event.elsewhere


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.code)
def test_every_shipped_fact_names_an_item_and_its_purposes(fact):
    assert set(fact.purposes) <= {purpose.code for purpose in SHELF.items[fact.item].purposes}


def test_a_fact_concerns_its_purposes_or_all():
    bank = next(fact for fact in FACTS if fact.code == "residence-bank")
    everybody = next(fact for fact in FACTS if not fact.purposes)
    assert [bank.concerns("residence", purpose) for purpose in ("bank", "school", "")] == [True, False, True]
    assert everybody.concerns(everybody.item, "anything")
    assert not bank.concerns("farming")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"icon": "No Icon"}, "icon"),
        ({"title_en": ""}, "title_en"),
        ({"certificates": [{"item": "residence"}]}, "certificates"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(change, said):
    entry = {**SHELF.entries[entries.EVENTS][0], **change}
    with pytest.raises(DefinitionError, match=said):
        entries.parse({"life_events": [entry]}, "life-events.yaml")


def test_an_entry_may_not_stand_twice_nor_a_file_say_nothing():
    entry = SHELF.entries[entries.EVENTS][0]
    with pytest.raises(DefinitionError, match="stands twice"):
        entries.parse({"life_events": [entry, entry]}, "life-events.yaml")
    with pytest.raises(DefinitionError):
        entries.parse({}, "life-events.yaml")


@pytest.mark.django_db
def test_a_county_replaces_the_entries_by_its_own_and_keeps_the_others(tmp_path):
    actions.load()
    assert [event.code for event in questions.life_events()] == [event.code for event in EVENTS]
    put(tmp_path)
    actions.load(tmp_path)
    assert len(questions.life_events()) == len(EVENTS)
    own = {"life_events": [{**SHELF.entries[entries.EVENTS][0], "code": "flood", "title": "遭了水灾"}]}
    (tmp_path / "life-events.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")
    actions.load(tmp_path)
    assert [event.title.zh for event in questions.life_events()] == ["遭了水灾"]
    assert len(questions.shared_facts()) == len(FACTS)


@pytest.fixture
def village(db):
    cast.divisions()
    actions.load(publishing=True)
    return Division.objects.get(code="990123100201")


def test_what_is_avoided_is_counted_for_the_village_and_every_place_above(village):
    kind = avoiding.of_refused("kinship")
    for _time in range(2):
        avoiding.explained(kind, village, today=TODAY)
    avoiding.avoided(kind, village, today=TODAY)
    rows = AvoidedDay.objects.order_by("division__code").values_list("division__code", "explained", "avoided")
    assert [row[1:] for row in rows] == [(2, 1)] * len(rows)
    assert {row[0] for row in rows} == {"990100000000", "990123000000", "990123100000", "990123100201"}


def test_counting_is_one_statement(village, django_assert_num_queries):
    above = Division.objects.select_related("parent__parent__parent").get(pk=village.pk)
    with django_assert_num_queries(1):
        avoiding.explained(avoiding.of_shared("residence-bank"), above, today=TODAY)


def test_a_place_reads_its_days_by_kind_in_words(village):
    county = Division.objects.get(code="990123000000")
    other = Division.objects.get(code="990123100202")
    for place, kind, day in (
        (village, avoiding.of_refused("kinship"), TODAY),
        (other, avoiding.of_refused("kinship"), TODAY - timedelta(days=1)),
        (other, avoiding.of_shared("residence-bank"), TODAY),
        (village, avoiding.of_refused("birth"), TODAY - timedelta(days=40)),
    ):
        avoiding.explained(kind, place, today=day)
    avoiding.avoided(avoiding.of_shared("residence-bank"), other, today=TODAY)
    with translation.override("zh-hans"):
        rows = avoiding.rows_of(county, first=TODAY - timedelta(days=29), last=TODAY)
        here = avoiding.rows_of(village, first=TODAY, last=TODAY)
    assert [(row.explained, row.avoided) for row in rows] == [(2, 0), (1, 1)]
    assert rows[0].title == next(kind.title.zh for kind in SHELF.refused if kind.code == "kinship")
    assert "居住证明" in rows[1].title
    assert len(here) == 1
