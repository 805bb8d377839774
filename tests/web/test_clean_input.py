"""A zero byte is answered at the door, in whatever part of a request it comes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("address", ["/verify/?code=%00", "/?next=a%00b", "/certificates/a%00b/"])
def test_an_address_with_a_zero_byte_is_not_understood(client, address):
    answer = client.get(address, headers={"accept-language": "zh-CN"})
    assert answer.status_code == 400
    assert "没收到完整的内容" in answer.content.decode()


@pytest.mark.parametrize("typed", ["mode=large&next=%00", b"mode=large&next=\0"])
def test_a_form_with_a_zero_byte_is_not_understood(client, typed):
    assert client.post("/preferences/", typed, content_type=URLENCODED).status_code == 400
    assert client.post("/preferences/", "mode=large&next=%2500", content_type=URLENCODED).status_code == 302


def test_a_file_may_hold_zero_bytes_and_its_page_still_takes_every_form(client):
    file = SimpleUploadedFile("a.ofd", b"PK\0\0")
    assert client.post("/verify/", {"code": "nonsense", "file": file}).status_code == 422
    assert client.post("/verify/", "code=nonsense", content_type=URLENCODED).status_code == 422
