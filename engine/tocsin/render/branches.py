"""Which parts of templates are rendered: templates compiled once more, with a mark in each of their branches.

Those that pages are made with have no marks, and pay nothing for there being any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.render.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Sequence


class Branch(NamedTuple):
    """A part of a template file. `what` is "block subject", "if", "elif", "else", "for" or "else of for"."""

    path: str
    line: int
    what: str


class Traced(NamedTuple):
    """A block to be compiled with marks: where they are kept, its name, and its line in the template."""

    trace: Trace
    name: str
    line: int


class Trace:
    """The branches of the templates compiled with it, and the numbers of those that have been rendered."""

    def __init__(self) -> None:
        self.branches: list[Branch] = []
        self.reached: set[int] = set()

    def add(self, path: str, line: int, what: str) -> int:
        """A branch that is there, and its number from now on."""
        self.branches.append(Branch(path, line, what))
        return len(self.branches) - 1

    def found(self) -> Sequence[tuple[Branch, bool]]:
        """Every branch with whether it has been rendered, as they stand in the files."""
        return sorted((branch, number in self.reached) for number, branch in enumerate(self.branches))


def traced(templates: Templates, trace: Trace) -> Templates:
    """The same templates, all compiled, with marks: rendering them gives the same texts and fills `trace`."""
    copies = Templates(templates.sources, trace)
    for name in templates.sources:
        copies.get(name)
    return copies
