"""Stage 1: read the files of a policy set, with the place of every value.

YAML is read from libyaml's event stream and built here, because the ready-made loaders lose the places, keep the last
of two equal keys, expand aliases and crash on deep nesting. What is accepted is YAML 1.2's core schema without
anchors, aliases, tags, merge keys and several documents: policy files are data that a reviewer must be able to read.
"""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.document import Document
from tocsin.errors import UnreadableInput
from tocsin.finding import Finding, Span
from tocsin.load.tree import StopReading, TreeBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES = 1 << 20
MAX_SET_BYTES = 20 << 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """The files of one policy set: documents in path order, templates by name, and what could not be read."""

    documents: tuple[Document, ...]
    templates: dict[str, str]
    findings: tuple[Finding, ...]
    root: str = "."


def load(root: str) -> Loaded:
    """Read `root`/policies and `root`/templates.

    Files that cannot be read become findings; a missing `policies` folder is UnreadableInput, since it is far more
    often a wrong directory than an empty set.
    """
    folder = os.path.join(root, "policies")
    if not os.path.isdir(folder):
        msg = f"{folder}: no such folder; tocsin reads DIR/policies (choose DIR with -C)"
        raise UnreadableInput(msg)
    documents, findings = load_files(_walk(folder, (".yaml", ".yml")), root)
    templates = {}
    for path in _walk(os.path.join(root, "templates"), (".j2",)):
        name = os.path.relpath(path, os.path.join(root, "templates")).replace(os.sep, "/").removesuffix(".j2")
        text = _read(path, shown := _shown(path, root), findings, shown)
        if text is not None:
            templates[name] = text
    return Loaded(tuple(documents), templates, tuple(findings), root)


def load_files(paths: Iterable[str], root: str) -> tuple[list[Document], list[Finding]]:
    """Read policy files; those that are not YAML mappings are left out and reported."""
    documents: list[Document] = []
    findings: list[Finding] = []
    total = 0
    collecting = gc.isenabled()
    gc.disable()  # millions of small containers, none of them garbage: a third of the time otherwise
    try:
        for path in paths:
            shown = _shown(path, root)
            text = _read(path, shown, findings, shown)
            total += len(text or "")
            if total > MAX_SET_BYTES:
                findings.append(
                    Finding("TOC101", "error", f"the policy set is larger than {MAX_SET_BYTES >> 20} MiB", Span(shown))
                )
                break
            if text is not None:
                document, problems = parse(shown, text)
                findings += problems
                if document is not None:
                    documents.append(document)
    finally:
        if collecting:
            gc.enable()
    return documents, findings


def parse(path: str, text: str) -> tuple[Document | None, list[Finding]]:
    """One policy file's text to a document. With findings the document is what could be made of it, or None."""
    builder = TreeBuilder(path)
    try:
        data = builder.build(text)
    except StopReading as stop:
        return None, [*builder.findings, stop.finding]
    if data is None and not builder.findings:
        return Document(path, text, {}, {}), []
    if not isinstance(data, dict):
        found = Finding("TOC102", "error", "a policy file is a mapping with `version: 1` and sections", Span(path))
        return None, [*builder.findings, found]
    return Document(path, text, data, builder.marks), builder.findings


def _walk(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Every file below `folder` with one of the endings, in path order; hidden files and folders are left out."""
    found = []
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(base, name) for name in files if name.endswith(endings) and not name.startswith(".")]
    return iter(sorted(found, key=lambda path: path.split(os.sep)))


def _shown(path: str, root: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")


def _read(path: str, shown: str, findings: list[Finding], place: str) -> str | None:
    """The file's text, or None with a finding. UTF-8 only, checked before libyaml, which would take UTF-16 too."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        findings.append(Finding("TOC101", "error", f"cannot read: {error.strerror or error}", Span(place)))
        return None
    if len(raw) > MAX_BYTES:
        findings.append(Finding("TOC101", "error", f"larger than {MAX_BYTES >> 20} MiB; split the file", Span(place)))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        span = Span(shown, line, column, line, column + 1)
        findings.append(Finding("TOC101", "error", f"not UTF-8: byte 0x{raw[error.start]:02x}", span))
        return None
