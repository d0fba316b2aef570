"""The policy pack in Pulumi's hands, and Pulumi's documents in ours, on the repository's own policies."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_cli import ROOT
from tocsin.errors import UnreadableInput
from tocsin.provision.changes.states import read_state
from tocsin.provision.resource import key
from tocsin.provision.tokens import CONTACT

if TYPE_CHECKING:
    from pathlib import Path

    from pulumi_cli import Project, Ran

pytestmark = pytest.mark.slow
"""Needs the Pulumi CLI, and the pack's environment."""

PACK = ROOT / "engine/tocsin/provision/crossguard"
PYTHON = ROOT / ".venv-crossguard/bin/python"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pack, started by a script in place of the language host, whose older build (.ci/pulumi) starts programs only.

    Pulumi starts it as `pulumi-analyzer-policy-RUNTIME ADDRESS FOLDER`, and speaks with it as with any pack.
    """
    if not PYTHON.exists():
        reason = "the environment of the policy pack is not there: make crossguard"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    made = tmp_path / "pack"
    made.mkdir()
    (made / "PulumiPolicy.yaml").write_text("runtime: script\n")
    starter = made / "pulumi-analyzer-policy-script"
    starter.write_text(f'#!/bin/sh\nexec {PYTHON} -u -m pulumi.policy "$1" {PACK}\n')
    starter.chmod(0o755)
    monkeypatch.setenv("PATH", str(made), prepend=os.pathsep)
    return made


def checked(project: Project, pack: Path, settings: dict[str, dict[str, Any]] | None = None) -> Ran:
    """A preview with the pack."""
    (pack / "settings.json").write_text(json.dumps(settings or {}))
    return project.run("preview", "--policy-pack", str(pack), "--policy-pack-config", str(pack / "settings.json"))


def delete_bob(project: Project) -> None:
    people = (project.folder / "policies/people.yaml").read_text()
    _, _, rest = people.partition("  bob:")
    bob = "  bob:" + rest.partition("  chen:")[0]
    project.edit("policies/people.yaml", bob, "")
    project.edit("policies/people.yaml", "contacts: [akuam, bob]", "contacts: [akuam]")
    project.edit("policies/people.yaml", "contacts: [chen, bob]", "contacts: [chen]")


def test_the_repositorys_own_policies_pass_in_a_first_preview(pack: Path, project: Project) -> None:
    ran = checked(project, pack)

    assert ran.code == 0, ran.out + ran.err
    assert "[mandatory]" not in ran.out
    assert "can't run policy" not in ran.out


def test_a_person_without_a_plan_is_refused_in_a_first_preview(pack: Path, project: Project) -> None:
    project.edit("policies/people.yaml", "    plan:\n      - {notify: [phone, mail], retry: 2m, for: 10m}\n", "")

    ran = checked(project, pack)

    assert ran.code != 0
    assert "[mandatory]" in ran.out
    assert "`bob` is paged, but has no plan with a channel" in ran.out


def test_a_paged_contact_is_not_deleted_where_the_state_is_given(pack: Path, provisioned: Project) -> None:
    state = pack / "state.json"
    state.write_text(provisioned("stack", "export").out)
    settings = {"nobody-is-lost": {"state": str(state)}}
    unchanged = checked(provisioned, pack, settings)
    delete_bob(provisioned)

    ran = checked(provisioned, pack, settings)

    assert unchanged.code == 0, unchanged.out + unchanged.err
    assert ran.code != 0
    assert "`bob` would be deleted" in ran.out
    assert "[TOC511]" in ran.out


def test_what_is_accepted_passes(pack: Path, provisioned: Project) -> None:
    state = pack / "state.json"
    state.write_text(provisioned("stack", "export").out)
    delete_bob(provisioned)
    accepted = [{"rule": "TOC511", "name": "bob", "reason": "has left the company"}]

    ran = checked(provisioned, pack, {"nobody-is-lost": {"state": str(state), "accepted": accepted}})

    assert ran.code == 0, ran.out + ran.err


def test_a_state_that_cannot_be_read_is_told_in_a_line(pack: Path, provisioned: Project) -> None:
    ran = checked(provisioned, pack, {"nobody-is-lost": {"state": "nowhere.json"}})

    assert ran.code != 0
    assert "nowhere.json: cannot read: No such file or directory" in ran.out
    assert "Traceback" not in ran.out + ran.err


def test_without_a_state_nothing_is_compared(pack: Path, provisioned: Project) -> None:
    delete_bob(provisioned)

    ran = checked(provisioned, pack)

    assert ran.code == 0, ran.out + ran.err


def test_tocsin_reads_what_pulumi_writes(provisioned: Project) -> None:
    """An export and a preview of today's CLI, as they come."""
    export = read_state(provisioned("stack", "export").out, "export")
    delete_bob(provisioned)
    preview = read_state(provisioned("preview", "--json", "--show-sames").out, "preview")

    # A preview leaves out providers, which nothing here is about.
    rest = {name: each for name, each in export.resources.items() if not name.startswith("pulumi:providers:")}
    assert preview.resources == rest
    assert preview.pages == export.pages
    gone = {step.old for step in preview.steps or () if step.fate == "deleted"}
    assert key(CONTACT, "bob") in gone
    with pytest.raises(UnreadableInput, match="without the"):
        read_state(provisioned("preview", "--json").out, "preview")
