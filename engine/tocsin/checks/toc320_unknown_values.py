"""TOC320: a pattern lists a value that no event source gives, so that this entry of the list matches nothing.

Severities of sources are mapped to four words, or are in lower case; `source` is an adapter's name; an AWS account has
twelve digits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.catalogue import SEVERITY_WORDS, SOURCES
from tocsin.checks.alert_values import named
from tocsin.document import entries
from tocsin.finding import Finding, nearest
from tocsin.validate.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry
    from tocsin.finding import Severity
    from tocsin.patterns.condition import Condition

RULE = "TOC320"

_FIELDS = frozenset({"severity", "source", "account"})
_DIGITS = 12


class Unknown(NamedTuple):
    """Why a value is none, what to do, and what to write in its place."""

    why: str
    help: str = ""
    meant: str | None = None
    severity: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such value of a policy or silence, wanted or excluded."""
    for entry in (*subject.policies, *entries(subject.documents, "silences")):
        if any(
            _suspicious(each) for row in subject.pattern(entry).alternatives for each in row if each.path in _FIELDS
        ):
            yield from _of_pattern(entry, entry.value.get("match", {}), ("match",))


@lru_cache(maxsize=1024)
def _suspicious(condition: Condition) -> bool:
    """Whether the condition names such a value."""
    return any(_unknown(condition.path, value) for value in named(condition) if isinstance(value, str))


def _of_pattern(entry: Entry, node: Any, at: tuple[str | int, ...]) -> Iterator[Finding]:
    """The pattern as written: fields of the alert, and the branches of $or."""
    for name, values in node.items():
        if name == "$or":
            for index, branch in enumerate(values):
                yield from _of_pattern(entry, branch, (*at, name, index))
        elif name in _FIELDS:
            yield from _of_list(entry, name, values, (*at, name))


def _of_list(entry: Entry, field: str, values: list[Any], at: tuple[str | int, ...]) -> Iterator[Finding]:
    for index, value in enumerate(values):
        for steps, text in _texts(value):
            if isinstance(text, str) and (unknown := _unknown(field, text)):
                span = entry.span(*at, index, *steps)
                yield Finding(RULE, unknown.severity, unknown.why, span, unknown.help, unknown.meant)


def _texts(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The texts of one entry that stand for whole values, with the steps to them."""
    if not isinstance(value, dict):
        yield (), value
    elif isinstance(several := value.get("anything-but"), list):
        yield from ((("anything-but", index), each) for index, each in enumerate(several))
    else:
        yield from (((operator,), value[operator]) for operator in ("anything-but", "exactly") if operator in value)


def _unknown(field: str, text: str) -> Unknown | None:
    return {"severity": _severity, "source": _source, "account": _account}[field](text)


def _severity(text: str) -> Unknown | None:
    word = text.strip().lower()
    meant = SEVERITY_WORDS.get(word, word)
    if meant == text:
        return None
    why = "severities are in lower case" if meant == word else f"a source's `{shown(text)}` becomes `{meant}`"
    return Unknown(f"no alert has the severity `{shown(text)}`: {why}", f"Write `{shown(meant)}`.", meant)


def _source(text: str) -> Unknown | None:
    if text in SOURCES:
        return None
    if text.startswith("aws."):
        help_ = f"EventBridge's own `source` stands below `event`: `event: {{source: [{shown(text)}]}}`."
        return Unknown(f"no adapter is called `{shown(text)}`", help_)
    if meant := nearest(text, SOURCES):
        return Unknown(f"no adapter is called `{shown(text)}`", f"Did you mean `{meant}`?", meant)
    why = f"no adapter is called `{shown(text)}`: only alerts that say so themselves have this source"
    return Unknown(why, f"There are {', '.join(SOURCES)}.", severity="note")


def _account(text: str) -> Unknown | None:
    if not (text.isascii() and text.isdigit()) or len(text) == _DIGITS:
        return None
    meant = text.zfill(_DIGITS) if len(text) < _DIGITS else None
    return Unknown(f"`{shown(text)}` is no AWS account: it has {len(text)} digits and not 12", "", meant)
