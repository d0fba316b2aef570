"""`pulumi new` from a clone of this repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from commands.driver import tocsin
from pulumi_cli import ROOT, key, on_the_cli

pytestmark = pytest.mark.slow


def clone(folder: Path) -> Path:
    """What a clone would hold: every file that git knows or would take."""
    git = ("git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    listed = subprocess.run(git, env=clean, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def test_a_project_from_a_clone_previews_with_a_configuration_of_its_own(tmp_path: Path, pulumi_bin: Path) -> None:
    template = clone(tmp_path / "clone")
    with on_the_cli(tmp_path / "base", pulumi_bin) as project:
        project("new", str(template), "--generate-only", "--offline", "--yes", "--name", "alerts")
        files = {path.relative_to(template) for path in template.rglob("*") if path.is_file()}
        changed = {name for name in files if (template / name).read_bytes() != (project.folder / name).read_bytes()}
        assert changed == {Path("Pulumi.yaml")}
        assert (project.folder / "Pulumi.yaml").read_text(encoding="utf-8").startswith("name: alerts\n")

        project("stack", "init", "dev")
        project("config", "set", "--path", "tags.team", "payments")
        (preview,) = project.preview().documents

    assert "alerts:tags" in (project.folder / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    assert {each["op"] for each in preview["steps"]} == {"create"}
    (akua,) = [each["newState"] for each in preview["steps"] if each["urn"].endswith("Contact::akuam")]
    assert akua["inputs"]["tags"] == {"managed-by": "tocsin", "team": "payments"}


def test_a_project_from_tocsin_init_previews_what_tocsin_plan_says(tmp_path: Path, pulumi_bin: Path) -> None:
    with on_the_cli(tmp_path / "base", pulumi_bin) as project:
        tocsin("init", "--pulumi", cwd=project.folder)
        project("stack", "init", "dev")
        (preview,) = project.preview().documents

    planned = tocsin("plan", "-o", "json", cwd=project.folder)
    made = {key(each["urn"]) for each in preview["steps"]}
    assert {each["key"] for each in json.loads(planned.out)["resources"]} == {
        name for name in made if not name.startswith(("pulumi:", "tocsin:"))
    }
