"""Whether a document has the shape that the JSON Schema asks for, in words that say what to do.

jsonschema is the reference and names the errors; jsonschema-rs gives the verdict first, because a good set should not
pay 100 ms for importing the one that explains (tests/validate/test_structure.py holds the two to the same answer).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from tocsin.finding import Finding, nearest
from tocsin.schemas import policy_schema, policy_schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jsonschema.exceptions import ValidationError

    from tocsin.document import Document

_KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def structure(document: Document) -> list[Finding]:
    """Every place where the document leaves the schema, as findings in file order."""
    if _verdict().is_valid(document.data):
        return []
    findings = [found for error in _reference().iter_errors(document.data) for found in _explain(error, document)]
    return sorted(set(findings), key=Finding.sort_key)


@lru_cache(maxsize=1)
def _verdict() -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(policy_schema_text())


@lru_cache(maxsize=1)
def _reference() -> Any:
    """jsonschema's validator, without a registry that fetches, and with patterns that end where they say."""
    from jsonschema import Draft202012Validator, validators
    from jsonschema.exceptions import ValidationError
    from referencing import Registry

    def pattern(_validator: Any, wanted: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        # Python's $ also matches before a final newline, ECMA 262's does not.
        if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", wanted), instance):
            yield ValidationError(f"{instance!r} does not match {wanted!r}")

    extend: Any = validators.extend  # the stubs have no types for it
    strict = extend(Draft202012Validator, {"pattern": pattern})
    return strict(policy_schema(), registry=Registry())


def _explain(error: ValidationError, document: Document) -> Iterator[Finding]:
    path = list(error.absolute_path)
    kind = error.validator
    if kind == "additionalProperties" and isinstance(error.schema, dict):
        yield from _unknown_keys(error, document, path)
    elif kind == "required":
        yield from _missing_keys(error, document, path)
    elif "propertyNames" in error.absolute_schema_path:
        span = document.span([*path, str(error.instance)], key=True)
        yield Finding("TOC113", "error", f"`{error.instance}` cannot stand here as a name", span, _description(error))
    elif kind == "type":
        yield Finding("TOC112", "error", _type_message(error), document.span(path), _type_help(error, path))
    else:
        message, suggestion = _value_message(error)
        yield Finding("TOC113", "error", message, document.span(path), _description(error), suggestion)


def _unknown_keys(error: ValidationError, document: Document, path: list[str | int]) -> Iterator[Finding]:
    known = list(error.schema.get("properties", ()))  # type: ignore[union-attr]  # a boolean schema has no keywords
    for key in cast(Any, error.instance):
        if key not in known:
            meant = nearest(key, known)
            help_ = f"Did you mean `{meant}`?" if meant else "Known here: " + ", ".join(known) + "."
            place = document.span([*path, key], key=True)
            yield Finding("TOC110", "error", f"unknown key `{key}`", place, help_, meant)


def _missing_keys(error: ValidationError, document: Document, path: list[str | int]) -> Iterator[Finding]:
    missing = error.message.split("'")[1]
    where = document.span(path, key=bool(path) and isinstance(path[-1], str))
    yield Finding("TOC111", "error", f"the key `{missing}` is missing", where, _description(error))


def _type_message(error: ValidationError) -> str:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return f"expected {' or '.join(_KINDS[str(kind)] for kind in wanted)}, found {_found(error.instance)}"


def _type_help(error: ValidationError, path: Sequence[str | int]) -> str:
    if isinstance(error.instance, int | float) and "string" in error.validator_value:  # type: ignore[operator]
        return f'Quote it: "{error.instance}".'
    if path and path[-1] == "account":
        return "An account id is text: quote it."
    return _description(error)


def _value_message(error: ValidationError) -> tuple[str, str | None]:
    value, wanted = cast(Any, error.instance), error.validator_value
    if error.validator == "enum" and isinstance(wanted, list):
        meant = nearest(str(value), wanted)
        hint = f"; did you mean `{meant}`?" if meant else ""
        return f"`{value}` is none of: {', '.join(map(str, wanted))}{hint}", meant
    if error.validator == "const":
        return f"expected {wanted}, found {_found(value)}", str(wanted)
    if error.validator in {"minimum", "maximum"}:
        side = "at least" if error.validator == "minimum" else "at most"
        return f"expected {side} {wanted}, found {value}", None
    if error.validator == "pattern":
        return f"{_found(value)} is not of the form that belongs here", None
    sizes = {"minItems": "at least", "maxItems": "at most", "minProperties": "at least", "maxProperties": "at most"}
    if str(error.validator) in sizes:
        return f"expected {sizes[str(error.validator)]} {wanted} entries, found {len(value)}", None
    lengths = {"minLength": "at least", "maxLength": "at most"}
    if str(error.validator) in lengths:
        return f"expected {lengths[str(error.validator)]} {wanted} characters, found {len(value)}", None
    return error.message[:200], None


def _found(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) < 60 else text[:57] + '...'}`"


def _description(error: ValidationError) -> str:
    schema = error.schema
    return str(schema.get("description", "")) if isinstance(schema, dict) else ""
