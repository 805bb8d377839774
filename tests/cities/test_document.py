"""The examples of docs/reference/across-cities.md are true: each is read, proved and kept to its schema as it stands."""

import json
import re

import pytest

from jiban.cities import bodies, envelopes
from jiban.cities.errors import EnvelopeError
from jiban.standards.gm.sm2 import PublicKey
from tests.guards.places import DOCS

TEXT = (DOCS / "reference" / "across-cities.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```json name=([a-z-]+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
ENVELOPES = {name: text for name, text in EXAMPLES.items() if name.startswith("envelope-")}


def keys():
    import base64

    cards = [json.loads(text) for name, text in EXAMPLES.items() if name.startswith("city-card")]
    return {card["code"]: PublicKey.from_spki(base64.b64decode(card["key"])) for card in cards}


@pytest.mark.parametrize("name", sorted(ENVELOPES))
def test_every_example_is_read_proved_and_of_its_kind(name):
    envelope = envelopes.read(ENVELOPES[name])
    envelopes.check(envelope, keys()[envelope.letter.sender])
    bodies.check(envelope.letter.kind, envelope.body)
    assert name == f"envelope-{envelope.letter.kind}"
    assert envelope.letter.expires - envelope.letter.issued <= envelopes.LASTS


def test_there_is_an_example_of_every_kind_and_the_table_names_them_all():
    assert {name.removeprefix("envelope-") for name in ENVELOPES} == set(envelopes.KINDS)
    assert set(re.findall(r"^\| `([a-z]+)` \| (?:either|receiving|home|whoever)", TEXT, re.MULTILINE)) == set(
        envelopes.KINDS
    )


def test_the_threads_of_the_examples_are_in_order_by_sender():
    places = {}
    for text in ENVELOPES.values():
        letter = envelopes.read(text).letter
        if letter.kind != "ack":
            places.setdefault((letter.sender, letter.thread), []).append(letter.sequence)
    assert all(found == list(range(1, len(found) + 1)) for found in map(sorted, places.values()))


@pytest.mark.parametrize("name", sorted(ENVELOPES))
def test_a_changed_example_is_refused(name):
    whole = json.loads(ENVELOPES[name])
    whole["letter"]["sequence"] += 1
    envelope = envelopes.read(json.dumps(whole))
    with pytest.raises(EnvelopeError, match="bad-signature"):
        envelopes.check(envelope, keys()[envelope.letter.sender])


def test_every_code_that_the_node_tells_is_described():
    from tests.guards.places import SOURCE

    source = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "cities").glob("*.py"))
    codes = set(re.findall(r'EnvelopeError\("([a-z-]+)"\)', source)) - {"unreadable", "bad-ack"}
    assert {code for code in codes if f"`{code}`" not in TEXT} == set()


def test_the_schema_takes_no_member_that_is_not_described():
    schema = json.loads(bodies.SCHEMA.read_text(encoding="utf-8"))["$defs"]
    assert all(schema[kind]["additionalProperties"] is False for kind in envelopes.KINDS)
    told = set(re.findall(r"[`\"]([A-Za-z]+)[`\"]", TEXT))
    members = {member for kind in envelopes.KINDS for member in schema[kind].get("properties", {})}
    assert members - told == set()
