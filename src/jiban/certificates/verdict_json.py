"""A verdict for machines: one object, the same from `jiban verify --json` and from the public pages.

Example (abridged):

    {"outcome": "not-genuine", "code": "revoked", "title": "Revoked", "identifier": "1.2.156.3005.2...",
     "certificate": {"title": "居住证明", "number": "JB2026-1A2B-3C4D", "holder": "王*兰", ...},
     "findings": [{"code": "intact", "mark": "ok", "detail": "", "clause": "GB/T 33190-2016 18.2", "words": "..."}]}

`outcome`, `code` and `mark` are for programs; `title` and `words` are for people, in the language that was asked for.
"""

from dataclasses import asdict
from typing import Any

from . import words
from .verdicts import Verdict


def as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome.name.lower().replace("_", "-"),
        "code": verdict.code,
        "title": words.title(verdict),
        "identifier": verdict.identifier,
        "certificate": asdict(verdict.shown) if verdict.shown else None,
        "findings": [{**asdict(finding), "words": words.sentence(finding)} for finding in verdict.findings],
    }
