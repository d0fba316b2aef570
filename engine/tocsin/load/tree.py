"""YAML's event stream to plain data and marks, without recursion and with bounds.

The ready-made loaders lose the places, keep the last of two equal keys, expand aliases and crash on deep nesting
(libyaml's composer overflows the C stack). The event stream has none of these faults and is faster.
"""

from __future__ import annotations

from sys import intern
from typing import Any

from tocsin.document import COLUMN_BITS, lines
from tocsin.finding import Finding, Span
from tocsin.load.scalars import ScalarRefused, plain
from tocsin.load.syntax import character_problem, syntax_problem

MAX_DEPTH = 20
MAX_NODES = 500_000
MAX_KEY = 128
MAX_SCALAR = 16_384
MAX_FINDINGS = 1_000
"""So many mistakes of one file are told; no person reads on."""


class StopReading(Exception):
    """The rest of a file cannot be read; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Waiting:
    """In place of a pending key: the open mapping waits for its next key."""


_WAITING = _Waiting()


class TreeBuilder:
    """Builds one document: `marks`, `refused` and `complete` are what document.Document wants of it.

    `findings` says what did not stop the reading.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.marks: dict[int, list[int]] = {}
        self.refused: set[int] = set()
        self.complete = True
        self.findings: list[Finding] = []
        self.known: dict[str, Any] = {}  # plain scalars met so far: most of a file's are its same few words

    def build(self) -> Any:
        """The document's data, None for an empty file. Raises StopReading where nothing more can be read."""
        import yaml

        parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            self._check_marks()
            return self._single_document(parser(self.text).get_event, yaml)
        except yaml.MarkedYAMLError as error:
            line, column, message, help_ = syntax_problem(error, self.text)
        except yaml.reader.ReaderError as error:
            line, column, message, help_ = character_problem(error, self.text)
        raise StopReading(Finding("TOC102", "error", message, _span(self.path, line, column, column + 1), help_))

    def _check_marks(self) -> None:
        """A byte order mark is fine before the first character (decoding has taken it); libyaml lets others pass."""
        if (at := self.text.find("\ufeff")) >= 0:
            line, column = self.text.count("\n", 0, at), at - self.text.rfind("\n", 0, at) - 1
            span = _span(self.path, line, column, column + 1)
            message, help_ = "a byte order mark inside the file", "Remove the invisible character (U+FEFF)."
            raise StopReading(Finding("TOC102", "error", message, span, help_))

    def _single_document(self, get: Any, yaml: Any) -> Any:
        get()  # the stream's start
        if isinstance(get(), yaml.StreamEndEvent):
            return None
        data = self._tree(get, yaml)
        after = get()
        if not isinstance(after, yaml.StreamEndEvent):
            self._lose(after, "a second document: one file holds one document", "Remove the `---` or split the file.")
        return data

    def _tree(self, get: Any, yaml: Any) -> Any:  # noqa: C901, PLR0912, PLR0915  (the hot loop: one branch an event, no calls)
        scalar, document_end = yaml.ScalarEvent, yaml.DocumentEndEvent
        mapping, sequence = yaml.MappingStartEvent, yaml.SequenceStartEvent
        mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
        known = self.known
        root: list[Any] = []
        container: Any = root
        places: list[int] = []
        key: Any = None  # of the open mapping: its pending key or _WAITING; None in a list
        stack: list[tuple[Any, list[int]]] = []
        nodes = 0
        while True:
            event = get()
            kind = type(event)
            if kind is mapping_end or kind is sequence_end:
                self.marks[id(container)] = places
                container, places = stack.pop()
                key = _WAITING if container.__class__ is dict else None
                continue
            if kind is document_end:
                return root[0]
            mark = event.start_mark
            place = mark.line << COLUMN_BITS | mark.column
            opened = False
            if kind is scalar:
                value = event.value
                if event.anchor is not None or event.tag is not None:
                    self._report_extras(event)
                if key is _WAITING:
                    if value in container or value == "<<" or len(value) > MAX_KEY:
                        self._check_key(event, container, places)
                    key = intern(value)  # the same few come in thousands of entries
                    places.append(place)
                    continue
                if len(value) > MAX_SCALAR:
                    self._refuse(event, f"a value longer than {MAX_SCALAR} characters")
                if event.implicit[0]:
                    value = known[value] if value in known else self._plain(event)
            elif kind is mapping or kind is sequence:
                if key is _WAITING:
                    self._stop_at_key(event, container)
                if len(stack) >= MAX_DEPTH:
                    self._stop(event, f"nested deeper than {MAX_DEPTH} levels")
                if event.anchor is not None or event.tag is not None:
                    self._report_extras(event)
                value = {} if kind is mapping else []
                opened = True
            else:  # an alias
                self._lose(event, f"an alias (*{event.anchor}): policy files are written out", _ALIAS_HELP)
                value = f"*{event.anchor}"
                if key is _WAITING:
                    key = value
                    places.append(place)
                    continue
            nodes += 1
            if nodes > MAX_NODES:
                self._stop(event, f"more than {MAX_NODES} values in one file")
            places.append(place)
            if key is None:
                container.append(value)
            else:
                container[key] = value
                key = _WAITING
            if opened:
                stack.append((container, places))
                container, places = value, []
                key = _WAITING if kind is mapping else None

    def _check_key(self, event: Any, container: dict[str, Any], places: list[int]) -> None:
        key: str = event.value
        if key == "<<" and event.implicit[0]:
            self._lose(event, "a merge key (<<): policy files are written out", "Repeat the keys.")
        if len(key) > MAX_KEY:
            self._refuse(event, f"a key longer than {MAX_KEY} characters")
        if key in container:
            first = 2 * list(container).index(key)
            line = (places[first] >> COLUMN_BITS) + 1
            self._lose(
                event,
                f"the key `{key}` stands twice: first on line {line}",
                "Put both under one key, or remove one.",
                "TOC104",
            )
            del container[key], places[first : first + 2]  # the marks stay in the order of the entries

    def _plain(self, event: Any) -> Any:
        try:
            value = self.known[event.value] = plain(event.value)
            return value
        except ScalarRefused as refused:
            self._refuse(event, str(refused), f'Quote it if it is text: "{event.value[:40]}".', "TOC105")
            return event.value

    def _report_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._report(event, f"an anchor (&{event.anchor}): policy files are written out", "Remove it.")
        if event.tag is not None:
            self._refuse(event, f"a tag ({event.tag}): policy files are plain data", _TAG_HELP)

    def _lose(self, event: Any, message: str, help_: str = "", rule: str = "TOC103") -> None:
        """Report something that leaves a part of the file unread."""
        self.complete = False
        self._refuse(event, message, help_, rule)

    def _refuse(self, event: Any, message: str, help_: str = "", rule: str = "TOC103") -> None:
        """Report a key or value of which nothing more need be said."""
        self.refused.add(event.start_mark.line << COLUMN_BITS | event.start_mark.column)
        self._report(event, message, help_, rule)

    def _report(self, event: Any, message: str, help_: str = "", rule: str = "TOC103") -> None:
        if len(self.findings) >= MAX_FINDINGS:
            raise StopReading(
                self._finding(event, "so many mistakes that the rest of this file is not read", "", "TOC103")
            )
        self.findings.append(self._finding(event, message, help_, rule))

    def _stop_at_key(self, event: Any, container: Any) -> None:
        """A mapping or a list as a key: nearly always a template that is not quoted."""
        start = event.start_mark
        row, opening = lines(self.text)[start.line], start.column - 1
        if container or row[max(0, opening) : start.column + 1] != "{{":
            self._stop(event, "a mapping or a list as a key: keys are text", "Quote text that begins with { or [.")
        end = row.find("}}", opening)
        template = row[opening : end + 2] if end > 0 else "{{ ... }}"
        span = _span(self.path, start.line, opening, opening + len(template))
        message, help_ = "YAML reads `{{` as a mapping: quote a template", f'Write "{template[:80]}".'
        raise StopReading(Finding("TOC103", "error", message, span, help_))

    def _stop(self, event: Any, message: str, help_: str = "") -> None:
        raise StopReading(self._finding(event, message, help_, "TOC103"))

    def _finding(self, event: Any, message: str, help_: str, rule: str) -> Finding:
        start, end = event.start_mark, event.end_mark
        end_column = end.column if end.line == start.line else start.column
        span = _span(self.path, start.line, start.column, max(end_column, start.column + 1))
        return Finding(rule, "error", message, span, help_)


_ALIAS_HELP = "Repeat the value; quote text that begins with *."
_TAG_HELP = "Remove it; quote text that begins with !."


def _span(path: str, line: int, column: int, end_column: int) -> Span:
    """From libyaml's places, which count from 0."""
    return Span(path, line + 1, column + 1, line + 1, end_column + 1)
