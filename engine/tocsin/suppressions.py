"""Findings that somebody has decided to live with, and said why: `# tocsin: ignore[TOC303] until the move is over`.

A comment speaks for its own line; one that stands alone for the next line that is no such comment. In a template it is
`{# tocsin: ignore[TOC323] the lawyers want it #}`. What a comment ignores is kept, marked with the reason, and counts
for nothing. An error makes the set unusable, whatever a comment says: only warnings and notes are ignored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tocsin.finding import Finding, Span, nearest
from tocsin.load.comments import Comment, comments
from tocsin.rules import TITLES
from tocsin.validate.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.load import Loaded

UNREASONED, UNIGNORABLE, USELESS = "TOC330", "TOC331", "TOC332"

_DATED = frozenset({"TOC309", "TOC321", "TOC322"})
"""What these find depends on --at: a comment for one of them is not called useless."""

_WORD = re.compile(r"tocsin\s*:\s*ignore\b\s*(?P<rest>.*)", re.IGNORECASE)
_FORM = re.compile(r"\[(?P<rules>[^\]]*)\][\s:-]*(?P<reason>.*)")
_TEMPLATE_COMMENT = re.compile(r"\{#[-+]?(?P<text>.*?)[-+]?#\}")
_FORM_HELP = "Write `# tocsin: ignore[RULE] REASON`."


class Suppression(NamedTuple):
    """One comment: the line of the file that it speaks for, the rules that it ignores there, and why."""

    span: Span
    line: int
    rules: tuple[str, ...]
    reason: str


def suppress(found: Sequence[Finding], loaded: Loaded) -> list[Finding]:
    """The findings, those that a comment ignores marked, and findings on comments that say or do nothing, in order.

    While there is an error, advice has not been asked for: no comment is called useless then.
    """
    given = list(_suppressions(loaded))
    if not given:
        return list(found)
    at: defaultdict[tuple[str, int], list[Finding]] = defaultdict(list)
    for finding in found:
        at[finding.span.path, finding.span.line].append(finding)
    usable = not any(map(_error, found))
    marked = {finding: finding for finding in found}
    problems: list[Finding] = []
    for each in given:
        here = [finding for finding in at[each.span.path, each.line] if finding.rule in each.rules]
        if each.reason:
            marked |= {finding: finding._replace(suppressed=each.reason) for finding in here if not _error(finding)}
        problems += (*_unclear(each), *_refused(each, here), *(_useless(each, here) if usable else ()))
    return sorted({*marked.values(), *problems}, key=Finding.sort_key)


def _error(finding: Finding) -> bool:
    return finding.severity == "error"


def _unclear(each: Suppression) -> Iterator[Finding]:
    """What the comment does not say."""
    if not each.rules:
        yield Finding(UNREASONED, "warning", "this comment names no rule to ignore", each.span, _FORM_HELP)
    elif not each.reason:
        message = "this comment gives no reason, and so ignores nothing"
        yield Finding(UNREASONED, "warning", message, each.span, _FORM_HELP)


def _refused(each: Suppression, here: Iterable[Finding]) -> Iterator[Finding]:
    """What no comment can ignore: a rule that is none, and an error."""
    for rule in each.rules:
        if rule not in TITLES:
            meant = nearest(rule, sorted(TITLES), 0.8)
            help_ = f"Did you mean `{meant}`?" if meant else "The id of a finding stands in brackets at its end."
            yield Finding(UNIGNORABLE, "warning", f"there is no rule `{shown(rule)}`", each.span, help_)
    for rule in sorted({finding.rule for finding in here if _error(finding)}):
        message = f"{rule} is an error here, which no comment can ignore"
        yield Finding(UNIGNORABLE, "warning", message, each.span, "Mend it, and remove the comment.")


def _useless(each: Suppression, here: Iterable[Finding]) -> Iterator[Finding]:
    """Rules of a comment that have found nothing on its line."""
    there = {finding.rule for finding in here}
    for rule in each.rules if each.reason else ():
        if rule in TITLES and rule not in there and rule not in _DATED:
            message = f"this comment ignores {rule}, which has found nothing on line {each.line}"
            yield Finding(USELESS, "warning", message, each.span, "Remove it, or move it to the line of the finding.")


def _suppressions(loaded: Loaded) -> Iterator[Suppression]:
    """The comments of a set that speak of ignoring something."""
    for document in loaded.documents:
        if "tocsin" in document.text and _WORD.search(document.text):
            yield from _of_file(document.path, document.text, list(comments(document.text)))
    for name, text in loaded.templates.items():
        if "tocsin" in text and _WORD.search(text):
            yield from _of_file(f"templates/{name}.j2", text, list(_template_comments(text)))


def _of_file(path: str, text: str, written: Sequence[Comment]) -> Iterator[Suppression]:
    own = {comment.line for comment in written if comment.alone}
    for comment in written:
        if (said := _said(comment.text)) is not None:
            line = comment.line
            while line in own:
                line += 1
            span = Span(path, comment.line, comment.column, comment.line, comment.end_column)
            yield Suppression(span, line, *said)


def _said(text: str) -> tuple[tuple[str, ...], str] | None:
    """The rules and the reason; None for a comment of another kind."""
    if (word := _WORD.fullmatch(text)) is None:
        return None
    if (form := _FORM.fullmatch(word["rest"])) is None:
        return (), ""
    rules = (rule.strip() for rule in form["rules"].split(","))
    return tuple(dict.fromkeys(filter(None, rules))), form["reason"].strip()


def _template_comments(text: str) -> Iterator[Comment]:
    for number, row in enumerate(text.splitlines(), 1):
        for found in _TEMPLATE_COMMENT.finditer(row):
            alone = not (row[: found.start()] + row[found.end() :]).strip()
            yield Comment(number, found.start() + 1, found.end() + 1, found["text"].strip(), alone)
