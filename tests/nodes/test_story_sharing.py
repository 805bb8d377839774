"""A child of Liu Chunmei starts school in Yuanfang. The bureau there wants to know where the family lives, which the police of
Yangli know. She agrees on her phone and hands over a number; bureau and police tell each other, city to city, and no
certificate is made. Both cities' logs hold a line of it."""

import json
import re

import pytest

from jiban.demo.plans import number_of
from tests.nodes.visitor import resident
from tests.nodes.world import wait_until

pytestmark = [pytest.mark.story, pytest.mark.xdist_group("cities")]

ASK = [
    "exchange",
    "ask",
    "990100",
    "lives-here-since",
    "--field",
    "lives_here",
    "--field",
    "since",
    "--purpose",
    "school",
]
# Counted for the village and for each place above it.
AVOIDED = "SELECT coalesce(max(avoided), 0) FROM catalogue_avoidedday WHERE kind = 'exchanged:lives-here-since'"


def test_a_school_in_another_city_asks_instead_of_the_mother_proving(world, comes, tmp_path):
    home, asking, third = (world.cities[name] for name in ("jia", "yi", "bing"))
    mother, counted = resident("jia", "刘春梅"), lambda: home.operator.database.one(AVOIDED)
    before = (counted(), certificates(home))
    phone = comes(home).sign_in_as_resident(mother)
    consent = agrees(phone)

    told = asking.jiban(*ASK, "--case", "ENROL-7", "--consent", consent)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[1:] == ["lives_here: True", f"since: {mother['since']}"]
    assert not [mine for mine in (mother["name"], number_of(mother), mother["address"]) if mine in told.stdout]
    assert (counted(), certificates(home)) == (before[0] + 1, before[1])

    ours = received(asking, re.search(r"[0-9a-f]{32}", told.stdout)[0], tmp_path / "received.json")
    # Their lines have a place by now, and four witnesses cosigned it in either city.
    home.until_cosigned()
    asking.until_cosigned()
    hers = downloaded(phone, tmp_path / "shared.json")
    for city, proof in ((asking, ours), (home, hers)):
        checked = third.jiban("exchange", "verify", proof, "--key", city.get("/log/key").text.strip())
        assert checked.returncode == 0, checked.stderr
    statements = [json.loads(proof.read_text(encoding="utf-8"))["statement"] for proof in (ours, hers)]
    # The two cities tell of the same answer; hers names her, for her alone to show, and theirs does not.
    assert statements[0]["answer"] == statements[1]["answer"] != ""
    assert statements[0]["consent"] == statements[1]["consent"] == consent
    assert number_of(mother) not in ours.read_text(encoding="utf-8")

    withdraws(phone, consent)
    again = asking.jiban(*ASK, "--case", "ENROL-7", "--consent", consent)
    assert again.returncode == 1
    assert "consent-over" in again.stdout
    assert counted() == before[0] + 1


def agrees(phone):
    phone.to("/items/residence/").press("main a[href*='/me/data/instead/']").shown("sharing-consent")
    phone.page.check("[name=receiver][value=education-990200]")
    phone.press("main button.primary").shown("sharing-number")
    return phone.page.inner_text("main .code")


def received(city, request, file):
    """The proof that the asking city's log holds what it was told."""

    def proved():
        told = city.jiban("exchange", "received", request)
        return told.stdout if told.returncode == 0 else None

    file.write_text(wait_until("the line of the asking city", proved), encoding="utf-8")
    return file


def downloaded(phone, file):
    phone.to("/me/data/").shown("sharing-list").press("a[href*='/me/data/look-ups/']")
    phone.looked_at("sharing-look-up")
    return phone.download("a[href*='/shared/proof']", file)


def withdraws(phone, consent):
    phone.to(f"/me/data/consents/{consent}/").press("button[value=withdraw]").shown("sharing-withdrawn")


def certificates(city):
    return city.operator.database.one("SELECT count(*) FROM certificates_certificate")
