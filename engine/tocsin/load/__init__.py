"""Stage 1: read the files of a policy set, with the place of every value.

YAML is read from libyaml's event stream and built here, because the ready-made loaders lose the places, keep the last
of two equal keys, expand aliases and crash on deep nesting. What is accepted is YAML 1.2's core schema without
anchors, aliases, tags, merge keys and several documents: policy files are data that a reviewer must be able to read.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tocsin import collector
from tocsin.document import Document
from tocsin.errors import UnreadableInput
from tocsin.finding import Finding, Span
from tocsin.load.files import MAX_BYTES, Files, Folder, shown
from tocsin.load.tree import StopReading, TreeBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_SET_BYTES = 20 << 20


class Loaded(NamedTuple):
    """The files of one policy set: documents in path order, templates by name, and what could not be read.

    A policy file that could not be read is there as an incomplete document without data; `unread` names the templates
    that could not. `files` is where it all comes from.
    """

    documents: tuple[Document, ...]
    templates: dict[str, str]
    findings: tuple[Finding, ...]
    files: Files = Folder(".")
    unread: frozenset[str] = frozenset()

    @property
    def template_names(self) -> frozenset[str]:
        """The names of all templates that are there, whether they could be read or not."""
        return self.unread.union(self.templates)


def load(root: str | Files) -> Loaded:
    """Read the policies and templates of a set, which is in the folder `root` or consists of these files.

    Files that cannot be read become findings; a missing `policies` folder is UnreadableInput, since it is far more
    often a wrong directory than an empty set.
    """
    files = Folder(root) if isinstance(root, str) else root
    listed = files.below("policies")
    if listed is None:
        msg = f"{files.called('policies')}: no such folder; tocsin reads DIR/policies (choose DIR with -C)"
        raise UnreadableInput(msg)
    documents, findings = _documents(((path, path) for path in listed if path.endswith((".yaml", ".yml"))), files.read)
    templates: dict[str, str] = {}
    unread = set()
    for path in files.below("templates") or ():
        if path.endswith(".j2"):
            name = path.removeprefix("templates/").removesuffix(".j2")
            text = _read(path, path, files.read, findings)
            if text is None:
                unread.add(name)
            else:
                templates[name] = text
    return Loaded(tuple(documents), templates, tuple(findings), files, frozenset(unread))


def load_files(paths: Iterable[str], root: str) -> tuple[list[Document], list[Finding]]:
    """Read files of this machine; findings name them relative to `root`.

    One that is no YAML mapping, or a link out of `root` in it, is reported, and an incomplete document stands for it.
    """
    return _documents(((os.path.abspath(path), shown(path, root)) for path in paths), Folder(root).read)


@collector.paused()
def _documents(paths: Iterable[tuple[str, str]], read: Callable[[str], bytes]) -> tuple[list[Document], list[Finding]]:
    """The files at these paths; with each comes how it is shown."""
    documents: list[Document] = []
    findings: list[Finding] = []
    total = 0
    for path, name in paths:
        text = _read(path, name, read, findings)
        total += len(text or "")
        if total > MAX_SET_BYTES:
            message = f"the policy set is larger than {MAX_SET_BYTES >> 20} MiB: nothing is read from here on"
            findings.append(Finding("TOC101", "error", message, Span(name)))
            documents.append(_unreadable(name))
            break
        document, problems = parse(name, text) if text is not None else (_unreadable(name), [])
        findings += problems
        documents.append(document)
    return documents, findings


def parse(path: str, text: str) -> tuple[Document, list[Finding]]:
    """One policy file's text to a document, or to an incomplete one with findings that say why."""
    builder = TreeBuilder(path, text)
    try:
        data = builder.build()
    except StopReading as stop:
        return _unreadable(path, text), [*builder.findings, stop.finding]
    if data is None and not builder.findings:
        return Document(path, text, {}), []
    if not isinstance(data, dict):
        message, span = "a policy file is a mapping with `version: 1` and sections", Span(path, end_column=2)
        found = Finding("TOC102", "error", message, span)
        return _unreadable(path, text), [*builder.findings, found]
    return Document(path, text, data, builder.marks, builder.refused, builder.complete), builder.findings


def _unreadable(path: str, text: str = "") -> Document:
    return Document(path, text, {}, complete=False)


def _read(path: str, name: str, read: Callable[[str], bytes], findings: list[Finding]) -> str | None:
    """The file's text, or None with a finding. UTF-8 only, checked before libyaml, which would take UTF-16 too."""
    try:
        raw = read(path)
    except OSError as error:
        findings.append(Finding("TOC101", "error", f"cannot read: {error.strerror or error}", Span(name)))
        return None
    if len(raw) > MAX_BYTES:
        findings.append(Finding("TOC101", "error", f"larger than {MAX_BYTES >> 20} MiB; split the file", Span(name)))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.append(_encoding_finding(raw, error.start, name))
        return None


def _encoding_finding(raw: bytes, at: int, name: str) -> Finding:
    head = raw.rfind(b"\n", 0, at) + 1
    line, column = raw.count(b"\n", 0, at) + 1, len(raw[head:at].decode("utf-8-sig")) + 1
    utf_16 = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    message = "UTF-16: policy files are UTF-8" if utf_16 else f"not UTF-8: byte 0x{raw[at]:02x}"
    return Finding("TOC101", "error", message, Span(name, line, column, line, column + 1), "Save the file as UTF-8.")
