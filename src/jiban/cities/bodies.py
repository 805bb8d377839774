"""What stands in an envelope of each kind: bodies.schema.json, checked strictly. Pure."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from .errors import EnvelopeError

SCHEMA = Path(__file__).with_name("bodies.schema.json")


def check(kind: str, body: Mapping[str, Any]) -> None:
    """Raises EnvelopeError("body-wrong"): what was wrong is not told, for it may be what a person typed."""
    if next(_validator(kind).iter_errors(body), None) is not None:
        raise EnvelopeError("body-wrong")


@lru_cache(maxsize=16)
def _validator(kind: str) -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
