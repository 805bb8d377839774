"""Wang Xiulan works in Yuanfang and is registered in a village of Yangli. On her phone, at the pages of Yuanfang, she
asks for a certificate; her village checks, the head signs, the seal is set, and it comes back to her page. A school in a
third city, Hekou, accepts it: by its own page and by the command line. Three cities and five witnesses, each a process."""

import json
import re

import pytest

from jiban.certificates.papers import PROOF_FILE, RECORD_FILE
from jiban.ledger.commitments import Kind, commitment, entry_bytes
from jiban.standards.ofd.archive_reading import read_archive
from jiban.standards.tlog import proof as tlog_proof
from tests.nodes.visitor import DESK, officer, resident

# Three cities take long to start: all that need them stay in one process of the tests.
pytestmark = [pytest.mark.story, pytest.mark.xdist_group("cities")]

# When it was sent back: whoever is slow among the four is in a file that is downloaded later.
ENOUGH = re.compile(r"[34]/4")
HER_CITY = "/elsewhere/apply/990100/residence/"


def test_from_her_phone_in_another_city_to_a_certificate_that_a_third_city_accepts(world, comes, tmp_path):
    home, here, third = (world.cities[name] for name in ("jia", "yi", "bing"))
    phone = comes(here).sign_in_as_resident(resident("yi", "王秀兰"))
    hand_in(phone)
    number = check_and_sign(home, comes)

    phone.until("the certificate", "a[href$='/certificate/pdf']").looked_at("phone-certificate")
    assert number in phone.words
    assert ENOUGH.search(phone.page.inner_text(".tag.green + .muted"))
    files = {
        form: phone.download(f"a[href$='/certificate/{form}']", tmp_path / f"back.{form}") for form in ("pdf", "ofd")
    }

    for form, file in files.items():
        school = comes(third, DESK).to("/verify/")
        school.page.set_input_files("input[type=file]", file)
        school.press("form:has(input[type=file]) button[type=submit]").looked_at(f"third-city-{form}")
        assert "样例市" in school.words
        assert ENOUGH.search(school.words)
    assert_verified(third, files["pdf"])
    assert_log_holds(third, files["ofd"], tmp_path)
    home.until_cosigned()
    stranger = comes(home).to(f"/v/{check_code(files['ofd'])}")
    assert "4/4" in stranger.looked_at("home-city-check").words


def hand_in(phone):
    phone.to("/elsewhere/").until("the offer of her city", f"a[href='{HER_CITY}']").shown("phone-cities")
    phone.press(f"a[href='{HER_CITY}']").shown("phone-village").press("main .rows a")
    page = phone.page
    page.check("[name=purpose][value=school]")
    phone.fill(receiving_unit="河口镇中心小学", address="2组16号", since="2009-03")
    page.check("[name=tenure][value=own]")
    page.check("[name=registered_here][value=yes]")
    page.check("[name=pledge]")
    phone.shown("phone-form").press("main form button.primary").shown("phone-sent")


def check_and_sign(home, comes):
    """The village's clerk finds it in the queue and checks it, the head signs it with the PIN."""
    clerk = comes(home, DESK).sign_in_as_officer("clerk").to("/office/")
    clerk.until("the application", "section.queue ol a").shown("home-queue")
    clerk.press("section.queue ol a").shown("home-case")
    assert "远方市" in clerk.words
    address = clerk.page.url
    clerk.press("form#check button")
    head = comes(home, DESK).sign_in_as_officer("head")
    head.page.goto(address)
    head.page.fill("form.sign [name=pin]", officer("jia", "head")["pin"])
    head.press("form.sign button.primary").shown("home-signed")
    return re.search(r"/cases/([^/]+)/", address)[1]


def assert_verified(city, file):
    """With the keys that this city holds, its own command says genuine."""
    told = json.loads(city.jiban("verify", file, "--json").stdout)
    found = {each["code"]: (each["mark"], each["detail"]) for each in told["findings"]}
    assert (told["outcome"], found["city"], found["witnesses"][0]) == ("genuine", ("ok", "样例市"), "ok")


def assert_log_holds(city, file, tmp_path):
    """Whoever has the file proves by the home city's policy that its log holds the record."""
    inside = read_archive(file.read_bytes())
    record, proof = (
        next(data for path, data in inside.items() if path.endswith(name)) for name in (RECORD_FILE, PROOF_FILE)
    )
    salt = tlog_proof.parse(proof.decode()).extra
    (tmp_path / "entry").write_bytes(entry_bytes(Kind.CERTIFICATE_ISSUED, commitment(json.loads(record), salt)))
    (tmp_path / "proof").write_bytes(proof)
    policy = city.node.folder / "trust" / "cities" / "990100" / "witness-policy.txt"
    checked = city.jiban("ledger", "check", tmp_path / "proof", "--entry", tmp_path / "entry", "--policy", policy)
    assert (checked.returncode, checked.stderr) == (0, "")


def check_code(file):
    inside = read_archive(file.read_bytes())
    return json.loads(next(data for path, data in inside.items() if path.endswith(RECORD_FILE)))["checkCode"]
