"""What a plan is made of: resources with their inputs as Pulumi's providers take them, before any provider is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.finding import Finding
    from tocsin.model import Json

    Input: TypeAlias = "str | int | bool | Reference | Sealed | Sequence[Input] | Mapping[str, Input] | None"

Component = Literal["People", "OnCall", "Executor"]
"""The Pulumi component that a resource belongs to."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An output of another resource of the plan: known once that exists. `resource` is its key."""

    resource: str
    output: str = "arn"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something that nobody may read in a plan, a preview or a state.

    `value` None: the plan does not know it. `secret` is its name in the stack's configuration; None: it stands in the
    policies in clear.
    """

    value: str | None = field(repr=False)
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """One AWS resource.

    `type` is Pulumi's token, `name` Pulumi's logical name: it comes from names in the policies, never from a position
    in a list. `inputs` are spelt as the provider's schema spells them. `after` are keys of resources that must exist
    before, beside those that `inputs` refer to. `formerly` are logical names that it had before. A `kept` resource
    stays in AWS when it leaves the stack; an `existing` one is taken over by this id. `file` and `line` tell where the
    policies ask for it; they do for none that a stack's configuration asks for.
    """

    type: str
    name: str
    component: Component | None
    inputs: Mapping[str, Input]
    after: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    protect: bool = False
    kept: bool = False
    existing: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def key(self) -> str:
        """What identifies it within a stack: the end of its URN."""
        return key(self.type, self.name)

    @property
    def needs(self) -> tuple[str, ...]:
        """The keys of all resources that must exist before."""
        return tuple(dict.fromkeys((*self.after, *references(self.inputs))))

    def plain(self) -> Mapping[str, Json]:
        """The inputs as plain data: {"ref", "output"} for another's output, {"secret"} for what nobody may read."""
        return {name: _plain(value) for name, value in self.inputs.items()}


TaskKind = Literal["replication-set", "address", "activation", "override"]


class Task(NamedTuple):
    """What a deploy leaves to people. `subject` is a name of the policies; `command` has a line for each step."""

    kind: TaskKind
    subject: str
    text: str
    command: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The resources, each after those that it needs; what is left to people; what AWS would refuse.

    With a `problem` of severity error nothing may be deployed.
    """

    resources: tuple[Resource, ...]
    tasks: tuple[Task, ...] = ()
    problems: tuple[Finding, ...] = ()

    def of(self, component: Component | None) -> Iterator[Resource]:
        """The resources of a component; None: those of none."""
        return (resource for resource in self.resources if resource.component == component)


def key(type_: str, name: str) -> str:
    """The key of the resource of this type and name."""
    return f"{type_}::{name}"


def _plain(value: Input) -> Json:
    if isinstance(value, Reference):
        return {"ref": value.resource, "output": value.output}
    if isinstance(value, Sealed):
        return {"secret": value.secret}
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def references(value: Input) -> Iterator[str]:
    """The keys of the resources that an input refers to, in order."""
    if isinstance(value, Reference):
        yield value.resource
    elif isinstance(value, dict):
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)
