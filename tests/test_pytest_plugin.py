"""The pytest plug-in, in a pytest of its own: policy tests are items, everything else is left alone."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sets
from commands.driver import ROOT, tocsin

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

POLICY = "version: 1\npolicies: [{name: disk, alert: disk-full, page: akuam}]"
TESTS = """\
version: 1
tests:
  - {name: wakes Akua, alert: {type: disk-full}, expect: {pages: [{target: akuam}]}}
  - name: wakes Bob
    alert: {type: disk-full}
    expect: {pages: [{target: bob}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy set with one test that passes and one that fails."""
    sets.write(tmp_path, {"disk.yaml": POLICY})
    return write(tmp_path, "tests/policies/test_disk.yaml", TESTS)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """pytest with the plug-in: its exit code and what it prints."""
    command = [sys.executable, "-m", "pytest", "-p", "tocsin.pytest_plugin", "-p", "no:cacheprovider", "--color=no"]
    environment = {"PYTHONPATH": str(ROOT / "engine"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "120"}
    ran = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in ran.stdout + ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


def test_every_case_is_an_item(folder: Path) -> None:
    code, out = run(folder, "--collect-only", "-q")
    assert code == 0
    assert out.splitlines()[:2] == [
        "tests/policies/test_disk.yaml::wakes Akua",
        "tests/policies/test_disk.yaml::wakes Bob",
    ]


def test_a_failure_reads_as_in_tocsin_test(folder: Path) -> None:
    code, out = run(folder)
    assert code == 1
    assert "1 failed, 1 passed" in out
    told = tocsin("test", cwd=folder).out.splitlines()[1:-1]
    assert len(told) == 4
    assert "\n".join(told) in out
    assert "pytest_plugin.py" not in out


def test_an_item_stands_on_its_line(folder: Path) -> None:
    code, out = run(folder, "-rf", "--junitxml=report.xml", "-o", "junit_family=xunit1")
    assert code == 1
    assert 'file="tests/policies/test_disk.yaml" line="3"' in (folder / "report.xml").read_text()
    assert "wakes Bob" in out


def test_k_chooses_by_name(folder: Path) -> None:
    code, out = run(folder, "-k", "akua")
    assert (code, "1 passed, 1 deselected" in out) == (0, True)


def test_one_item_can_be_named(folder: Path) -> None:
    code, out = run(folder, "tests/policies/test_disk.yaml::wakes Akua")
    assert (code, "1 passed" in out) == (0, True)


def test_a_file_that_cannot_be_run_is_an_error_of_collection(folder: Path) -> None:
    write(folder, "tests/test_broken.yaml", "version: 1\ntests: [{name: a, alert: {type: x}, expekt: {}}]")
    code, out = run(folder)
    assert code == 2
    assert "tests/test_broken.yaml:2:37: error: unknown key `expekt` [TOC110]\n    Did you mean `expect`?" in out
    assert "the policy tests cannot be run" in out


def test_invalid_policies_are_an_error_of_collection(folder: Path) -> None:
    write(folder, "policies/disk.yaml", POLICY.replace("akuam", "akaum"))
    code, out = run(folder)
    assert code == 2
    assert "policies/disk.yaml:2:49: error: unknown contact, escalation or schedule `akaum` [TOC201]" in out
    assert "the policies are not valid" in out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests/test_api.tavern.yaml", "test_name: an API\nstages: []\n"),
        ("tests/test_values.yaml", "version: 1\n"),
        ("tests/test_nested.yaml", "a:\n  version: 1\n  tests: []\n"),
        ("tests/test_bytes.yaml", "\udcff"),
        ("tests/other.yaml", TESTS),
        ("tests/test_data.json", TESTS),
    ],
)
def test_files_that_are_none_of_ours_are_left_alone(name: str, text: str, folder: Path) -> None:
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    code, out = run(folder, "--collect-only", "-q")
    assert code == 0
    assert "2 tests collected" in out


def test_a_project_without_policies_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "tests/test_x.yaml", TESTS)
    write(tmp_path, "tests/test_it.py", "def test_it():\n    pass\n")
    assert run(tmp_path, "--collect-only", "-q")[1].splitlines()[0] == "tests/test_it.py::test_it"


def test_tests_of_policies_are_no_set_themselves(folder: Path) -> None:
    write(folder, "tests/test_more.yaml", TESTS)
    assert "2 failed, 2 passed" in run(folder)[1]


def test_a_set_may_stand_in_a_folder_called_tests(tmp_path: Path) -> None:
    inner = sets.write(tmp_path / "tests", {"disk.yaml": POLICY})
    write(inner, "checks/test_disk.yaml", TESTS)
    assert "1 failed, 1 passed" in run(tmp_path)[1]


def test_the_nearest_set_is_tested(folder: Path) -> None:
    inner = sets.write(folder / "team", {"disk.yaml": POLICY.replace("page: akuam", "page: bob")})
    write(inner, "tests/test_disk.yaml", TESTS)
    code, out = run(folder, "-v")
    assert code == 1
    assert "tests/policies/test_disk.yaml::wakes Akua PASSED" in out
    assert "team/tests/test_disk.yaml::wakes Bob PASSED" in out


def test_where_no_policy_test_is_nothing_heavy_is_imported(tmp_path: Path) -> None:
    write(
        tmp_path,
        "test_it.py",
        "import sys\n"
        "def test_it():\n"
        "    loaded = [name for name in sys.modules if name.split('.')[0] in {'tocsin', 'yaml', 'jinja2', 'click'}]\n"
        "    assert loaded == ['tocsin', 'tocsin.pytest_plugin']\n",
    )
    assert run(tmp_path)[0] == 0
