"""The provincial identity platforms that residents may come in by, told by one TOML file: a table for each.

    [[provider]]
    code = "province"
    name = "样例省统一身份认证平台"
    name_en = "Sample Province ID"
    issuer = "https://id.province.example"
    client_id = "jiban"
    client_secret_file = "province.secret"
    scope = "openid profile phone"
    step_up_acr = "urn:province:face"
    no_face_acr = "urn:province:sms"

    [provider.levels]
    middle = ["urn:province:sms"]
    high = ["urn:province:face"]

    [provider.claims]
    name = "name"
    identity_number = "id_number"
    mobile = "phone_number"

Paths count from the file's own folder.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jiban.people.models import AssuranceLevel
from jiban.people.oidc import Party
from jiban.people.oidc_metadata import is_safe

CODE = re.compile(r"[a-z0-9-]{2,30}")
TEXTS = {"code", "name", "name_en", "issuer", "client_id", "client_secret", "client_secret_file"}
MORE = {"scope", "step_up_acr", "no_face_acr", "levels", "claims"}
USUAL_CLAIMS = {"name": "name", "identity_number": "identity_number", "mobile": "phone_number"}


@dataclass(frozen=True, slots=True)
class Platform:
    """`levels`: what its words in acr and amr mean to us. A word nobody mapped means low."""

    code: str
    name: str
    name_en: str
    party: Party
    levels: Mapping[str, frozenset[str]]
    claims: Mapping[str, str]
    step_up_acr: str = ""
    no_face_acr: str = ""

    def level(self, words: Collection[str]) -> str:
        for level in (AssuranceLevel.HIGH, AssuranceLevel.MIDDLE):
            if not self.levels.get(level, frozenset()).isdisjoint(words):
                return level
        return AssuranceLevel.LOW

    def name_in(self, language: str | None) -> str:
        return self.name_en if language == "en" else self.name


def offered() -> tuple[Platform, ...]:
    """As settings.PROVINCIAL_SIGN_IN tells; none if it is empty. Raises ImproperlyConfigured."""
    if not settings.PROVINCIAL_SIGN_IN:
        return ()
    path = Path(settings.PROVINCIAL_SIGN_IN)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as missing:
        raise ImproperlyConfigured(f"JIBAN_PROVINCIAL_SIGN_IN: {path.name} cannot be read") from missing
    return _read(path, changed, settings.PRODUCTION)


def platform(code: str) -> Platform | None:
    return next((one for one in offered() if one.code == code), None)


def platform_of(issuer: str) -> Platform | None:
    return next((one for one in offered() if one.party.issuer == issuer), None)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, production: bool) -> tuple[Platform, ...]:  # noqa: FBT001 - a cache key
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("provider", [])
        found = tuple(_platform(table, folder=path.parent) for table in tables)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as broken:
        raise ImproperlyConfigured(f"{path.name}: {broken}") from broken
    for one in found:
        if not is_safe(one.party.issuer) or (production and not one.party.issuer.startswith("https://")):
            raise ImproperlyConfigured(f"{path.name}: the issuer of {one.code} must begin with https://")
    if len({one.code for one in found}) < len(found) or len({one.party.issuer for one in found}) < len(found):
        raise ImproperlyConfigured(f"{path.name}: two providers with the same code or issuer")
    return found


def _platform(table: Mapping[str, Any], *, folder: Path) -> Platform:
    unknown = set(table) - TEXTS - MORE
    if unknown:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")
    code = str(table["code"])
    if not CODE.fullmatch(code):
        raise ValueError(f"code {code!r} must be 2 to 30 of a-z, 0-9 and -")
    secret_file = table.get("client_secret_file")
    secret = (folder / secret_file).read_text(encoding="utf-8").strip() if secret_file else str(table["client_secret"])
    levels = {str(name): frozenset(map(str, words)) for name, words in table["levels"].items()}
    if not levels or not set(levels) <= {AssuranceLevel.MIDDLE, AssuranceLevel.HIGH}:
        raise ValueError(f"levels of {code} must be middle and high")
    claims = {**USUAL_CLAIMS, **table.get("claims", {})}
    if set(claims) != set(USUAL_CLAIMS):
        raise ValueError(f"claims of {code} must be {', '.join(USUAL_CLAIMS)}")
    return Platform(
        code=code,
        name=str(table["name"]),
        name_en=str(table.get("name_en", table["name"])),
        party=Party(
            issuer=str(table["issuer"]),
            client_id=str(table["client_id"]),
            client_secret=secret,
            scope=str(table.get("scope", "openid profile")),
            claims=frozenset({claims["name"], claims["identity_number"]}),
        ),
        levels=levels,
        claims=claims,
        step_up_acr=str(table.get("step_up_acr", "")),
        no_face_acr=str(table.get("no_face_acr", "")),
    )
