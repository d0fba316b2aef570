"""The repository's Pulumi program, run whole: real engine, mocked cloud."""

from __future__ import annotations

import asyncio
import runpy
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow  # importing pulumi takes longer than most tests


@pytest.fixture
def stack() -> Iterator[Any]:
    """Pulumi's runtime with nothing behind it, and an event loop of its own (pulumi/docs, testing-unit-py)."""
    import pulumi
    from pulumi.runtime import settings

    class Cloud(pulumi.runtime.Mocks):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
            raise AssertionError(f"no resource is expected, found {args.typ}")

        def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], None]:
            raise AssertionError(f"no call is expected, found {args.token}")

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    settings.reset_options()
    pulumi.runtime.set_all_config({}, [])
    pulumi.runtime.set_mocks(Cloud(), project="tocsin", stack="test", preview=True)
    yield pulumi
    settings.reset_options()
    asyncio.set_event_loop(None)
    loop.close()


def outputs(pulumi: Any, program: Path) -> dict[str, Any]:
    """Run the program and wait for what it exports."""
    found: dict[str, Any] = {}

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> Any:
        runpy.run_path(str(program), run_name="__main__")
        root = pulumi.runtime.settings.get_root_resource()
        return pulumi.Output.all(**root.outputs).apply(found.update)

    run()
    return found


def test_the_outputs_name_everybody_whom_the_policies_page(stack: Any) -> None:
    found = outputs(stack, ROOT / "__main__.py")

    home = "arn:aws:ssm-contacts:us-east-2:111122223333:contact"
    assert found["fallback"] == [f"{home}/platform-oncall"]
    assert found["pages"]["paging-test"] == [f"{home}/akuam", f"{home}/example_escalation"]


def test_the_configuration_comes_before_the_settings(stack: Any) -> None:
    stack.runtime.set_all_config({"tocsin:account": "444455556666"}, [])

    assert outputs(stack, ROOT / "__main__.py")["fallback"] == [
        "arn:aws:ssm-contacts:us-east-2:444455556666:contact/platform-oncall"
    ]


def test_invalid_policies_stop_the_deploy(stack: Any, tmp_path: Path) -> None:
    shutil.copy(ROOT / "__main__.py", tmp_path)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "a.yaml").write_text("version: 1\npolicies: [{name: p, page: nobody}]\n")

    with pytest.raises(stack.RunError, match="unknown contact, escalation or schedule `nobody`"):
        outputs(stack, tmp_path / "__main__.py")
