"""Many alternatives at one place of an index, narrowed down by what their other conditions have in common.

Each is filed by one condition that demands a value: by the texts it can start with, else by the span of numbers it
accepts, else by its path being there. What comes out is a superset: the conditions are still to be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tocsin.patterns.condition import Condition
    from tocsin.patterns.fields import Found
    from tocsin.patterns.index import Entry
    from tocsin.patterns.operators import Hint, Scalar

MAX_HEAD = 32
"""Characters of a prefix that are looked up; so many lookups at most for one value."""

Number = int | float
Span = tuple[Number, Number, "Entry"]


class Crowd:
    """Entries that share all their exact fields. `others` can match without any value."""

    __slots__ = ("others", "places")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.others: list[Entry] = []
        self.places: dict[str, _Place] = {}
        for entry in entries:
            if (choice := _choose(entry[1])) is None:
                self.others.append(entry)
            else:
                condition, hints = choice
                self.places.setdefault(condition.path, _Place()).file(entry, hints)
        for place in self.places.values():
            place.settle()

    def narrow(self, found: Found) -> Iterator[Entry]:
        """The entries that these values can still satisfy; one may come twice."""
        yield from self.others
        for path in found.keys() & self.places.keys():
            value = found[path]
            for one in value if isinstance(value, list) else (value,):
                yield from self.places[path].at(one)


def _choose(conditions: Iterable[Condition]) -> tuple[Condition, list[Hint]] | None:
    """The most telling condition with its hints (none: only that a value is there)."""
    demanding = [condition for condition in conditions if not condition.absent]
    choices = [(condition, condition.hints()) for condition in demanding]
    return min(choices, key=lambda choice: _ORDER[choice[1][0][0] if choice[1] else ""], default=None)


_ORDER = {"head": 0, "span": 1, "": 2}


class _Place:
    """Entries filed by their condition on one path."""

    __slots__ = ("heads", "lengths", "present", "spans", "tree")

    def __init__(self) -> None:
        self.present: list[Entry] = []
        self.heads: dict[str, list[Entry]] = {}
        self.lengths: list[int] = []
        self.spans: list[Span] = []
        self.tree: _Spans | None = None

    def file(self, entry: Entry, hints: list[Hint]) -> None:
        if not hints:
            self.present.append(entry)
        for kind, low, high in hints:
            if kind == "head":
                self.heads.setdefault(low[:MAX_HEAD], []).append(entry)
            else:
                self.spans.append((low, high, entry))

    def settle(self) -> None:
        self.lengths = sorted({len(head) for head in self.heads})
        self.tree, self.spans = _Spans.of(self.spans), []

    def at(self, value: Scalar) -> Iterator[Entry]:
        yield from self.present
        if isinstance(value, str):
            for length in self.lengths:
                if length <= len(value):
                    yield from self.heads.get(value[:length], ())
        elif self.tree is not None and isinstance(value, (int, float)):
            yield from self.tree.at(value)


class _Spans:
    """A centred interval tree: the spans that hold a number, in logarithmic time plus their count."""

    __slots__ = ("above", "below", "by_high", "by_low", "centre")

    def __init__(self, spans: list[Span]) -> None:
        ends = sorted(end for span in spans for end in span[:2])
        self.centre = ends[len(ends) // 2]
        here = [span for span in spans if span[0] <= self.centre <= span[1]]
        self.by_low = sorted(here, key=lambda span: span[0])
        self.by_high = sorted(here, key=lambda span: -span[1])
        self.below = _Spans.of([span for span in spans if span[1] < self.centre])
        self.above = _Spans.of([span for span in spans if span[0] > self.centre])

    @staticmethod
    def of(spans: list[Span]) -> _Spans | None:
        """The tree, or None for no spans."""
        return _Spans(spans) if spans else None

    def at(self, value: Number) -> Iterator[Entry]:
        """The entries of the spans that hold the value; of NaN none."""
        node: _Spans | None = self
        while node is not None:
            if value <= node.centre:
                for low, _, entry in node.by_low:
                    if low > value:
                        break
                    yield entry
                node = node.below
            else:
                for _, high, entry in node.by_high:
                    if not high >= value:
                        break
                    yield entry
                node = node.above
