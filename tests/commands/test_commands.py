"""The command line as a whole: exit codes, streams, where imports stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from commands.driver import ROOT, tocsin
from tocsin.commands import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path


def test_help_lists_every_command() -> None:
    ran = tocsin("--help")

    assert ran.code == 0
    assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    ran = tocsin(name, "--help")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: tocsin {name}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rendr", "x"), "did you mean `render`?"),
        (("render",), "Missing argument"),
        (("render", "samples/paging-test.json", "-o", "yaml"), "expected human or json"),
        (("render", "samples/paging-test.json", "--at", "noon"), "is no time"),
        (("render", "samples/paging-test.json", "--at", "2026-03-01T10:00"), "has no offset"),
        (("render", "samples/paging-test.json", "--account", "12"), "twelve digits"),
        (("render", "nowhere.json"), "nowhere.json: cannot read: No such file"),
        (("render", "policies/people.yaml"), "policies/people.yaml"),
        (("render", "samples/paging-test.json", "--from", "cloudwach"), "cloudwatch"),
        (("-C", "nowhere", "validate"), "no such folder"),
        (("page",), "give EVENTs, or --plan FILE, or --resume"),
        (("page", "--plan", "README.md"), "the plan is not JSON"),
        (("compile",), "Missing option"),
    ],
)
def test_what_is_not_usable_ends_with_2_and_a_message_on_stderr(arguments: tuple[str, ...], message: str) -> None:
    ran = tocsin(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_result_replaces_files_only(tmp_path: Path) -> None:
    """A device or a pipe is written to; what a link names is replaced, not the link."""
    pipe, real, link = tmp_path / "pipe", tmp_path / "real.json", tmp_path / "link.json"
    os.mkfifo(pipe)
    link.symlink_to(real)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    ran = tocsin("render", "samples/paging-test.json", "-o", f"json={pipe}", "-o", f"json={link}")

    assert (ran.code, ran.out) == (0, "")
    assert json.loads(os.read(reader, 65536)) == json.loads(real.read_text())
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [link, pipe, real]
    os.close(reader)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
def test_a_result_that_cannot_be_written_is_said() -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "tocsin", "render", "samples/paging-test.json"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert ran.returncode == 2
    assert ran.stderr == "tocsin: error: standard output: cannot write: No space left on device\n"


def test_the_shell_completes_commands() -> None:
    ran = tocsin(env={"COMP_WORDS": "tocsin va", "COMP_CWORD": "1", "_TOCSIN_COMPLETE": "bash_complete"})

    assert ran.out == "plain,validate\n"


def test_version() -> None:
    assert tocsin("--version").out == "tocsin 0.1.0\n"


def test_all_bad_events_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text('{"x": 1}')

    ran = tocsin("render", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "samples/paging-test.json")

    assert (ran.code, ran.out) == (2, "")
    assert "a.json" in ran.err
    assert "b.json" in ran.err


@pytest.mark.parametrize("command", ["validate", "plan", "oncall", "schema", "render", "explain", "simulate"])
def test_the_core_commands_import_nothing_heavy(command: str, tmp_path: Path) -> None:
    """boto3, botocore, a web framework or jsonschema would each cost more than the whole command."""
    arguments = (
        [command, "samples/cloudwatch-alarm.json"] if command in {"render", "explain", "simulate"} else [command]
    )
    program = (
        "import sys; from tocsin.commands import run; code = run(sys.argv[1:]); "
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
        env={"PYTHONPATH": str(ROOT / "engine"), "PATH": ""},
    )  # fmt: skip

    heavy = {"boto3", "botocore", "pulumi", "starlette", "uvicorn", "jsonschema", "asyncio"}
    assert heavy.isdisjoint(eval(ran.stderr.splitlines()[-1]))


def test_results_are_the_same_bytes_whenever_and_wherever_they_are_made(tmp_path: Path) -> None:
    one, two = (
        tocsin(
            "-C",
            str(ROOT),
            "render",
            str(ROOT / "samples/alertmanager-group.json"),
            "-o",
            "json",
            cwd=cwd,
            env={"TZ": zone},
        )
        for cwd, zone in ((ROOT, "UTC"), (tmp_path, "Asia/Kolkata"))
    )

    assert one == two
    assert str(ROOT) not in one.out


def test_several_outputs_at_once_and_a_file_is_written_whole(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"

    ran = tocsin("render", "samples/paging-test.json", "-o", "human", "-o", f"json={plan}")

    assert ran.out.startswith("FIRING  paging-test")
    assert json.loads(plan.read_text())["alerts"][0]["decision"] == "page"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_events_come_from_standard_input_as_json_lines() -> None:
    line = '{"type": "paging-test", "status": "firing", "id": "%d", "starts_at": "2026-03-12T09:00:00Z"}\n'

    ran = tocsin("render", "-", "-o", "json", stdin=line % 1 + line % 2)

    assert [entry["alert"]["id"] for entry in json.loads(ran.out)["alerts"]] == ["1", "2"]


def test_account_and_region_come_from_options_before_the_environment_before_the_settings() -> None:
    def arn(*options: str, **env: str) -> str:
        ran = tocsin("render", "samples/paging-test.json", "-o", "json", *options, env=env)
        text: str = json.loads(ran.out)["alerts"][0]["pages"][0]["request"]["ContactId"]
        return text

    assert arn().startswith("arn:aws:ssm-contacts:us-east-2:111122223333:")
    assert arn(AWS_REGION="eu-west-1", TOCSIN_ACCOUNT="4" * 12).startswith(
        "arn:aws:ssm-contacts:eu-west-1:444444444444:"
    )
    assert arn("--region", "us-west-2", TOCSIN_REGION="eu-west-1").startswith("arn:aws:ssm-contacts:us-west-2:")
    assert arn(TOCSIN_REGION="eu-west-1", AWS_REGION="eu-west-2").startswith("arn:aws:ssm-contacts:eu-west-1:")


@pytest.mark.parametrize("region", ["bad region", "US-EAST-2", "us-east-2\n", "us-east2", "x" * 40])
def test_a_region_that_is_none_is_refused_where_it_is_given(region: str) -> None:
    option = tocsin("render", "samples/paging-test.json", "--region", region)
    variable = tocsin("render", "samples/paging-test.json", env={"AWS_REGION": region})

    assert [option.code, variable.code] == [2, 2]
    assert "is not an AWS Region" in option.err
    assert option.out + variable.out == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_results_are_the_same_bytes_whatever_the_locale(encoding: str) -> None:
    event = json.dumps({"type": "paging-test", "status": "firing", "summary": "Zürich 漢 😀"})

    for form in ("json", "human"):
        here = tocsin("render", "-o", form, "-", stdin=event)
        there = tocsin("render", "-o", form, "-", stdin=event, env={"PYTHONIOENCODING": encoding})

        assert there == here
        assert there.code == 0


def test_the_schema_is_json_and_says_its_draft() -> None:
    schema = json.loads(tocsin("schema").out)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_colour_is_off_in_a_pipe_and_on_when_asked() -> None:
    assert "\x1b[" not in tocsin("render", "samples/paging-test.json").out
    assert "\x1b[" in tocsin("render", "samples/paging-test.json", "--color", "always").out


def test_text_of_an_alert_cannot_drive_the_terminal() -> None:
    event = json.dumps({"type": "paging-test", "status": "firing", "id": "x", "starts_at": "2026-03-12T09:00:00Z",
                        "severity": "\x1b[2J\u202ebad", "summary": "\x1b]0;x\x07"})  # fmt: skip

    ran = tocsin("render", "-", stdin=event)

    assert ran.code == 0
    assert not set("\x1b\x07\u202e") & set(ran.out)


def test_a_closed_pipe_is_no_error() -> None:
    program = f"{sys.executable} -m tocsin schema | head -c 10"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env={"PYTHONPATH": str(ROOT / "engine"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    assert ran.stderr == ""
