"""The repository's Pulumi program, run whole: real SDK and components, mocked engine and cloud."""

from __future__ import annotations

import asyncio
import json
import runpy
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tocsin.pipeline import open_whole
from tocsin.provision.configuration import Configuration
from tocsin.provision.plan import plan
from tocsin.provision.resource import Reference, Sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tocsin.provision.resource import Input

ROOT = Path(__file__).resolve().parents[2]
HOME = "arn:aws:ssm-contacts:us-east-2:111122223333"

pytestmark = pytest.mark.slow  # importing pulumi and its providers takes longer than most tests


class Registered(NamedTuple):
    """A resource as it reached the engine."""

    type: str
    name: str
    inputs: dict[str, Any]


class Stack:
    """Pulumi's runtime with nothing behind it (pulumi/docs, testing-unit-py): what is registered is kept."""

    def __init__(self) -> None:
        self.registered: list[Registered] = []
        self.home = HOME

    def configure(self, **values: Any) -> None:
        import pulumi

        texts = {f"tocsin:{name}": v if isinstance(v, str) else json.dumps(v) for name, v in values.items()}
        pulumi.runtime.set_all_config(texts, [])

    def run(self, program: Path) -> dict[str, Any]:
        """Run the program and wait for what it exports."""
        import pulumi

        found: dict[str, Any] = {}

        @pulumi.runtime.test  # type: ignore[untyped-decorator]
        def run() -> Any:
            runpy.run_path(str(program), run_name="__main__")
            root: Any = pulumi.runtime.settings.get_root_resource()
            return pulumi.Output.all(**root.outputs).apply(found.update)

        run()
        return found

    def custom(self) -> list[Registered]:
        """What is no component."""
        return [each for each in self.registered if not each.type.startswith("tocsin:")]


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop for one test. Pulumi's mocks make further ones in threads of its own, and leave them open."""
    make, loops = asyncio.new_event_loop, []

    def remembered() -> asyncio.AbstractEventLoop:
        loops.append(make())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", remembered)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    for each in loops:
        each.close()


@pytest.fixture
def stack(loop: asyncio.AbstractEventLoop) -> Iterator[Stack]:
    import pulumi
    from pulumi.runtime import settings

    made = Stack()

    class Cloud(pulumi.runtime.Mocks):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
            made.registered.append(Registered(args.typ, args.name, dict(args.inputs)))
            alias = args.inputs.get("alias")
            arn = f"{made.home}:contact/{alias}" if alias else f"arn:of:{args.name}"
            return arn, {**args.inputs, "arn": arn, "activationStatus": "NOT_ACTIVATED"}

        def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], None]:
            raise AssertionError(f"no call is expected, found {args.token}")

    settings.reset_options()
    pulumi.runtime.set_all_config({}, [])
    pulumi.runtime.set_mocks(Cloud(), project="tocsin", stack="test", preview=False)
    yield made
    settings.reset_options()


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Path]:
    """A project of the repository's program with one policy file."""

    def make(policies: str) -> Path:
        shutil.copy(ROOT / "__main__.py", tmp_path)
        (tmp_path / "policies").mkdir()
        (tmp_path / "policies" / "a.yaml").write_text(policies)
        return tmp_path / "__main__.py"

    return make


def test_every_resource_of_the_plan_is_registered_with_its_inputs(stack: Stack) -> None:
    planned = plan(open_whole(str(ROOT)), Configuration())

    stack.run(ROOT / "__main__.py")

    arns = {f"{each.type}::{each.name}": arn(stack, each) for each in stack.custom()}
    expected = {each.key: resolved(dict(each.inputs), arns) for each in planned.resources}
    assert {f"{each.type}::{each.name}": opened(each.inputs) for each in stack.custom()} == expected


def test_addresses_are_secret_all_the_way(stack: Stack) -> None:
    stack.run(ROOT / "__main__.py")

    channels = [each for each in stack.registered if each.type.endswith(":ContactChannel")]
    assert len(channels) == 7
    assert all(is_secret(each.inputs["deliveryAddress"]) for each in channels)


def test_the_outputs_name_everybody_whom_the_policies_page(stack: Stack) -> None:
    found = stack.run(ROOT / "__main__.py")

    assert found["fallback"] == [f"{HOME}:contact/platform-oncall"]
    assert found["pages"]["paging-test"] == [f"{HOME}:contact/akuam", f"{HOME}:contact/example_escalation"]
    assert found["contacts"]["payments-oncall"] == f"{HOME}:contact/payments-oncall"
    assert found["channels"]["akuam/phone"] == "NOT_ACTIVATED"


def test_the_configuration_comes_before_the_settings(stack: Stack) -> None:
    stack.configure(account="444455556666", tags={"team": "payments"})
    stack.home = "arn:aws:ssm-contacts:us-east-2:444455556666"

    assert stack.run(ROOT / "__main__.py")["fallback"] == [f"{stack.home}:contact/platform-oncall"]
    akuam = next(each for each in stack.registered if each.inputs.get("alias") == "akuam")
    assert akuam.inputs["tags"] == {"managed-by": "tocsin", "team": "payments"}


def test_contacts_made_where_nobody_pages_them_stop_the_deploy(stack: Stack) -> None:
    stack.home = "arn:aws:ssm-contacts:eu-west-1:111122223333"

    with pytest.raises(Exception, match="but the policies page arn:aws:ssm-contacts:us-east-2"):
        stack.run(ROOT / "__main__.py")


def test_a_configuration_that_cannot_be_used_stops_the_deploy(stack: Stack) -> None:
    stack.configure(tags=["team"], protect="perhaps")

    with pytest.raises(Exception, match=r"(?s)tags.*|protect.*"):
        stack.run(ROOT / "__main__.py")
    assert stack.registered == []


def test_a_secret_without_an_address_stops_the_deploy(stack: Stack, project: Callable[[str], Path]) -> None:
    channels = "{phone: {sms: {secret: akuam-phone}}}"
    plan_ = "[{notify: phone, for: 5m}]"
    program = project(f"version: 1\ncontacts: {{akuam: {{channels: {channels}, plan: {plan_}}}}}\n")

    with pytest.raises(Exception, match=r"no address for the secret `akuam-phone` .* \[TOC502\]"):
        stack.run(program)
    assert stack.registered == []


def test_a_provider_in_another_region_stops_the_deploy(stack: Stack) -> None:
    import pulumi

    pulumi.runtime.set_all_config({"aws:region": "eu-west-1"}, [])

    with pytest.raises(Exception, match=r"`aws:region` is `eu-west-1`, but the policies page .* `us-east-2`"):
        stack.run(ROOT / "__main__.py")
    assert stack.registered == []


def test_invalid_policies_stop_the_deploy(stack: Stack, project: Callable[[str], Path]) -> None:
    program = project("version: 1\npolicies: [{name: p, page: nobody}]\n")

    with pytest.raises(Exception, match="unknown contact, escalation or schedule `nobody`"):
        stack.run(program)
    assert stack.registered == []


@pytest.mark.xfail(strict=True, reason="shows that an assertion inside apply fails a test of this file")
def test_assertions_inside_apply_are_run(stack: Stack) -> None:
    import pulumi

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> Any:
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")
        root: Any = pulumi.runtime.settings.get_root_resource()

        def check(fallback: list[str]) -> None:
            assert fallback == ["somebody else"]

        return pulumi.Output.from_input(root.outputs["fallback"]).apply(check)

    run()


SECRET = "4dabf18193072939515e22adb298388d"  # the engine's mark of a secret on the wire


def is_secret(value: Any) -> bool:
    return isinstance(value, dict) and SECRET in value


def opened(value: Any) -> Any:
    """A value without the wrapping of secrets; whole numbers as such."""
    if is_secret(value):
        return opened(value["value"])
    if isinstance(value, dict):
        return {name: opened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [opened(each) for each in value]
    return int(value) if isinstance(value, float) else value


def arn(stack: Stack, resource: Registered) -> str:
    alias = resource.inputs.get("alias")
    return f"{stack.home}:contact/{alias}" if alias else f"arn:of:{resource.name}"


def resolved(value: Input, arns: dict[str, str]) -> Any:
    """An input as it must arrive."""
    if isinstance(value, Reference):
        return arns[value.resource]
    if isinstance(value, Sealed):
        return value.value
    if isinstance(value, dict):
        return {name: resolved(each, arns) for name, each in value.items()}
    if isinstance(value, list):
        return [resolved(each, arns) for each in value]
    return value
