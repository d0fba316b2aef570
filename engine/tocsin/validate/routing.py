"""Policies and settings: references, patterns, fields, addresses that can be derived."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from tocsin.errors import PatternError
from tocsin.finding import Finding, nearest
from tocsin.model import ALERT_FIELDS
from tocsin.patterns import Pattern
from tocsin.validate.names import CONTACT_ARN, Names, unknown
from tocsin.validate.people import ARN_HELP, items
from tocsin.validate.times import positive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.document import Document, Entry

REGIONS = (
    "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
    "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip
"""Where Incident Manager runs (botocore's endpoints.json)."""

_CONTAINERS = ("labels", "annotations", "event")


def settings(names: Names, documents: Sequence[Document]) -> Iterator[Finding]:
    """At most one settings section, with a Region that has the service and a fallback that exists."""
    owners = [document for document in documents if "settings" in document.data]
    for document in owners[1:]:
        message = f"a second `settings` section: the set has one, in {owners[0].path}"
        yield Finding("TOC202", "error", message, document.span(("settings",), key=True))
    for document in owners:
        content = document.data["settings"]
        if isinstance(content, dict):
            yield from _settings(content, document, names)


def _settings(content: dict[str, Any], document: Document, names: Names) -> Iterator[Finding]:
    region = content.get("region")
    if isinstance(region, str) and region not in REGIONS:
        meant = nearest(region, REGIONS)
        help_ = f"Did you mean `{meant}`?" if meant else "docs/aws-limits.md lists its Regions."
        message = f"AWS Incident Manager is not known to run in `{region}`"
        yield Finding("TOC211", "warning", message, document.span(("settings", "region")), help_, meant)
    fallback = content.get("fallback")
    if isinstance(fallback, dict):
        for steps, name in items(fallback.get("page")):
            span = document.span(("settings", "fallback", "page", *steps))
            yield from _target(name, names, span)
        yield from _template(fallback.get("template"), names, document.span(("settings", "fallback", "template")))


def routing(names: Names, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Every finding on the entries, which are policies, other than their patterns."""
    for entry in entries:
        value = entry.value
        for steps, name in items(value.get("page")):
            yield from _target(name, names, entry, ("page", *steps))
        for key in ("when", "unless"):
            for steps, name in items(value[key]) if key in value else ():
                if isinstance(name, str) and name not in names.sections["windows"]:
                    yield unknown("window", name, names.sections["windows"], entry.span(key, *steps))
        if "template" in value:
            yield from _template(value["template"], names, entry)
        yield from alert_types(entry, names)
        yield from _fields(entry)


def _target(name: Any, names: Names, where: Any, steps: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    """A name or ARN that `page` may hold. `where` is a span, or the entry that `steps` start from."""
    if not isinstance(name, str) or names.kind(name):
        return
    span = where.span(*steps) if steps else where
    if not name.startswith("arn:"):
        yield unknown("contact, escalation or schedule", name, names.targets(), span)
    elif not CONTACT_ARN.fullmatch(name):
        yield Finding("TOC204", "error", f"`{name[:80]}` is not the ARN of a contact", span, ARN_HELP)


def _template(name: Any, names: Names, where: Any) -> Iterator[Finding]:
    if isinstance(name, str) and name not in names.templates:
        span = where.span("template") if hasattr(where, "value") else where
        yield unknown("template", name, names.templates, span, f"There is no templates/{name}.j2.")


def alert_types(entry: Entry, names: Names) -> Iterator[Finding]:
    """With a catalogue, `alert` names types of it."""
    catalogue = names.sections["alerts"]
    for steps, name in items(entry.value["alert"]) if catalogue and "alert" in entry.value else ():
        if isinstance(name, str) and name not in catalogue:
            yield unknown(
                "alert type", name, catalogue, entry.span("alert", *steps), "Add it to `alerts`, or use `match`."
            )


def _fields(entry: Entry) -> Iterator[Finding]:
    for key in ("dedupe", "storm"):
        content = entry.value.get(key)
        if isinstance(content, dict):
            for index, path in enumerate(content.get("by", ())):
                yield from _field(entry, (key, "by", index), path)
            for length in ("window", "per"):
                yield from positive(entry, (key, length), content.get(length))
    yield from positive(entry, ("repeat",), entry.value.get("repeat"))


def _field(entry: Entry, steps: tuple[str | int, ...], path: Any) -> Iterator[Finding]:
    if not isinstance(path, str) or not path.startswith("alert."):
        return
    _, name, *rest = path.split(".")
    if name not in ALERT_FIELDS:
        yield unknown(
            "field of an alert", name, ALERT_FIELDS, entry.span(*steps), "Known: " + ", ".join(ALERT_FIELDS) + "."
        )
    elif bool(rest) != (name in _CONTAINERS):
        message = f"`{path}`: say which value of `{name}`" if name in _CONTAINERS else f"`alert.{name}` holds no fields"
        yield Finding("TOC201", "error", message, entry.span(*steps))


def patterns(entries: Sequence[Entry], found: dict[tuple[str, tuple[str | int, ...]], Pattern]) -> Iterator[Finding]:
    """Parse each entry's pattern into `found`, by file and path; refusals become findings at their place."""
    for entry in entries:
        try:
            wanted = pattern_of(entry.value)
            found[entry.document.path, entry.path] = Pattern.parse(wanted) if wanted else Pattern.anything()
        except PatternError as error:
            yield _pattern_finding(entry, error)


def pattern_of(value: Any) -> dict[str, Any]:
    """The whole pattern of a policy or silence: `alert` is short for match: {type: [...]}, ANDed with `match`.

    Raises PatternError where the two exclude each other, or where match.type is no condition.
    """
    match = value.get("match")
    match = match if isinstance(match, dict) else {}
    if "alert" not in value:
        return match
    types = [name for _, name in items(value["alert"])]
    if "type" in match:
        narrowed = Pattern.parse({"type": match["type"]})
        types = [name for name in types if narrowed.matches({"type": name})]
        if not types:
            msg = "`match.type` excludes every type that `alert` names: this never matches"
            raise PatternError(msg, ("type",))
    return {**match, "type": types}


def _pattern_finding(entry: Entry, error: PatternError) -> Finding:
    span = entry.span("match", *error.path) if "match" in entry.value else entry.span("alert")
    message, _, help_ = str(error).partition("\n")
    return Finding("TOC207", "error", message, span, help_)


def samples(names: Names, root: str) -> Iterator[Finding]:
    """Sample events that the catalogue names and that are not there."""
    for entry in names.sections["alerts"].values():
        listed = entry.value.get("samples")
        for index, sample in enumerate(listed if isinstance(listed, list) else []):
            path = os.path.join(root, os.path.dirname(entry.document.path), str(sample))
            if not os.path.isfile(path):
                message = f"no such sample: {sample}"
                yield Finding(
                    "TOC212", "error", message, entry.span("samples", index), "Paths are relative to this file."
                )
