"""The engine's side of the provider protocol, for tests of the double without a Pulumi CLI."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from provision.double.bridged import unmarked
from provision.double.kinds import KINDS
from provision.double.server import Provider, start
from provision.double.wire import dump, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provision.double.server import Package
    from provision.double.wire import Properties

Refused = grpc.RpcError
"""What a call raises whose answer is an error; `details()` is its message."""


class Resource(NamedTuple):
    """What a state keeps of a resource."""

    token: str
    id: str
    inputs: Properties
    outputs: Properties


class Diff(NamedTuple):
    """The answer of Diff: NONE, SOME or UNKNOWN, and what happens to which property path."""

    changes: str
    paths: dict[str, str]
    replaces: list[str]
    delete_first: bool


class Engine:
    """One provider, asked as Pulumi's engine asks."""

    def __init__(self, port: int, **configuration: Any) -> None:
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Configure(provider_pb2.ConfigureRequest(args=dump(configuration), acceptSecrets=True))

    def close(self) -> None:
        """End the connection."""
        self._channel.close()

    def check(self, token: str, news: Properties, olds: Properties | None = None) -> tuple[Properties, list[str]]:
        """The checked inputs, and the failures as `property: reason`."""
        request = provider_pb2.CheckRequest(urn=_urn(token), olds=dump(olds or {}), news=dump(news), randomSeed=b"seed")
        answer = self.stub.Check(request)
        return load(answer.inputs), [f"{failure.property}: {failure.reason}" for failure in answer.failures]

    def create(self, token: str, news: Properties) -> Resource:
        """Check and create."""
        inputs, failures = self.check(token, news)
        assert failures == []
        answer = self.stub.Create(provider_pb2.CreateRequest(urn=_urn(token), properties=dump(inputs)))
        return Resource(token, answer.id, inputs, load(answer.properties))

    def preview(self, token: str, news: Properties) -> Properties:
        """The outputs that a preview of a creation knows."""
        inputs, failures = self.check(token, news)
        assert failures == []
        request = provider_pb2.CreateRequest(urn=_urn(token), properties=dump(inputs), preview=True)
        return load(self.stub.Create(request).properties)

    def diff(self, old: Resource, **changed: Any) -> Diff:
        """The state against its inputs with changes; a property that becomes None is taken away."""
        news, failures = self.check(old.token, {**given(old), **changed}, old.inputs)
        assert failures == []
        request = provider_pb2.DiffRequest(
            id=old.id, urn=_urn(old.token), olds=dump(old.outputs), news=dump(news), old_inputs=dump(old.inputs)
        )
        answer = self.stub.Diff(request)
        changes = provider_pb2.DiffResponse.DiffChanges.Name(answer.changes).removeprefix("DIFF_")
        names = provider_pb2.PropertyDiff.Kind.Name
        paths = {path: names(each.kind) for path, each in answer.detailedDiff.items()}
        return Diff(changes, paths, list(answer.replaces), answer.deleteBeforeReplace)

    def update(self, old: Resource, *, preview: bool = False, **changed: Any) -> Resource:
        """Change in place, or tell what that would make of it."""
        news, failures = self.check(old.token, {**given(old), **changed}, old.inputs)
        assert failures == []
        request = provider_pb2.UpdateRequest(
            id=old.id, urn=_urn(old.token), olds=dump(old.outputs), news=dump(news), old_inputs=dump(old.inputs),
            preview=preview,
        )  # fmt: skip
        return old._replace(inputs=news, outputs=load(self.stub.Update(request).properties))

    def refresh(self, old: Resource) -> Resource:
        """What there is now; with an empty id if it is gone."""
        request = provider_pb2.ReadRequest(
            id=old.id, urn=_urn(old.token), properties=dump(old.outputs), inputs=dump(old.inputs)
        )
        answer = self.stub.Read(request)
        return Resource(old.token, answer.id, load(answer.inputs), load(answer.properties))

    def adopt(self, token: str, identity: str) -> Resource:
        """Import by id."""
        return self.refresh(Resource(token, identity, {}, {}))

    def delete(self, old: Resource) -> None:
        """Delete."""
        self.stub.Delete(provider_pb2.DeleteRequest(id=old.id, urn=_urn(old.token), properties=dump(old.outputs)))


@contextmanager
def asking(package: Package, **configuration: Any) -> Iterator[Engine]:
    """An engine that asks a provider of this process, configured for Region us-east-2."""
    provider = Provider(package)
    server, port = start(provider)
    engine = Engine(port, **{"region": "us-east-2", **configuration})
    try:
        yield engine
    finally:
        engine.close()
        server.stop(None).wait()
        provider.close()


def given(resource: Resource) -> Properties:
    """The inputs that a program would give: without what the provider filled in."""
    return {name: each for name, each in unmarked(resource.inputs).items() if name not in {"region", "tagsAll"}}


def _urn(token: str) -> str:
    assert token in KINDS
    return f"urn:pulumi:dev::tocsin::tocsin:provision:People${token}::akuam"
