"""Many alternatives at one place of an index, narrowed down by what their other conditions have in common.

Each is filed by one condition that demands a value: by texts that an accepted value starts or ends with, by spans of
numbers, or else by its path being there. What comes out is a superset: the conditions are still to be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tocsin.patterns.condition import Condition
    from tocsin.patterns.fields import Found
    from tocsin.patterns.index import Entry
    from tocsin.patterns.operators import Hint, Scalar

MAX_LENGTH = 32
"""Characters of a text that are looked up; so many lookups at most for one value."""

Number = int | float

Span = tuple["Hint", "Entry"]


class Crowd:
    """Entries that share all their exact fields. `others` can match without any value."""

    __slots__ = ("others", "places")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.others: list[Entry] = []
        self.places: dict[str, _Place] = {}
        for entry in entries:
            demanding = [(condition, condition.hints()) for condition in entry[1] if not condition.absent]
            if demanding:
                condition, hints = max(demanding, key=_telling)
                self.places.setdefault(condition.path, _Place()).file(entry, hints)
            else:
                self.others.append(entry)
        for place in self.places.values():
            place.settle()

    def narrow(self, found: Found) -> Iterator[Entry]:
        """The entries that these values can still satisfy; one may come twice."""
        yield from self.others
        for path in found.keys() & self.places.keys():
            value = found[path]
            for one in value if isinstance(value, list) else (value,):
                yield from self.places[path].at(one)


def _telling(choice: tuple[Condition, list[Hint]]) -> int:
    """How much the hints of a condition narrow down: the length of the shortest text."""
    return min((2 if hint.kind == "span" else len(hint.text) for hint in choice[1]), default=0)


class _Place:
    """Entries filed by their condition on one path."""

    __slots__ = ("folded", "heads", "present", "spans", "tails", "tree")

    def __init__(self) -> None:
        self.present: list[Entry] = []
        self.heads, self.tails, self.folded = _Texts(), _Texts(), _Texts()
        self.spans: list[Span] = []
        self.tree: _Spans | None = None

    def file(self, entry: Entry, hints: list[Hint]) -> None:
        if not hints:
            self.present.append(entry)
        for hint in hints:
            if hint.kind == "span":
                self.spans.append((hint, entry))
            elif hint.kind == "head":
                self.heads.file(hint.text[:MAX_LENGTH], entry)
            elif hint.kind == "folded":
                self.folded.file(hint.text[:MAX_LENGTH], entry)
            else:
                self.tails.file(hint.text[: -MAX_LENGTH - 1 : -1], entry)

    def settle(self) -> None:
        for texts in (self.heads, self.tails, self.folded):
            texts.lengths = sorted({len(text) for text in texts.entries})
        self.tree, self.spans = _Spans.of(self.spans), []

    def at(self, value: Scalar) -> Iterator[Entry]:
        yield from self.present
        if isinstance(value, str):
            yield from self.heads.at(value[:MAX_LENGTH])
            if self.tails.lengths:
                yield from self.tails.at(value[: -MAX_LENGTH - 1 : -1])
            if self.folded.lengths:
                yield from self.folded.at(value[:MAX_LENGTH].lower())
        elif self.tree is not None and isinstance(value, (int, float)):
            yield from self.tree.at(value)


class _Texts:
    """Entries by a text with which a value must start."""

    __slots__ = ("entries", "lengths")

    def __init__(self) -> None:
        self.entries: dict[str, list[Entry]] = {}
        self.lengths: list[int] = []

    def file(self, text: str, entry: Entry) -> None:
        self.entries.setdefault(text, []).append(entry)

    def at(self, value: str) -> Iterator[Entry]:
        for length in self.lengths:
            if length <= len(value):
                yield from self.entries.get(value[:length], ())


class _Spans:
    """A centred interval tree: the spans that hold a number, in logarithmic time plus their count."""

    __slots__ = ("above", "below", "by_high", "by_low", "centre")

    def __init__(self, spans: list[Span]) -> None:
        ends = sorted(end for span, _ in spans for end in (span.low, span.high))
        self.centre = ends[len(ends) // 2]
        here = [one for one in spans if one[0].low <= self.centre <= one[0].high]
        self.by_low = sorted(here, key=lambda one: one[0].low)
        self.by_high = sorted(here, key=lambda one: -one[0].high)
        self.below = _Spans.of([one for one in spans if one[0].high < self.centre])
        self.above = _Spans.of([one for one in spans if one[0].low > self.centre])

    @staticmethod
    def of(spans: list[Span]) -> _Spans | None:
        """The tree, or None for no spans."""
        return _Spans(spans) if spans else None

    def at(self, value: Number) -> Iterator[Entry]:
        """The entries of the spans that hold the value; of NaN none."""
        node: _Spans | None = self
        while node is not None:
            if value <= node.centre:
                for span, entry in node.by_low:
                    if span.low > value:
                        break
                    yield entry
                node = node.below
            else:
                for span, entry in node.by_high:
                    if not span.high >= value:
                        break
                    yield entry
                node = node.above
