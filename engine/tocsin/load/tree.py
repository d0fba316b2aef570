"""YAML's event stream to plain data and marks, without recursion and with bounds.

The ready-made loaders lose the places, keep the last of two equal keys, expand aliases and crash on deep nesting
(libyaml's composer overflows the C stack). The event stream has none of these faults and is faster.
"""

from __future__ import annotations

from typing import Any

from tocsin.document import COLUMN_BITS
from tocsin.finding import Finding, Span
from tocsin.load.scalars import ScalarRefused, plain

MAX_DEPTH = 20
MAX_NODES = 500_000
MAX_KEY = 128
MAX_SCALAR = 16_384


class StopReading(Exception):
    """The rest of a file cannot be read; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Waiting:
    """In place of a pending key: the open mapping waits for its next key."""


_WAITING = _Waiting()


class TreeBuilder:
    """Builds one document. `marks` is what document.Document wants; `findings` what did not stop the reading."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.marks: dict[int, list[int]] = {}
        self.findings: list[Finding] = []

    def build(self, text: str) -> Any:
        """The document's data, None for an empty file. Raises StopReading where nothing more can be read."""
        import yaml

        parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return self._single_document(parser(text).get_event, yaml)
        except yaml.MarkedYAMLError as error:
            raise StopReading(self._syntax_finding(error)) from None
        except yaml.YAMLError as error:
            raise StopReading(self._character_finding(error, text)) from None

    def _single_document(self, get: Any, yaml: Any) -> Any:
        get()  # the stream's start
        if isinstance(get(), yaml.StreamEndEvent):
            return None
        data = self._tree(get, yaml)
        after = get()
        if not isinstance(after, yaml.StreamEndEvent):
            self._report(after, "a second document: one file holds one document", "Remove the `---` or split the file.")
        return data

    def _tree(self, get: Any, yaml: Any) -> Any:  # noqa: C901, PLR0912, PLR0915  (the hot loop: one branch an event, no calls)
        scalar, alias, document_end = yaml.ScalarEvent, yaml.AliasEvent, yaml.DocumentEndEvent
        mapping, sequence = yaml.MappingStartEvent, yaml.SequenceStartEvent
        root: list[Any] = []
        container: Any = root
        places: list[int] = []
        key: Any = None  # of the open mapping: its pending key or _WAITING; None in a list
        stack: list[tuple[Any, list[int]]] = []
        nodes = 0
        while True:
            event = get()
            kind = type(event)
            mark = event.start_mark
            place = mark.line << COLUMN_BITS | mark.column
            opened = False
            if kind is scalar:
                if key is _WAITING:
                    key = self._key(event, container, places)
                    places.append(place)
                    continue
                value = event.value if not event.implicit[0] and not event.tag else self._plain(event)
                if len(event.value) > MAX_SCALAR:
                    self._report(event, f"a value longer than {MAX_SCALAR} characters")
                if event.anchor is not None or event.tag is not None:
                    self._report_extras(event)
            elif kind is mapping or kind is sequence:
                if key is _WAITING:
                    self._stop(event, "a mapping or list as a key", 'Quote templates: "{{ alert.type }}".')
                if len(stack) >= MAX_DEPTH:
                    self._stop(event, f"nested deeper than {MAX_DEPTH} levels")
                if event.anchor is not None or event.tag is not None:
                    self._report_extras(event)
                value = {} if kind is mapping else []
                opened = True
            elif kind is alias:
                self._report(event, f"an alias (*{event.anchor}): policy files are written out", "Repeat the value.")
                if key is _WAITING:
                    key = f"*{event.anchor}"
                    places.append(place)
                    continue
                value = None
            elif kind is document_end:
                return root[0]
            else:  # the end of a mapping or a sequence
                self.marks[id(container)] = places
                container, places = stack.pop()
                key = _WAITING if container.__class__ is dict else None
                continue
            nodes += 1
            if nodes > MAX_NODES:
                self._stop(event, f"more than {MAX_NODES} values")
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

    def _key(self, event: Any, container: dict[str, Any], places: list[int]) -> str:
        key: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._report_extras(event)
        if key == "<<" and event.implicit[0]:
            self._report(event, "a merge key (<<): policy files are written out", "Repeat the keys.")
        if len(key) > MAX_KEY:
            self._report(event, f"a key longer than {MAX_KEY} characters")
        if key in container:
            self._report(event, f"the key `{key}` stands here twice", "Most tools would take one of them.", "TOC104")
            first = 2 * list(container).index(key)
            del container[key], places[first : first + 2]  # the marks stay in the order of the entries
        return key

    def _plain(self, event: Any) -> Any:
        try:
            return plain(event.value)
        except ScalarRefused as refused:
            self._report(event, str(refused), f'Quote it if it is text: "{event.value[:40]}".', "TOC105")
            return event.value

    def _report_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._report(event, f"an anchor (&{event.anchor}): policy files are written out", "Repeat the value.")
        if event.tag is not None:
            self._report(event, f"a tag ({event.tag}): policy files are plain data", "Remove the tag.")

    def _report(self, event: Any, message: str, help_: str = "", rule: str = "TOC103") -> None:
        self.findings.append(self._finding(event, message, help_, rule))

    def _stop(self, event: Any, message: str, help_: str = "") -> None:
        raise StopReading(self._finding(event, message, help_, "TOC103"))

    def _finding(self, event: Any, message: str, help_: str, rule: str) -> Finding:
        start, end = event.start_mark, event.end_mark
        end_column = end.column if end.line == start.line else start.column
        span = _span(self.path, start.line, start.column, max(end_column, start.column + 1))
        return Finding(rule, "error", message, span, help_)

    def _syntax_finding(self, error: Any) -> Finding:
        mark = error.problem_mark or error.context_mark
        message = " ".join(filter(None, (error.problem, error.context))) or "not YAML"
        span = _span(self.path, mark.line, mark.column, mark.column + 1) if mark else Span(self.path)
        help_ = ""
        if "cannot start any token" in message:
            help_ = "Indent with spaces; quote values that start with @, `, % or a tab."
        elif "mapping values are not allowed" in message:
            help_ = "Quote a value that holds a colon and a space."
        return Finding("TOC102", "error", message, span, help_)

    def _character_finding(self, error: Any, text: str) -> Finding:
        before = text[: getattr(error, "position", None) or 0]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        message = "a character that YAML does not allow" if hasattr(error, "character") else str(error).splitlines()[0]
        return Finding("TOC102", "error", message, _span(self.path, line, column, column + 1))


def _span(path: str, line: int, column: int, end_column: int) -> Span:
    """From libyaml's places, which count from 0."""
    return Span(path, line + 1, column + 1, line + 1, end_column + 1)
