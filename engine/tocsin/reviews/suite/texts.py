"""Whether a text is as a test wants it, and if not, how to show the difference in a few lines."""

from __future__ import annotations

from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.document import many
from tocsin.reviews.suite import search
from tocsin.validate.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH = 80
"""So many characters of a line are shown, around what is different in it."""

LINES = 12
"""So many lines of a text are shown."""


class Fault(NamedTuple):
    """One condition that does not hold: `steps` lead to it from the wanted text, `detail` are lines for people."""

    steps: tuple[str | int, ...]
    message: str
    detail: tuple[str, ...]


def faults(wanted: Any, found: str | None, *, fixed: bool) -> Iterator[Fault]:
    """Why the text is not as wanted: a text it must equal, None for no text, or a mapping of conditions.

    `fixed`: the template failed, and fixed text stands in for it. What such a text happens to lack or to hold proves
    nothing, so only being equal to it is good.
    """
    conditions = wanted if isinstance(wanted, dict) else {"equals": wanted}
    prefix: tuple[str, ...] = ("equals",) if isinstance(wanted, dict) else ()
    if "equals" in conditions and conditions["equals"] != found:
        yield Fault(prefix, "differs", tuple(difference(conditions["equals"], found)))
    text = found or ""
    others = [key for key in ("contains", "excludes", "matches") if key in conditions]
    if fixed and others:
        yield Fault((others[0],), "is the fixed text: its template failed", ())
        return
    for key in others:
        yield from _FAULTS[key](conditions[key], text)


def _contains(wanted: str | list[str], text: str) -> Iterator[Fault]:
    for steps, part in _parts(wanted):
        if part not in text:
            yield Fault(("contains", *steps), f"does not contain {quoted(part)}", tuple(excerpt(text)))


def _excludes(wanted: str | list[str], text: str) -> Iterator[Fault]:
    for steps, part in _parts(wanted):
        if (start := text.find(part)) >= 0:
            yield Fault(("excludes", *steps), f"contains {quoted(part)}", tuple(_marked(text, start, len(part))))


def _matches(wanted: str, text: str) -> Iterator[Fault]:
    if not search.found(wanted, text):
        yield Fault(("matches",), f"does not match {quoted(wanted)}", tuple(excerpt(text)))


_FAULTS = {"contains": _contains, "excludes": _excludes, "matches": _matches}


def _parts(wanted: str | list[str]) -> Iterator[tuple[tuple[int, ...], str]]:
    """The texts of a text or a list, each with its place."""
    for index, part in enumerate(many(wanted)):
        yield ((index,) if isinstance(wanted, list) else ()), part


def excerpt(text: str) -> Iterator[str]:
    """A text as the found one."""
    yield from _limited([f"found     {_cut(line, 0)}" for line in text.split("\n")])


def _marked(text: str, start: int, length: int) -> Iterator[str]:
    """The line in which a part of the text begins, with the part marked."""
    head = text.rfind("\n", 0, start) + 1
    line = text[head:].partition("\n")[0]
    yield from _pair("found", line, start - head, min(start - head + length, len(line)))


def difference(wanted: str | None, found: str | None) -> Iterator[str]:
    """The lines in which two texts differ, each pair with a mark below its difference."""
    if wanted is None or found is None:
        yield f"expected  {quoted(wanted) if wanted is None else _cut(wanted, 0)}"
        yield f"found     {quoted(found) if found is None else _cut(found, 0)}"
        return
    ours, theirs, first = _middle(wanted.split("\n"), found.split("\n"))
    lines = [line for pair in zip_longest(ours, theirs) for line in _line(*pair)]
    if first or len(ours) > 1 or len(theirs) > 1:
        yield f"from line {first + 1}:"
    yield from _limited(lines)


def _middle(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Sequence[str], Sequence[str], int]:
    """Without the lines that are the same at the top and at the bottom; and how many are so at the top."""
    top = _alike(ours, theirs)
    ours, theirs = ours[top:], theirs[top:]
    bottom = _alike(ours[::-1], theirs[::-1])
    return ours[: len(ours) - bottom], theirs[: len(theirs) - bottom], top


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many lines or characters are the same from the start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))


def _line(wanted: str | None, found: str | None) -> Iterator[str]:
    """One line of each text, where it has one."""
    if wanted is None or found is None or wanted == found:
        yield from (f"{word:<8}  {_cut(text, 0)}" for word, text in _sides(wanted, found) if text is not None)
        return
    start = _alike(wanted, found)
    tail = _alike(wanted[start:][::-1], found[start:][::-1])
    yield f"expected  {_cut(wanted, start)}"
    if start or tail:
        yield from _pair("found", found, start, len(found) - tail)
    else:
        yield f"found     {_cut(found, 0)}"


def _sides(wanted: str | None, found: str | None) -> tuple[tuple[str, str | None], ...]:
    return (("expected", wanted), ("found", found)) if wanted != found else (("same", found),)


def _pair(word: str, line: str, start: int, end: int) -> Iterator[str]:
    """A line, and below it a mark from `start` to `end`: at least one character, at most to where it is cut."""
    shift, lead = _shift(line, start)
    width = min(max(end - start, 1), WIDTH - (start - shift))
    yield f"{word:<8}  {_cut(line, start)}"
    yield " " * (10 + len(lead) + start - shift) + "^" * width


def _shift(line: str, start: int) -> tuple[int, str]:
    """Where the shown part of a line begins so that `start` is in it, and what stands for the rest."""
    shift = max(0, start - WIDTH // 2) if len(line) > WIDTH else 0
    return shift, "..." if shift else ""


def _cut(line: str, start: int) -> str:
    shift, lead = _shift(line, start)
    return f"{lead}{line[shift : shift + WIDTH]}{'...' if len(line) > shift + WIDTH else ''}"


def _limited(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:LINES]
    if len(lines) > LINES:
        yield f"... and {len(lines) - LINES} more"
