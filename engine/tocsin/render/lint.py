"""Every problem of every template, as findings, from the syntax alone: nothing is compiled or run.

TOC401 syntax              TOC402 construct refused     TOC403 unknown name or field   TOC404 non-public field
TOC405 block structure     TOC406 inheritance           TOC407 unknown filter or test  TOC408 over a bound
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tocsin.finding import Finding, Span
from tocsin.render.source import BLOCKS, Outline, PolicyTemplate, Problem, ancestry, outline, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinja2 import nodes

    from tocsin.render.fields import Types
    from tocsin.render.names import Access

_REQUIRED = ("subject", "content")


class Use(NamedTuple):
    """A policy that pages with a template.

    `types` has, for each of its alert types, the visibility of the fields that the type declares; None where there is
    no catalogue at all.
    """

    policy: str
    template: str
    types: Types | None = None


def lint(sources: Mapping[str, PolicyTemplate], uses: Iterable[Use] = ()) -> list[Finding]:
    """All findings of all templates and of how policies use them, in the order of files and places.

    Each once, however many policies share it.
    """
    return lint_outlines({name: outline(source) for name, source in sources.items()}, uses)


def lint_outlines(outlines: Mapping[str, Outline], uses: Iterable[Use] = ()) -> list[Finding]:
    """The same of templates that have been parsed."""
    uses = list(uses)
    reviews = {name: _Review(parts) for name, parts in outlines.items()}
    partial = {parts.parent for parts in outlines.values()} - {use.template for use in uses}
    found: set[Finding] = set()
    for name, review in reviews.items():
        found.update(review.findings(review.problems))
        found.update(review.findings(_inheritance(name, outlines, partial=name in partial)))
    for use in _distinct(uses):
        if use.template in reviews:
            found.update(_use(use, reviews, outlines))
    return sorted(found, key=Finding.sort_key)


def lint_expression(source: PolicyTemplate) -> list[Finding]:
    """The findings of one line of template text in a policy (`incident`)."""
    tree = parse(source.text)
    problems = [tree] if isinstance(tree, Problem) else _read("incident", tree.body)[0]
    return sorted({_finding(problem, source) for problem in problems}, key=Finding.sort_key)


class _Review:
    """One file: its structure, and for each block its problems and what it reads."""

    def __init__(self, parts: Outline) -> None:
        self.outline = parts
        self.problems = list(parts.problems)
        self.accesses: dict[str, list[Access]] = {}
        for name, node in parts.blocks.items():
            problems, self.accesses[name] = _read(name, node.body)
            self.problems += problems

    def findings(self, problems: Iterable[Problem]) -> list[Finding]:
        """The problems at their places in this file."""
        return [_finding(problem, self.outline.source) for problem in problems]


def _read(name: str, body: Sequence[nodes.Node]) -> tuple[list[Problem], list[Access]]:
    """The problems and the accesses of one block; what a block with refused constructs reads is not looked at."""
    from tocsin.render.language import check
    from tocsin.render.names import read

    problems = check(body, public=name.startswith("public_"))
    if any(problem.rule != "TOC407" for problem in problems):
        return problems, []
    reading = read(body)
    return problems + reading.problems, reading.accesses


def _inheritance(name: str, outlines: Mapping[str, Outline], *, partial: bool) -> list[Problem]:
    """A broken chain, or blocks missing at its end. A template that only others extend may leave blocks to them."""
    chain, problem = ancestry(name, outlines)
    if problem is not None:
        return [problem]
    if partial or any(part.problems for part in chain):
        return []
    missing = [block for block in _REQUIRED if not any(block in part.blocks for part in chain)]
    return [
        Problem("TOC405", f"the block {block} is missing", help=f"Add {{% block {block} %}}…{{% endblock %}}.")
        for block in missing
    ]


def _distinct(uses: Iterable[Use]) -> list[Use]:
    """One use for each template and declared fields: policies that share both share all findings."""
    seen: dict[object, Use] = {}
    for use in uses:
        types = None if use.types is None else tuple((name, id(fields)) for name, fields in use.types.items())
        seen.setdefault((use.template, types), use)
    return list(seen.values())


def _use(use: Use, reviews: Mapping[str, _Review], outlines: Mapping[str, Outline]) -> Iterator[Finding]:
    """What is wrong with the fields that a template reads, given what the policy's alert types declare."""
    from tocsin.render.fields import undeclared, unpublished

    chain, _problem = ancestry(use.template, outlines)
    for block in BLOCKS:
        owner = next((part.source.name for part in chain if block in part.blocks), None)
        if owner is None:
            continue
        review = reviews[owner]
        for access in review.accesses[block]:
            if block.startswith("public_"):
                yield from review.findings(unpublished(access, use.types))
            else:
                yield from review.findings(undeclared(access, use.types or {}))


def _finding(problem: Problem, source: PolicyTemplate) -> Finding:
    """The problem at its place. Jinja keeps lines only: the column is where the word first stands in that line."""
    rows = source.text.splitlines()
    row = rows[problem.line - 1] if 0 < problem.line <= len(rows) else ""
    found = re.search(rf"(?<!\w){re.escape(problem.word)}(?!\w)", row) if problem.word else None
    start, end = found.span() if found else (0, max(1, len(row.rstrip())))
    shift = source.column if problem.line == 1 else 1
    line = source.line + problem.line - 1
    span = Span(source.path, line, start + shift, line, end + shift)
    return Finding(problem.rule, problem.severity, problem.message, span, problem.help, problem.suggestion)
