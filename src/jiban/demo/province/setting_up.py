"""What `jiban demo` writes down so that its residents can come in by the platform: the site's file and the platform's people."""

import importlib.util
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from jiban.demo.plans import number_of, plan

FILE = """\
[[provider]]
code = "province"
name = "样例省统一身份认证平台（演示）"
name_en = "Sample Province ID (demo)"
issuer = "http://127.0.0.1:{port}"
client_id = "jiban-demo"
client_secret = "only for trying out"
scope = "openid profile phone"
step_up_acr = "urn:sample:face"
no_face_acr = "urn:sample:sms"

[provider.levels]
middle = ["urn:sample:sms"]
high = ["urn:sample:face"]

[provider.claims]
identity_number = "id_number"
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """The platform beside the demo: the file for JIBAN_PROVINCIAL_SIGN_IN, and the command that runs it."""

    file: Path
    command: tuple[str, ...]


def set_up(folder: Path, *, site: str, port: int) -> Beside | None:
    """None where Authlib is not installed: the demo goes without the platform then."""
    if importlib.util.find_spec("authlib") is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    file, people = folder / "province.toml", folder / "people.json"
    file.write_text(FILE.format(port=port), encoding="utf-8")
    people.write_text(json.dumps(_people(), ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "jiban.demo.province.server"]
    return Beside(file, (*command, "--port", str(port), "--site", site, "--people", str(people)))


def _people() -> list[dict[str, str]]:
    return [
        {
            "sub": f"account-{number}",
            "name": row["name"],
            "id_number": number_of(row),
            "phone_number": row["mobile"],
        }
        for number, row in enumerate(plan()["residents"], 1)
    ]
