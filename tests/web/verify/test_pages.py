"""The public pages in a browser: for everybody, with and without script, in large print, on the smallest phone."""

import gzip
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jiban.certificates import revoking
from jiban.web import visitors
from tests.web.conftest import accessibility_faults
from tests.web.test_style_pages import (
    LARGE_TARGET_PIXELS,
    LARGE_TEXT_PIXELS,
    SCROLLS_SIDEWAYS,
    SMALL_TARGETS,
    SMALLEST_TEXT,
)

pytestmark = pytest.mark.django_db(transaction=True)
STATIC = Path(visitors.__file__).parent / "static"
PICTURE = re.compile(rb"data:image/png;base64,[^\"]+")
DROP = """bytes => { const carried = new DataTransfer(); carried.items.add(new File([new Uint8Array(bytes)], 'a.ofd'));
  for (const kind of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true})); }"""


def uploaded(page, data: bytes, button="核验这个文件"):
    page.set_input_files("input[type=file]", {"name": "证明.ofd", "mimeType": "application/ofd", "buffer": data})
    page.click(f"text={button}")
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_every_page_is_accessible_and_inside_the_policy(open_page, certificate, ofd, mode):
    for path in ("/verify/", f"/v/{certificate.check_code}", "/trust/"):
        page = open_page(path, mode=mode)
        assert faults_at_both_widths(page) == []
        assert page.said == []
    page = uploaded(open_page("/verify/", mode=mode), ofd)
    page.click("summary")
    assert faults_at_both_widths(page) == []
    for path in ("/v/0123456789ABCDEF", "/v/0"):
        assert faults_at_both_widths(open_page(path, mode=mode)) == []


def faults_at_both_widths(page) -> list[str]:
    found = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        found += accessibility_faults(page)
    return found


def test_large_print_is_large_on_the_smallest_phone(open_page, certificate, village):
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    for path in ("/verify/", f"/v/{certificate.check_code}", "/trust/", "/v/0"):
        page = open_page(path, mode="large", width=320, height=640)
        assert page.evaluate(SMALL_TARGETS, LARGE_TARGET_PIXELS) == []
        assert page.evaluate(SMALLEST_TEXT) >= LARGE_TEXT_PIXELS
        assert not page.evaluate(SCROLLS_SIDEWAYS)


def test_without_script_a_file_and_a_code_are_checked(open_page, certificate, ofd):
    page = uploaded(open_page("/verify/", javascript=False), ofd)
    assert page.inner_text("h1") == "真实有效"
    page.click("text=再验一份")
    page.fill("[name=code]", certificate.check_code.lower())
    page.click("text=核验这个码")
    page.wait_for_url(f"**/v/{certificate.check_code}")
    assert page.inner_text("h1") == "真实有效"


def test_a_file_dropped_anywhere_on_the_page_is_checked(open_page, ofd):
    page = open_page("/verify/", width=1440)
    with page.expect_navigation():
        page.evaluate(DROP, list(ofd))
    assert page.inner_text("h1") == "真实有效"
    assert page.said == []


def test_with_script_a_file_too_large_is_not_even_sent(open_page, village, settings):
    settings.VERIFY_UPLOAD_MAX_BYTES = 1024 * 1024
    page = open_page("/verify/")
    page.set_input_files(
        "input[type=file]", {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"0" * (1024 * 1024 + 1)}
    )
    assert "请换一个文件" in page.inner_text(".toast")
    assert page.evaluate("document.querySelector('input[type=file]').files.length") == 0
    assert page.inner_text(".chosen") == "选择文件"


def test_the_pages_weigh_less_than_25_kilobytes(client, certificate, ofd):
    files = [STATIC / name for name in ("app.css", "app.js", "favicon.svg", "verify.css", "verify.js")]
    shared = sum(len(gzip.compress(file.read_bytes())) for file in files)
    result = client.post("/verify/", {"file": SimpleUploadedFile("a.ofd", ofd)})
    words = PICTURE.sub(b"", result.content)
    for page in (client.get("/verify/").content, client.get("/trust/").content, words):
        assert shared + len(gzip.compress(page)) < 25 * 1024
    assert words != result.content
    assert len(gzip.compress(result.content)) - len(gzip.compress(words)) < 100 * 1024
