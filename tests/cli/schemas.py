"""The schemas in docs/schemas, made strict: a member that a schema does not name is a fault."""

import json
import pathlib

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs/schemas"
SUFFIX = ".schema.json"

# Each format's name, and its schema.
SCHEMAS = {path.name.removesuffix(SUFFIX): json.loads(path.read_text(encoding="utf-8"))
           for path in sorted(FOLDER.glob("*" + SUFFIX))}


def make_strict(schema):
    """A copy in which no object may have unknown members, unless a schema says which ones."""
    if isinstance(schema, list):
        return [make_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: make_strict(part) for name, part in schema.items()}
    if schema.get("type") == "object":
        strict.setdefault("additionalProperties", False)
    return strict


STRICT = {name: jsonschema.Draft202012Validator(make_strict(schema)) for name, schema in SCHEMAS.items()}
OPEN = {name: jsonschema.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


def faults(document, validators=STRICT):
    """What is wrong with a report, in words; the schema is that of its `format`."""
    validator = validators.get(document.get("format")) if isinstance(document, dict) else None
    if validator is None:
        return [f"no schema is for this: {str(document)[:80]}"]
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
