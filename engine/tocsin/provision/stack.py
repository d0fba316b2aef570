"""What the files of a Pulumi project say for one of its stacks: Pulumi.yaml, and Pulumi.STACK.yaml beside it.

Pulumi's environments (ESC) are out of reach here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tocsin.errors import UnreadableInput
from tocsin.finding import Finding, Span, nearest
from tocsin.load import load_files
from tocsin.provision.configuration import KEYS, RULE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.document import Document
    from tocsin.model import Json

    Path = tuple[str | int, ...]

PROJECT = "Pulumi.yaml"
PROVIDERS = ("aws:region", "aws-native:region")
"""Keys of the providers' own that decide where contacts are made."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The configuration of a stack. `name` None: none was asked for, so that only the project's defaults count.
    `project` is the name of its project (None: not known).

    `values` are those in the project's own namespace, by key; `regions` what the providers are told. `places` maps keys
    to where their values stand. `findings` say what of the files cannot be read.
    """

    name: str | None = None
    values: Mapping[str, Json] = field(default_factory=dict)
    regions: Mapping[str, Json] = field(default_factory=dict)
    places: Mapping[str, tuple[Document, Path]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    project: str | None = None

    def where(self, steps: Sequence[str | int]) -> Span:
        """Where the value at these keys stands; one that is nowhere would stand in the stack's own file."""
        first, *rest = steps
        if found := self.places.get(str(first)):
            document, path = found
            return document.span((*path, *rest))
        return Span(_file(self.name) if self.name else PROJECT)

    def exposed(self) -> Iterator[Finding]:
        """Addresses that anybody can read in the files. What Pulumi hands over has no place: it is decrypted."""
        given = self.values.get("addresses") if "addresses" in self.places else None
        for name, address in given.items() if isinstance(given, dict) else ():
            if isinstance(address, str):
                message = f"the address `{name}` is not encrypted"
                help_ = f"`pulumi config set --secret --path 'addresses[\"{name}\"]'` asks for it, and encrypts it."
                yield Finding(RULE, "warning", message, self.where(("addresses", name)), help_)

    def misplaced(self, region: str | None) -> Iterator[Finding]:
        """Providers that would make contacts in another Region than the one in which the policies page them."""
        for key, given in self.regions.items():
            if region is not None and given != region:
                message = f"`{key}` is `{given}`, but the policies page contacts in `{region}`"
                help_ = f"Set both to the same: `pulumi config set {key} {region}`."
                yield Finding(RULE, "error", message, self.where((key,)), help_)


def read(root: str, name: str | None) -> Stack:
    """The stack of this name in the project in the folder `root`; None: the project's defaults, if it is a project.

    Raises UnreadableInput where there is no such stack, and says which there are.
    """
    if name is None and not os.path.exists(os.path.join(root, PROJECT)):
        return Stack()
    files = [PROJECT] if name is None else [PROJECT, _existing(root, name)]
    documents, findings = load_files([os.path.join(root, file) for file in files], root)
    unread = {document.path for document in documents if not document.complete}
    project = str(documents[0].data.get("name", ""))
    values: dict[str, Json] = {}
    places = {}
    declared: set[str] = set()
    for document in documents:
        for key, path, value in _entries(document, project):
            if document.path == PROJECT and key not in (*KEYS, *PROVIDERS):
                declared.add(key)  # of the project's own, for a program that does more
            elif key not in declared:
                values[key], places[key] = value, (document, path)
    regions = {key: values.pop(key) for key in PROVIDERS if key in values}
    told = tuple(each for each in findings if each.span.path in unread)
    return Stack(name, values, regions, places, told, project or None)


def _existing(root: str, name: str) -> str:
    file = _file(name)
    if not os.path.exists(os.path.join(root, PROJECT)):
        msg = f"{os.path.join(root, PROJECT)}: no such file, so no project (choose its folder with -C)"
        raise UnreadableInput(msg)
    if not os.path.exists(os.path.join(root, file)):
        there = sorted(_named(each) for each in os.listdir(root) if _named(each))
        meant = nearest(name, there)
        listed = f"there are {', '.join(there)}" if there else "the project has none: `pulumi stack init NAME`"
        asked = f"; did you mean `{meant}`?" if meant else ""
        msg = f"{os.path.join(root, file)}: no such stack; {listed}{asked}"
        raise UnreadableInput(msg)
    return file


def _file(name: str) -> str:
    """The file of a stack, whose full name may begin with an organisation and a project."""
    return f"Pulumi.{name.rpartition('/')[2]}.yaml"


def _named(file: str) -> str:
    """The stack that a file is of; "" if of none."""
    inner = file.removeprefix("Pulumi.").removesuffix(".yaml")
    return inner if file == _file(inner) and inner else ""


def _entries(document: Document, project: str) -> Iterator[tuple[str, Path, Json]]:
    """The entries of `config:` that are the project's or the providers', by key, with the paths of their values."""
    content = document.data.get("config")
    for key, value in content.items() if isinstance(content, dict) else ():
        name = key.removeprefix(f"{project}:")
        if name not in PROVIDERS and ":" in name:
            continue
        if document.path == PROJECT and isinstance(value, dict):  # a declaration, with a value or a default
            word = "value" if "value" in value else "default"
            yield name, ("config", key, word), _value(document, ("config", key, word), value.get(word))
        else:
            yield name, ("config", key), _value(document, ("config", key), value)


def _value(document: Document, path: Path, value: Json) -> Json:
    """The value as Pulumi takes it: a number or switch as it is written, and None where it is encrypted."""
    if isinstance(value, dict | list):
        return _opened(value)
    return document.source(path) if isinstance(value, int | float) else value or ""


def _opened(value: Json) -> Json:
    if isinstance(value, dict):
        return None if value.keys() == {"secure"} else {key: _opened(each) for key, each in value.items()}
    return [_opened(each) for each in value] if isinstance(value, list) else value
