"""What Pulumi says there is in AWS (`pulumi stack export`), or would be done there (`pulumi preview --json`).

Both are JSON documents of the CLI; their shapes are those of sdk/go/common/apitype (DeploymentV3, PreviewDigest).
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from tocsin.errors import UnreadableInput
from tocsin.provision.resource import Sealed, key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.model import Json

    Value: TypeAlias = "str | int | float | bool | Sealed | Sequence[Value] | Mapping[str, Value] | None"

Fate = Literal["made", "kept", "replaced", "deleted"]

_VERSIONS = (3, 4)
_STACK = "pulumi:pulumi:Stack"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key by which Pulumi marks what is no plain value (sdk/go/common/resource/sig)."""

_SEALED = "1b47061264138c4ac30d75fd1eb44270"
"""The mark of a secret."""

_HIDDEN = "[secret]"
"""What a preview shows in place of a secret."""

_FATES: Mapping[str, Fate] = {
    "create": "made",
    "same": "kept",
    "update": "kept",
    "read": "kept",
    "refresh": "kept",
    "import": "kept",
    "replace": "replaced",
    "create-replacement": "replaced",
    "delete-replaced": "replaced",
    "read-replacement": "replaced",
    "import-replacement": "replaced",
    "discard-replaced": "replaced",
    "remove-pending-replace": "deleted",
    "discard": "deleted",
    "delete": "deleted",
}
"""apitype.OpType in four words."""


class Deployed(NamedTuple):
    """One resource as Pulumi knows it. `values` are its outputs, and its inputs where no output has the name."""

    type: str
    name: str
    values: Mapping[str, Value]

    @property
    def key(self) -> str:
        """As Resource.key."""
        return key(self.type, self.name)

    @property
    def arn(self) -> str | None:
        """Its own. An id is none: that of a plan is its contact's ARN."""
        arn = self.values.get("arn")
        return arn if isinstance(arn, str) else None


class Step(NamedTuple):
    """What would be done: keys before and after (None: there is none there), and the inputs that change."""

    fate: Fate
    old: str | None
    new: str | None
    changes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class State:
    """What there is, by key. `steps` None: nobody has asked Pulumi what it would do.

    `pages` are the ARNs that each policy of the last deploy pages, as the program exports them; None: not known.
    `stack` and `project` are whose state it is; None: of nobody, there is nothing.
    """

    path: str
    resources: Mapping[str, Deployed] = field(repr=False)
    pages: Mapping[str, tuple[str, ...]] | None = None
    steps: tuple[Step, ...] | None = None
    stack: str | None = None
    project: str | None = None

    @cached_property
    def arns(self) -> Mapping[str, str]:
        """Keys by ARN."""
        return {each.arn: each.key for each in self.resources.values() if each.arn is not None}


def open_state(path: str) -> State:
    """The state in a file (-: on standard input). Raises UnreadableInput."""
    try:
        if path == "-":
            return read_state(sys.stdin.read(), path)
        with open(path, encoding="utf-8") as file:
            return read_state(file.read(), path)
    except OSError as error:
        msg = f"{path}: cannot read: {error.strerror}"
        raise UnreadableInput(msg) from None
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8"
        raise UnreadableInput(msg) from None


def check_home(state: State, stack: str | None, project: str | None) -> None:
    """Raises UnreadableInput if the state is another stack's or project's than these (None: of any)."""
    found = (("stack", state.stack, stack), ("project", state.project, project))
    if wrong := [each for each in found if None not in each and each[1] != each[2]]:
        whose = " and ".join(f"the {what} `{there}`, not `{here}`" for what, there, here in wrong)
        msg = f"{state.path}: the state of {whose}"
        raise UnreadableInput(msg)


def read_state(text: str, path: str) -> State:
    """The state in a stack export or a preview. Raises UnreadableInput; no message shows a value."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, "not JSON") from error
    if not isinstance(document, dict):
        raise _unreadable(path, "no JSON object")
    try:
        if "deployment" in document:
            return _export(document, path)
        if "steps" in document:
            return _preview(document, path)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise _unreadable(path, "a resource of another shape") from error
    raise _unreadable(path, f"an object with the keys {', '.join(sorted(document)) or '(none)'}")


def _unreadable(path: str, found: str) -> UnreadableInput:
    return UnreadableInput(
        f"{path}: {found}; expected what `pulumi stack export` or `pulumi preview --json --show-sames` writes"
    )


def _export(document: Mapping[str, Json], path: str) -> State:
    version = document.get("version")
    if version not in _VERSIONS:
        raise _unreadable(
            path, f"a stack export of version {version!r} (this reads {' and '.join(map(str, _VERSIONS))})"
        )
    rows = document["deployment"].get("resources") or ()
    return _state([row for row in rows if not row.get("delete")], path)  # the rest are left from a replacement


def _preview(document: Mapping[str, Json], path: str) -> State:
    if any(each.get("severity") == "error" for each in document.get("diagnostics") or ()):
        raise _unreadable(path, "a preview that failed half-way")
    shown = document["steps"] or ()
    kept = sum(step["op"] == "same" for step in shown)
    missing = (document.get("changeSummary") or {}).get("same", 0) - kept
    if missing > 0:
        raise _unreadable(path, f"a preview without the {missing} resources that stay the same")
    state = _state([step["oldState"] for step in shown if step.get("oldState")], path)
    return replace(state, steps=tuple(map(_step, shown)))


def _step(row: Mapping[str, Json]) -> Step:
    old, new = (row[side]["urn"] if row.get(side) else None for side in ("oldState", "newState"))
    fate = _FATES.get(row["op"], "replaced")  # of a word that is new to us the worst is thought
    return Step(fate, old and _key(old), new and _key(new), frozenset(row.get("diffReasons") or ()))


def _state(rows: Sequence[Mapping[str, Json]], path: str) -> State:
    deployed = {each.key: each for each in map(_deployed, rows)}
    stack, project = home(rows[0]["urn"]) if rows else (None, None)
    return State(path, deployed, _pages(rows), stack=stack, project=project)


def _deployed(row: Mapping[str, Json]) -> Deployed:
    values = {
        name: _value(value) for name, value in {**(row.get("inputs") or {}), **(row.get("outputs") or {})}.items()
    }
    return Deployed(row["type"], _name(row["urn"]), values)


def _value(value: Json) -> Value:
    if value == _HIDDEN:
        return Sealed(None)
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SEALED:
            return _sealed(json.loads(value["plaintext"])) if "plaintext" in value else Sealed(None)
        return {name: _value(each) for name, each in value.items()}
    return [_value(each) for each in value] if isinstance(value, list) else value


def _sealed(value: Json) -> Value:
    """A secret's content with every leaf sealed."""
    if isinstance(value, dict):
        return {name: _sealed(each) for name, each in value.items()}
    return [_sealed(each) for each in value] if isinstance(value, list) else Sealed(str(value))


def home(urn: str) -> tuple[str, str]:
    """The names of the stack and of the project that a URN begins with."""
    stack, project, *_ = urn.removeprefix("urn:pulumi:").split("::")
    return stack, project


def _key(urn: str) -> str:
    return key(urn.split("::")[2].rpartition("$")[2], _name(urn))


def _name(urn: str) -> str:
    """The logical name, which may hold the separator."""
    return urn.split("::", 3)[3]


def _pages(rows: Sequence[Mapping[str, Json]]) -> Mapping[str, tuple[str, ...]] | None:
    outputs = next((row.get("outputs") or {} for row in rows if row["type"] == _STACK), {})
    if "pages" not in outputs:
        return None
    return {
        name: tuple(_texts(arns)) for name, arns in {**outputs["pages"], "fallback": outputs.get("fallback")}.items()
    }


def _texts(values: Json) -> Iterator[str]:
    return (each for each in values or () if isinstance(each, str))
