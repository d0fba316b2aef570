"""The provider protocol: a gRPC server that Pulumi's engine starts, asks and stops."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2  # type: ignore[import-untyped]
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from provision.double import bridged, native
from provision.double.cloud import Cloud, Unusable
from provision.double.kinds import KINDS
from provision.double.wire import dump, load, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provision.double.bridged import Difference
    from provision.double.kind import Kind

Package = Literal["aws", "aws-native"]

_DISTRIBUTIONS = {"aws": "pulumi_aws", "aws-native": "pulumi_aws_native"}
_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One provider process. Functions (Invoke), components and parameters it has none."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._cloud = Cloud({})
        self._ways: Any = bridged if package == "aws" else native

    def close(self) -> None:
        """Give connections back."""
        self._cloud.close()

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's names
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=version(_DISTRIBUTIONS[self._package]))

    def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.GetSchemaResponse(schema=f'{{"name": "{self._package}"}}')

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        """pulumi-aws lets each resource say what another Region means for it; aws-native is another provider there."""
        old, new = opened(load(request.old_inputs)), opened(load(request.news))
        replaces = ["region"] if self._package == "aws-native" and old.get("region") != new.get("region") else []
        changes = provider_pb2.DiffResponse.DIFF_NONE if old == new else provider_pb2.DiffResponse.DIFF_SOME
        return provider_pb2.DiffResponse(changes=changes, replaces=replaces)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._cloud.close()
        self._cloud = Cloud(opened(load(request.args)))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        with self._kind(request, context) as kind:
            olds, news = load(request.olds), load(request.news)
            name = request.urn.split("::")[-1]
            inputs, wrong = self._ways.check(kind, self._cloud, news, name=name, seed=request.randomSeed, olds=olds)
            failures = [_failure(each) for each in wrong]
            return provider_pb2.CheckResponse(inputs=dump(inputs), failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        with self._kind(request, context) as kind:
            return _answer(self._ways.diff(kind, load(request.olds), load(request.news)))

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        with self._kind(request, context) as kind:
            news = load(request.properties)
            if request.preview:
                return provider_pb2.CreateResponse(properties=dump(self._ways.preview(kind, {}, news)))
            identity, outputs = self._ways.create(kind, self._cloud, news)
            return provider_pb2.CreateResponse(id=identity, properties=dump(outputs))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        with self._kind(request, context) as kind:
            state, inputs = load(request.properties), load(request.inputs)
            found = self._ways.read(kind, self._cloud, request.id, state, inputs)
            if found is None:
                return provider_pb2.ReadResponse()
            return provider_pb2.ReadResponse(id=request.id, properties=dump(found[0]), inputs=dump(found[1]))

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        with self._kind(request, context) as kind:
            state, news = load(request.olds), load(request.news)
            if request.preview:
                return provider_pb2.UpdateResponse(properties=dump(self._ways.preview(kind, state, news)))
            outputs = self._ways.update(kind, self._cloud, request.id, state, news)
            return provider_pb2.UpdateResponse(properties=dump(outputs))

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        with self._kind(request, context) as kind:
            self._ways.delete(kind, self._cloud, request.id, load(request.properties))
            return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        _abort(context, f"{request.tok}: this double has no functions")

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    @contextmanager
    def _kind(self, request: Any, context: Any) -> Iterator[Kind]:
        """The kind of the resource that a request is about; what AWS refuses becomes the answer's error."""
        token = request.urn.split("::")[-2].split("$")[-1]
        if token not in KINDS or token.split(":")[0] != self._package:
            _abort(context, f"{token}: is no type of resource that this double has")
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield KINDS[token]
        except (BotoCoreError, ClientError, Unusable) as error:
            _abort(context, str(error))


def serve(package: Package) -> None:
    """Say the port on standard output, and answer until the engine that started this process is gone."""
    engine = os.getppid()
    server, port = start(Provider(package))
    print(port, flush=True)
    try:
        while os.getppid() == engine:
            server.wait_for_termination(timeout=0.2)
    except KeyboardInterrupt:
        sys.exit(0)


def start(provider: Provider) -> tuple[Any, int]:
    """A running server of the provider, and its port on loopback."""
    server = grpc.server(ThreadPoolExecutor(max_workers=16), options=_UNLIMITED)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def _failure(violation: str) -> Any:
    path, _, reason = violation.partition(": ")
    return provider_pb2.CheckFailure(property=path, reason=reason)


def _answer(found: Difference) -> Any:
    answer = provider_pb2.DiffResponse(deleteBeforeReplace=found.delete_first, replaces=found.replaces)
    if found.changes is None:
        return answer
    answer.hasDetailedDiff = True
    answer.changes = answer.DIFF_SOME if found.changes else answer.DIFF_NONE
    answer.diffs.extend(dict.fromkeys(change.top for change in found.changes))
    for change in found.changes:
        kind = f"{change.kind}_REPLACE" if change.top in found.replaces else change.kind
        answer.detailedDiff[change.path].kind = provider_pb2.PropertyDiff.Kind.Value(kind)
    return answer


def _abort(context: Any, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError("abort raises")
