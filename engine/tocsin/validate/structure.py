"""Whether a document has the shape that the JSON Schema asks for, in words that say what to do.

jsonschema is the reference and names the errors; jsonschema-rs gives the verdict first, because a good set should not
pay 100 ms for importing the one that explains (tests/validate/test_structure.py holds the two to the same answer).
The words come from the schema's own `title` (after "is not" and "expected") and `description` (the help).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from tocsin.finding import Finding, nearest
from tocsin.schemas import schema, schema_text
from tocsin.validate.words import article, count, quoted, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jsonschema.exceptions import ValidationError

    from tocsin.document import Document
    from tocsin.schemas import Form

_KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}


MAX_ERRORS = 1_000
"""So many slips of one file are put into words: each takes a fifth of a millisecond, and a file has room for 60,000."""


def structure(document: Document, form: Form = "policy") -> list[Finding]:
    """The places where the document leaves the schema of its form, as findings in file order: one for a slip."""
    if not document.complete and not document.data:
        return []  # nothing of it could be read, and that has been said
    if _verdict(form).is_valid(document.data):
        return []
    unsaid = (error for error in _reference(form).iter_errors(document.data) if not _said(error, document))
    errors = list(islice(unsaid, MAX_ERRORS))
    misspelt = _misspelt(errors)
    found: dict[object, Finding] = {}
    for error in errors:
        for finding in _explain(error, document, misspelt, form):
            about = finding.message if finding.rule in {"TOC110", "TOC111"} else ""
            found.setdefault((finding.span, about), finding)
    if next(unsaid, None) is not None:
        message = f"this file has more mistakes of form than the first {MAX_ERRORS:,}, which are shown"
        found["more"] = Finding("TOC112", "note", message, document.span([]))
    return sorted(found.values(), key=Finding.sort_key)


@lru_cache
def _verdict(form: Form = "policy") -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema_text(form))


@lru_cache
def _reference(form: Form = "policy") -> Any:
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
    return strict(schema(form), registry=Registry())


def _said(error: ValidationError, document: Document) -> bool:
    """Whether loading has refused this very key or value."""
    if not document.refused:
        return False
    path = list(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        return document.place([*path, str(error.instance)], key=True) in document.refused
    return document.place(path) in document.refused


def _unknown(error: ValidationError) -> Iterator[tuple[str, str | None]]:
    """Keys that do not belong to a mapping, with those that were probably meant."""
    known = _properties(error)
    present: Mapping[str, Any] = error.instance  # type: ignore[assignment]  # additionalProperties asks mappings only
    free = [key for key in known if key not in present]
    for key in present:
        if key not in known:
            yield key, nearest(key, free)


def _misspelt(errors: Iterable[ValidationError]) -> set[tuple[Any, ...]]:
    """The paths of keys that are there under another spelling: they are not missing as well."""
    return {
        (*error.absolute_path, meant)
        for error in errors
        if error.validator == "additionalProperties"
        for _, meant in _unknown(error)
        if meant
    }


def _explain(
    error: ValidationError, document: Document, misspelt: set[tuple[Any, ...]], form: Form
) -> Iterator[Finding]:
    path = list(error.absolute_path)
    kind = error.validator
    if kind == "additionalProperties":
        yield from _unknown_keys(error, document)
    elif kind == "required":
        missing = error.message.split("'")[1]
        if (*path, missing) not in misspelt:
            where = document.span(path, key=bool(path) and isinstance(path[-1], str))
            help_ = _description(_properties(error)[missing], form)
            yield Finding("TOC111", "error", f"the key `{missing}` is missing", where, help_)
    elif "propertyNames" in error.absolute_schema_path:
        span = document.span([*path, str(error.instance)], key=True)
        yield Finding("TOC113", "error", _value_message(error), span, _value_help(error, form), _corrected(error))
    elif kind == "type":
        meant = _retyped(error, document, form)
        help_ = _type_help(error, meant, form)
        yield Finding("TOC112", "error", _type_message(error), document.span(path), help_, meant)
    else:
        help_ = _value_help(error, form)
        yield Finding("TOC113", "error", _value_message(error), document.span(path), help_, _corrected(error))


def _unknown_keys(error: ValidationError, document: Document) -> Iterator[Finding]:
    for key, meant in _unknown(error):
        help_ = f"Did you mean `{meant}`?" if meant else f"Known here: {', '.join(_properties(error))}."
        path = [*error.absolute_path, key]
        if document.place(path, key=True) not in document.refused:
            message = f"unknown key `{shown(key)}`"
            yield Finding("TOC110", "error", message, document.span(path, key=True), help_, meant)


def _type_message(error: ValidationError) -> str:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    expected = _title(error) or " or ".join(_KINDS[str(kind)] for kind in wanted)
    return f"expected {expected}, found {article(error.instance)}"


def _type_help(error: ValidationError, meant: str | None, form: Form) -> str:
    if meant is None:
        return _description(error.schema, form)
    how = {'"': "Quote it", "[": "Make it a list"}.get(meant[0], "Write it as")
    return f"{how}: {meant}."


def _retyped(error: ValidationError, document: Document, form: Form) -> str | None:
    """The value as it would be written with the type that belongs here, if that makes it right."""
    value: Any = error.instance
    if not isinstance(value, str | int | float):
        return None
    written, word = document.source(list(error.absolute_path)), str(value).lower()
    readings: dict[str, Any] = {f'"{written}"': written, f"[{written}]": [value]}
    readings |= {right: right == "true" for right, spellings in _SPELLINGS.items() if word in spellings}
    if isinstance(value, str) and value.isdecimal() and len(value) <= MAX_DIGITS:
        readings[value] = int(value)
    descend = _reference(form).descend
    return next((text for text, read in readings.items() if not any(descend(read, error.schema))), None)


MAX_DIGITS = 9
_SPELLINGS = {"true": ("yes", "y", "on", "true"), "false": ("no", "n", "off", "false")}
"""What YAML 1.1 took for true and false."""


def _value_message(error: ValidationError) -> str:
    """What is wrong with a value of the right type."""
    value: Any = error.instance
    wanted: Any = error.validator_value
    match error.validator:
        case "enum":
            return f"{quoted(value)} is none of {', '.join(map(str, wanted))}"
        case "const":
            return f"expected {article(wanted)}, found {article(value)}"
        case "pattern":
            return f"{quoted(value)} is not {_title(error).partition(' or ')[0]}"
        case "minimum":
            return f"expected at least {wanted}, found {value}"
        case "maximum":
            return f"expected at most {wanted}, found {value}"
        case "minLength":
            return f"expected {_title(error) or 'text'}, found an empty text"
        case "maxLength":
            return f"expected at most {wanted} characters, found {len(value)}"
        case "minItems" | "minProperties":
            return f"expected at least {count(wanted, 'entry', 'entries')}, found {len(value) or 'none'}"
        case _:  # maxItems, maxProperties
            return f"expected at most {count(wanted, 'entry', 'entries')}, found {len(value)}"


def _value_help(error: ValidationError, form: Form) -> str:
    meant = _corrected(error)
    return f"Did you mean `{meant}`?" if meant else _description(error.schema, form)


def _corrected(error: ValidationError) -> str | None:
    """The value that was probably meant."""
    value: Any = error.instance
    wanted: Any = error.validator_value
    if error.validator == "const":
        return str(wanted)
    if error.validator == "enum":
        short = str(value).casefold()
        return nearest(short, wanted) or next((word for word in wanted if short.startswith(word)), None)
    if error.validator == "pattern":
        slug = re.sub(r"[^a-z0-9_-]+", "-", value.strip().lower()).strip("-")
        return slug if _title(error) == "a name" and re.search(wanted, slug) and len(slug) <= 64 else None
    return None


def _properties(error: ValidationError) -> dict[str, Any]:
    properties: dict[str, Any] = error.schema["properties"]  # type: ignore[index]  # mappings with keys of their own
    return properties


def _title(error: ValidationError) -> str:
    return str(error.schema.get("title", "")) if isinstance(error.schema, dict) else ""


def _description(node: Any, form: Form) -> str:
    """What a schema says of itself, or what the definition says that it refers to."""
    if not isinstance(node, dict):
        return ""
    if "description" not in node and "$ref" in node:
        return _description(schema(form)["$defs"][node["$ref"].rpartition("/")[2]], form)
    return str(node.get("description", ""))
