"""Files of the catalogue, read in one way: YAML of a bounded size, then a JSON schema; every mistake is told."""

import json
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from jiban.catalogue.errors import DefinitionError

LARGEST_FILE_BYTES = 256 * 1024


def read_yaml(path: Path) -> Any:
    """Raises DefinitionError."""
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise DefinitionError(path.name, [f"the file is larger than {LARGEST_FILE_BYTES} bytes"])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(path.name, [str(error)]) from error
    return parse_yaml(text, path.name)


def parse_yaml(text: str, source: str) -> Any:
    """Raises DefinitionError; `source` is how it names the text."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DefinitionError(source, [" ".join(str(error).split())]) from error


def schema(path: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def faults(validator: Draft202012Validator, document: Any) -> list[str]:
    """Where a document does not keep its schema, in the order of its places."""
    errors = sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.absolute_path)))
    return [f"{error.json_path}: {error.message}" for error in errors]
