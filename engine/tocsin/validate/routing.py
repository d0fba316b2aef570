"""Policies and settings: references, fields, addresses that can be derived."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tocsin.catalogue import ALERT_FIELDS
from tocsin.document import Entry
from tocsin.finding import Finding, nearest
from tocsin.validate.names import CONTACT_ARN, Names, Steps
from tocsin.validate.people import items, not_an_arn
from tocsin.validate.times import positive
from tocsin.validate.words import quoted, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tocsin.document import Document

REGIONS = (
    "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
    "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip
"""Where Incident Manager runs (botocore's endpoints.json)."""

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_FIELD_PATH = re.compile(r"alert(?:\.[^.]+)+")
_CONTAINERS = ("labels", "annotations", "event")


def settings(names: Names, documents: Sequence[Document]) -> Iterator[Finding]:
    """At most one settings section, with a Region that has the service and a fallback that exists."""
    owners = [document for document in documents if "settings" in document.data]
    for document in owners[1:]:
        first = owners[0].span(("settings",), key=True)
        message = f"a second `settings` section: the first is at {first.path}:{first.line}"
        span = document.span(("settings",), key=True)
        yield Finding("TOC202", "error", message, span, "A set has one.")
    for document in owners:
        content = document.data["settings"]
        if isinstance(content, dict):
            yield from _settings(Entry(document, ("settings",), "settings", content), names)


def _settings(entry: Entry, names: Names) -> Iterator[Finding]:
    region = entry.value.get("region")
    if isinstance(region, str) and _REGION.fullmatch(region) and region not in REGIONS:
        meant = nearest(region, REGIONS, 0.8)
        help_ = f"Did you mean `{meant}`?" if meant else "docs/aws-limits.md lists its Regions."
        message = f"AWS Incident Manager is not known to run in {quoted(region)}"
        yield Finding("TOC211", "warning", message, entry.span("region"), help_, meant)
    fallback = entry.value.get("fallback")
    if isinstance(fallback, dict):
        for steps, name in items(fallback.get("page")):
            yield from _target(name, names, entry, ("fallback", "page", *steps))
        yield from _template(fallback.get("template"), names, entry, ("fallback", "template"))


def routing(names: Names, policies: Sequence[Entry]) -> Iterator[Finding]:
    """Every finding on policies, other than on their patterns."""
    for entry in policies:
        value = entry.value
        for steps, name in items(value.get("page")):
            yield from _target(name, names, entry, ("page", *steps))
        for key in ("when", "unless"):
            for steps, name in items(value[key]) if key in value else ():
                yield from _window(name, names, entry, (key, *steps))
        yield from _template(value.get("template"), names, entry, ("template",))
        yield from alert_types(entry, names)
        yield from _lengths(entry)
        for key in ("dedupe", "storm"):
            content = value.get(key)
            by = content.get("by") if isinstance(content, dict) else None
            for index, path in enumerate(by if isinstance(by, list) else ()):
                if isinstance(path, str) and (problem := _value_problem(path)):
                    yield Finding("TOC201", "error", problem[0], entry.span(key, "by", index), problem[1])


def _target(name: Any, names: Names, entry: Entry, steps: Steps) -> Iterator[Finding]:
    """A name or ARN that `page` may hold."""
    if not isinstance(name, str) or not name or names.kind(name):
        return
    if not name.startswith("arn:"):
        yield from names.unknown("contact, escalation or schedule", name, names.targets(), entry.span(*steps))
    elif not CONTACT_ARN.fullmatch(name):
        yield not_an_arn(entry, steps, name)


def _window(name: Any, names: Names, entry: Entry, steps: Steps) -> Iterator[Finding]:
    known = names.sections["windows"]
    if isinstance(name, str) and name and name not in known:
        yield from names.unknown("window", name, known, entry.span(*steps), "Name it in `windows`.")


def _template(name: Any, names: Names, entry: Entry, steps: Steps) -> Iterator[Finding]:
    if isinstance(name, str) and name and name not in names.templates:
        help_ = f"There is no templates/{shown(name)}.j2."
        yield from names.unknown("template", name, names.templates, entry.span(*steps), help_)


def alert_types(entry: Entry, names: Names) -> Iterator[Finding]:
    """With a catalogue, `alert` names types of it."""
    catalogue = names.sections["alerts"]
    for steps, name in items(entry.value["alert"]) if catalogue and "alert" in entry.value else ():
        if isinstance(name, str) and name and name not in catalogue:
            help_ = "Add it to `alerts`, or use `match`."
            yield from names.unknown("alert type", name, catalogue, entry.span("alert", *steps), help_)


def _lengths(entry: Entry) -> Iterator[Finding]:
    yield from positive(entry, ("repeat",), entry.value.get("repeat"))
    for key, length in (("dedupe", "window"), ("storm", "per")):
        content = entry.value.get(key)
        if isinstance(content, dict):
            yield from positive(entry, (key, length), content.get(length))


@lru_cache(maxsize=1024)
def _value_problem(path: str) -> tuple[str, str] | None:
    """Why a field path does not lead to one value, as message and help."""
    if path.removeprefix("alert.") in _CONTAINERS:
        return f"`{path}` holds many values: say which", f"For example {path}.service."
    return _field_problem(path)


@lru_cache(maxsize=1024)
def _field_problem(path: str) -> tuple[str, str] | None:
    """A field path begins with a field of the normal form, and leads on only where that holds others."""
    if not _FIELD_PATH.fullmatch(path):
        return None  # the schema has said it
    _, name, *rest = path.split(".")
    if name not in ALERT_FIELDS:
        meant = nearest(name, ALERT_FIELDS)
        help_ = f"Did you mean `alert.{meant}`?" if meant else f"Known: {', '.join(ALERT_FIELDS)}."
        return f"alerts have no field {quoted(name)}", help_
    return (f"`alert.{name}` is one value: it has no fields", "") if rest and name not in _CONTAINERS else None


def catalogue(names: Names, exists: Callable[[str], bool]) -> Iterator[Finding]:
    """Declared fields that alerts do not have, and samples that are not there."""
    for entry in names.sections["alerts"].values():
        fields = entry.value.get("fields")
        for path in fields if isinstance(fields, dict) else ():
            if problem := _field_problem(path):
                yield Finding("TOC201", "error", problem[0], entry.span("fields", path, key=True), problem[1])
        yield from _samples(entry, exists)


def _samples(entry: Entry, exists: Callable[[str], bool]) -> Iterator[Finding]:
    listed = entry.value.get("samples")
    for index, sample in enumerate(listed if isinstance(listed, list) else []):
        path = posixpath.join(posixpath.dirname(entry.document.path), str(sample))
        if isinstance(sample, str) and sample and not exists(path):
            span, help_ = entry.span("samples", index), "Paths are relative to this file."
            yield Finding("TOC212", "error", f"no such sample: {shown(sample)}", span, help_)
