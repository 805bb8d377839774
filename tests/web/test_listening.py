"""Reading aloud in a browser, with a voice that writes down what it is asked to say."""

import pytest

from tests.browser import accessibility_faults

pytestmark = pytest.mark.django_db(transaction=True)

VOICE = """() => {
  window.said = [];
  const voice = { speak(one) { window.now = one; window.said.push([one.text, one.lang, one.rate]);
                               setTimeout(() => one.onstart && one.onstart(), 0); },
                  cancel() { window.now = null; } };
  Object.defineProperty(window, 'speechSynthesis', { value: voice });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.goOn = () => window.now && window.now.onend();
}"""
SILENT = "Object.defineProperty(window, 'speechSynthesis', { value: { speak(one) { one.onerror(); }, cancel() {} } });"
ALL = "() => { for (let turn = 0; turn < 400 && window.now; turn += 1) window.goOn(); return window.said.map(it => it[0]) }"


@pytest.fixture
def hear(open_page, live_server):
    def open_it(path, *, voice=VOICE, **how):
        page = open_page("/health/live", **how)
        page.add_init_script(f"({voice})()" if voice is VOICE else voice)
        page.goto(live_server.url + path)
        page.said.clear()
        page.reload()
        return page

    return open_it


def test_title_text_questions_hints_and_faults_are_read_in_order_and_never_what_was_typed(hear):
    page = hear("/sign-in/")
    page.fill("[name=name]", "王秀兰")
    page.locator("main form button.primary").click()
    page.wait_for_selector(".summary")
    page.locator("[data-listen]").click()
    page.wait_for_selector(".listening")
    heard = page.evaluate(ALL)
    everything = " ".join(heard)
    assert heard[0] == page.title().split(" | ")[0]
    places = [
        everything.rindex(page.inner_text(each).strip()[:8])
        for each in (".summary h2", "label[for=id_name]", "#id_identity_number_error", "main form button.primary")
    ]
    assert places == sorted(places)
    assert page.input_value("[name=name]") == "王秀兰"
    assert "王秀兰" not in everything
    assert page.locator(".listening").count() == 0, "the bar goes when all is said"
    assert page.said == [] or all("422" in each for each in page.said)


def test_what_is_read_is_marked_and_the_voice_can_be_held_slowed_and_stopped(hear):
    page = hear("/reading/")
    page.evaluate(
        "window.loaded = performance.getEntriesByType('resource').filter(it => /listen/.test(it.name)).length"
    )
    assert page.evaluate("window.loaded") == 0, "nothing is loaded and nothing said before the press"
    assert page.evaluate("window.said") == []
    listen = page.locator("[data-listen]")
    listen.click()
    page.wait_for_selector(".listening")
    page.evaluate("window.goOn()")
    assert page.locator(".read-now").count() == 1
    assert accessibility_faults(page) == []
    hold, slower, _faster, stop = (page.locator(".listening button").nth(place) for place in range(4))
    hold.click()
    assert page.evaluate("window.now") is None
    before = page.evaluate("window.said.length")
    hold.click()
    assert page.evaluate("window.said.length") == before + 1
    assert page.evaluate("window.said.at(-1)[0] === window.said.at(-2)[0]"), "the sentence begins again"
    slower.click()
    assert page.evaluate("window.said.at(-1)[2]") < 1
    assert page.evaluate("window.said.at(-1)[1]") == "zh-CN"
    stop.click()
    assert page.locator(".read-now, .listening").count() == 0
    assert page.evaluate("document.activeElement.matches('[data-listen]')")
    assert page.said == []


def test_a_device_without_a_voice_says_so_and_one_that_cannot_speak_offers_nothing(hear):
    page = hear("/reading/", voice=SILENT)
    page.locator("[data-listen]").click()
    page.wait_for_selector(".toast:not(:empty)")
    assert page.locator(".listening").count() == 0
    page = hear("/reading/", voice="delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    assert not page.locator("[data-listen]").is_visible()


def test_escape_ends_the_reading(hear):
    page = hear("/verify/")
    page.locator("[data-listen]").click()
    page.wait_for_selector(".listening")
    page.keyboard.press("Escape")
    assert page.locator(".listening").count() == 0
