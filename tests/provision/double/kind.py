"""What a provider knows about one type of resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provision.double.cloud import Cloud
    from provision.double.wire import Properties


class Kind:
    """A type of resource. Properties come in without secrets, defaults' marks and None, complete as Check left them.

    `arguments` is the SDK's class of its inputs, `computed` are outputs that are no inputs, `replaced_by` are inputs
    whose change makes a new resource. A `marked` kind lists its defaults in the state, which resources on Terraform's
    plugin framework do not.
    """

    token: ClassVar[str]
    arguments: ClassVar[str]
    computed: ClassVar[tuple[str, ...]] = ("arn",)
    replaced_by: ClassVar[frozenset[str]] = frozenset()
    marked: ClassVar[bool] = True

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        """What AWS would refuse in well-typed inputs, of which some may be unknown."""
        yield from ()

    def settled(self, properties: Properties) -> Properties:
        """The properties so that equal ones compare equal."""
        return properties

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        """Make one: its id and the outputs."""
        raise NotImplementedError

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        """The outputs as AWS has them; None: it is gone. `state` is empty for one to be imported."""
        raise NotImplementedError

    def update(self, cloud: Cloud, identity: str, state: Properties, inputs: Properties) -> Properties:
        """Change it in place: the new outputs."""
        raise NotImplementedError

    def delete(self, cloud: Cloud, identity: str, state: Properties) -> None:
        """Delete it."""
        raise NotImplementedError
