"""A request that no page could take in: an answer in the reader's language, and no broken line."""

import httpx
import pytest
from django.test import Client

from jiban.web import uploads


@pytest.fixture
def small(settings):
    settings.REQUEST_MAX_BYTES = 1024 * 1024


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "That was too large to send"), ("zh-CN", "<h1>")])
def test_what_is_longer_than_any_page_takes_gets_a_page_of_its_own(small, language, words):
    browser = Client(headers={"accept-language": language})
    answer = browser.post("/sign-in/", data=b"x" * (1024 * 1024 + 1), content_type="multipart/form-data; boundary=x")
    page = answer.content.decode()
    assert answer.status_code == 413
    assert words in page
    assert "1 MB" in page
    assert "tel:" in page


@pytest.mark.django_db
def test_a_proxy_that_refuses_by_size_shows_the_same_page():
    answer = Client(headers={"accept-language": "en"}).get("/too-large/")
    assert answer.status_code == 413
    assert "That was too large to send" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_is_still_sending_can_read_the_answer(small, live_server):
    answer = httpx.post(f"{live_server.url}/sign-in/", files={"photo": b"x" * (8 * 1024 * 1024)}, trust_env=False)
    assert answer.status_code == 413
    assert "<h1>" in answer.text


def test_not_more_is_thrown_away_than_a_server_can_bear(small, monkeypatch):
    monkeypatch.setattr(uploads, "LINGER_BYTES", 100)
    read = []

    class Endless:
        META = {"CONTENT_LENGTH": str(10**12)}

        def read(self, size):
            read.append(size)
            return b"x" * size

    uploads._linger(Endless(), min(10**12, uploads.LINGER_BYTES))
    assert sum(read) == 100
