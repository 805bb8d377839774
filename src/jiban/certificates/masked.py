"""A record as a stranger may see it: identity numbers partly hidden, the holder's and everybody else's."""

import re
from collections.abc import Mapping
from typing import Any

from jiban.standards.codes.masking import mask_identity_number

# Eighteen digits, the last perhaps an X. The characters around may be letters of Chinese: \b would not part them.
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def masked_record(record: Mapping[str, Any]) -> dict[str, Any]:
    holder = {**record["holder"], "idNumber": mask_identity_number(record["holder"]["idNumber"])}
    return {**record, "holder": holder, "paragraphs": [_masked(text) for text in record["paragraphs"]]}


def _masked(text: str) -> str:
    return IDENTITY_NUMBER.sub(lambda found: mask_identity_number(found[0]), text)
