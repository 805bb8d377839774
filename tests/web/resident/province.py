"""A provincial platform in a process of its own, set up in the site's file, and a browser that goes out to it and back."""

import json
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest

from jiban.demo.province.server import CLIENT_ID, CODE, SECRET
from jiban.people import oidc

FILE = """
[[provider]]
code = "{code}"
name = "样例省统一身份认证平台"
name_en = "Sample Province ID"
issuer = "{issuer}"
client_id = "{client}"
client_secret_file = "province.secret"
scope = "openid profile phone"
step_up_acr = "urn:sample:face"
no_face_acr = "urn:sample:sms"

[provider.levels]
middle = ["urn:sample:sms"]
high = ["urn:sample:face"]

[provider.claims]
identity_number = "id_number"
"""
GO = f"/sign-in/with/{CODE}/"


@dataclass
class Province:
    issuer: str

    def told(self, **what):
        answer = httpx.post(f"{self.issuer}/told", content=json.dumps(what), trust_env=False)
        return answer.raise_for_status().json()

    def knows(self, *residents, **changed):
        self.told(people=[account(one, **changed) for one in residents])


def account(resident, **changed):
    known = {"sub": f"sub-{resident.identity_number[-4:]}", "name": resident.name}
    return {**known, "id_number": resident.identity_number, "phone_number": resident.mobile, **changed}


def running_for(site):
    command = [sys.executable, "-m", "jiban.demo.province.server", "--site", site, "--for-tests"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield Province(f"http://127.0.0.1:{process.stdout.readline().split()[1]}")
        process.kill()


@pytest.fixture(scope="module")
def platform_process():
    yield from running_for("http://127.0.0.1:8000")


@pytest.fixture
def province(platform_process, settings, tmp_path):
    return set_up(platform_process, settings, tmp_path)


def set_up(platform, settings, folder):
    (folder / "province.secret").write_text(SECRET, encoding="utf-8")
    file = folder / "province.toml"
    file.write_text(FILE.format(code=CODE, issuer=platform.issuer, client=CLIENT_ID), encoding="utf-8")
    settings.PROVINCIAL_SIGN_IN = str(file)
    oidc.forget_providers()
    platform.told(claims_in_token=False, more_claims={}, userinfo_subject="", forget=True)
    return platform


def at_platform(address, *, proof="sms", press="in", sub=None, cookies=None):
    """Do there what a person does: choose who and how, and be sent back. Gives the address of the way back."""
    with httpx.Client(trust_env=False, cookies=cookies) as browser:
        page = browser.get(address)
        if page.status_code == 200:
            sub = sub or page.text.split('name="sub" value="', 1)[1].split('"', 1)[0]
            page = browser.post(address, data={"sub": sub, "proof": proof, press: "1"})
        assert page.status_code == 302, (page.status_code, page.text)
        return page.headers["Location"]


def come_back(browser, location):
    parts = urlsplit(location)
    assert f"{parts.scheme}://{parts.netloc}" == "http://127.0.0.1:8000"
    return browser.get(f"{parts.path}?{parts.query}")


def out_and_back(browser, start=GO, **how):
    return come_back(browser, at_platform(browser.get(start)["Location"], **how))
