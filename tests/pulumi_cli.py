"""The Pulumi CLI, run on copies of this project: its engine, its language host, its state in a folder.

`make pulumi` builds it outside the clone. The providers are the double of tests/provision/double/, whose calls go to a
running emulator. A run of `up` is its preview and its update, and the harness asserts that they say the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from emulating import HOME, running, virtual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from emulating import Emulator

ROOT = Path(__file__).resolve().parents[1]
DOUBLE = ROOT / "tests/provision/double"
MADE_FROM = (".ci/pulumi/cli/go.sum", ".ci/pulumi/language/go.sum")
NOBODY: dict[str, Any] = {**HOME, "contacts": [], "rotations": []}
AMBIENT = "warning: using pulumi-resource-"
"""Pulumi says so of every provider that it finds on PATH, and it finds the double there."""


def executables() -> Path | None:
    """Where `make pulumi` puts them, as the Makefile has it: named after what they are made from. None: not there."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(os.environ.get("TOCSIN_CACHE") or Path(base) / "tocsin")
    content = b"".join((ROOT / name).read_bytes() for name in MADE_FROM)
    summed = subprocess.run(["cksum"], input=content, capture_output=True, check=True).stdout
    made = cache / f"pulumi-{summed.split()[0].decode()}"
    return made / "bin" if (made / ".complete").exists() else None


@pytest.fixture(scope="session")
def pulumi_bin() -> Path:
    """The folder of the CLI's programs. Without it the test is skipped, or fails where CI is set."""
    path = executables()
    if path is None:
        reason = "the Pulumi CLI is not there: make pulumi"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


class Step(NamedTuple):
    """What Pulumi does to one resource: update ContactsRotation payments-weekly ("contactIds[0]", "contactIds[1]")."""

    op: str
    kind: str
    name: str
    paths: tuple[str, ...] = ()


class Ran(NamedTuple):
    """What a command said and how it ended. `steps` leaves out what stays the same, and the stack with its parts."""

    code: int
    out: str
    err: str

    @property
    def documents(self) -> list[dict[str, Any]]:
        """What it said in JSON: a preview one document, an update a line for each event."""
        decoder, text = json.JSONDecoder(), self.out.lstrip()
        found = []
        while text:
            document, end = decoder.raw_decode(text)
            found.append(document)
            text = text[end:].lstrip()
        return found

    @property
    def steps(self) -> list[Step]:
        """By kind and name: Pulumi works on several resources at once, in any order."""
        return sorted({_step(each) for each in self.operations if _matters(each)}, key=lambda step: step[1:3] + step)

    @property
    def operations(self) -> Iterator[dict[str, Any]]:
        """Of a preview, else of the update: op, urn, detailedDiff, and old and new state."""
        for document in self.documents:
            if "resOutputsEvent" in document:
                yield document["resOutputsEvent"]["metadata"]
            yield from document.get("steps", ())

    @property
    def diagnostics(self) -> list[str]:
        """All that Pulumi tells a user beside the steps."""
        told = [event["diagnosticEvent"] for event in self.documents if "diagnosticEvent" in event]
        told += [each for document in self.documents for each in document.get("diagnostics", ())]
        said = [f"{each.get('prefix', '')}{each['message']}" for each in told if each["severity"] != "debug"]
        return [text for text in said if not text.startswith(AMBIENT)]


class Project:
    """A project with a stack `dev`, and the CLI on it; `cloud` is the AWS that it meets.

    All that there is of it, the state and AWS with it, lies in `base`: a copy of that folder is another one.
    """

    def __init__(self, base: Path, binaries: Path, cloud: Emulator) -> None:
        self.folder = base / "project"
        self.cloud = cloud
        self._kept = base / "pulumi"
        for folder in (self.folder, self._kept / "state"):
            folder.mkdir(parents=True, exist_ok=True)
        self._environment = _environment(self._kept, binaries, cloud)

    @property
    def stack(self) -> Path:
        """The file of the stack's configuration."""
        return self.folder / "Pulumi.dev.yaml"

    def edit(self, file: str, old: str, new: str) -> None:
        """`new` for `old`, which stands there once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def preview(self, *options: str) -> Ran:
        """What `pulumi up` would do."""
        return self.json("preview", *options)

    def update(self, *options: str) -> Ran:
        """`pulumi up`, whatever it does."""
        return self.json("up", "--yes", "--skip-preview", *options)

    def up(self, *options: str) -> Ran:
        """`pulumi up`, which does what the preview says, and nothing else."""
        preview = self.preview()
        ran = self.update(*options)
        assert [step[:3] for step in ran.steps] == [step[:3] for step in preview.steps]
        return ran

    def refresh(self) -> Ran:
        """Look at what there is, and keep that as the state."""
        return self.json("refresh", "--yes", "--skip-preview")

    def destroy(self) -> Ran:
        """Delete everything."""
        return self.json("destroy", "--yes", "--skip-preview")

    def state(self, *options: str) -> dict[str, dict[str, Any]]:
        """What the state says of each resource, by key (the end of its URN); the stack and its parts left out."""
        exported = json.loads(self("stack", "export", *options).out)["deployment"].get("resources", [])
        return {key(each["urn"]): each for each in exported if _own(each)}

    def outputs(self) -> Any:
        """What the program exports."""
        return json.loads(self("stack", "output", "--json").out)

    def json(self, command: str, *options: str) -> Ran:
        """Run a command that succeeds and says all there is in JSON."""
        ran = self(command, "--json", *options)
        assert ran.diagnostics == []
        return ran

    def __call__(self, *words: str, stdin: str = "") -> Ran:
        """Run `pulumi WORDS`, which succeeds."""
        ran = self.run(*words, stdin=stdin)
        assert ran.code == 0, (words, ran.out[-3000:], ran.err[-3000:])
        return ran

    def run(self, *words: str, stdin: str = "") -> Ran:
        """Run `pulumi WORDS`, however it ends."""
        ran = subprocess.run(
            ["pulumi", *words, "--non-interactive"],
            cwd=self.folder, env=self._environment, input=stdin, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def kept(self) -> str:
        """Every file that Pulumi keeps, the state among them, and the stack's configuration."""
        files = [*self._kept.rglob("*"), self.stack]
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file())


def key(urn: str) -> str:
    """What identifies a resource within a stack, as in `tocsin plan`."""
    return urn.split("::", 2)[2].rsplit("$", 1)[-1]


@contextmanager
def on_the_cli(base: Path, binaries: Path) -> Iterator[Project]:
    """The project of this folder, while its AWS runs: nobody lives there at first, and it is a Monday noon in March."""
    base.mkdir(exist_ok=True)
    with running(NOBODY, virtual("2026-03-16T12:00:00Z", file=base / "aws.sqlite")) as cloud:
        yield Project(base, binaries, cloud)


def copy(folder: Path) -> None:
    """This project's files, as a user would have them."""
    program(folder)
    for name in ("policies", "templates", "samples"):
        shutil.copytree(ROOT / name, folder / name)


def program(folder: Path) -> None:
    """Those without the policies."""
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "engine").symlink_to(ROOT / "engine")


def _environment(kept: Path, binaries: Path, emulator: Emulator) -> Mapping[str, str]:
    """Nothing of this machine's but PATH; AWS is the emulator, and whoever asks another service is turned away."""
    path = (DOUBLE, binaries, Path(sys.executable).parent, os.environ["PATH"])
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.pathsep.join(map(str, path)),
        "HOME": str(kept),
        "PULUMI_STACK": "dev",
        "PULUMI_HOME": str(kept / "home"),
        "PULUMI_BACKEND_URL": f"file://{kept / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "tests",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
        "AWS_ENDPOINT_URL": nowhere,
        "AWS_ENDPOINT_URL_SSM_CONTACTS": emulator.url,
        "AWS_REGION": emulator.people["region"],
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }


def _matters(operation: dict[str, Any]) -> bool:
    return operation["op"] not in {"same", "refresh"} and _own(operation)


def _own(resource: dict[str, Any]) -> bool:
    """Whether it is one of the plan's: no stack, part or provider."""
    return not key(resource["urn"]).startswith(("pulumi:", "tocsin:"))


def _step(operation: dict[str, Any]) -> Step:
    _, _, types, name = operation["urn"].split("::")
    return Step(operation["op"], types.split(":")[-1], name, tuple(sorted(operation.get("detailedDiff") or ())))
