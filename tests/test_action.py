"""action.yml: its steps, run on pull requests as a runner does."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from commands.driver import tocsin
from forge import comment_on, forge, packed
from pull_requests import Check, PullRequest, commit, git

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

CHECK = "Validate, test, compare"
NO_CHEN = ("policies/people.yaml", "      - {page: chen, for: 15m}\n", "")
TYPO = ("policies/example.yaml", "page: shop-oncall", "page: shop-oncal")
REWORDED = ("policies/example.yaml", "description: Checkout fails for customers", "description: Nobody can buy")


def checked(folder: Path, request: PullRequest, **inputs: str) -> tuple[int, Check]:
    """The check of a pull request: its exit code, and what it left."""
    check = Check(folder, head=request.head, inputs={name.replace("_", "-"): value for name, value in inputs.items()})
    request.checkout(check.workspace)
    check.use_this_engine()
    return check.run(CHECK), check


def test_a_change_that_alters_nothing_passes_and_says_so(tmp_path: Path) -> None:
    code, check = checked(tmp_path, PullRequest.of(tmp_path, ("README.md", "# Paging policies", "# Who is paged")))

    assert (code, check.commands()) == (0, []), check.log
    assert check.outputs["changed"] == "false"
    assert (check.comment or "").startswith("<!-- tocsin:. -->\n")
    assert (check.comment or "nothing") in check.summary


def test_a_change_that_misses_somebody_is_told_and_fails_its_test(tmp_path: Path) -> None:
    code, check = checked(tmp_path, PullRequest.of(tmp_path, NO_CHEN))

    assert (code, check.outputs["changed"]) == (1, "true"), check.log
    (failed,) = (command for command in check.commands() if not command.startswith("::notice "))
    assert failed.startswith("::error file=tests/policies/test_example.yaml,line=")
    assert (check.comment or "").splitlines()[0] == "<!-- tocsin:. -->"
    assert (check.comment or "").count("<!-- tocsin:") == 1
    assert "chen" in (check.comment or "").split("tocsin test")[0]
    assert "Chen is called" in (check.comment or "").split("tocsin test")[1]


def test_what_main_has_gained_since_is_not_the_pull_requests_doing(tmp_path: Path) -> None:
    """The merge is compared with its first parent, not with where the branch began."""
    request = PullRequest.of(tmp_path, ("README.md", "# Paging policies", "# Who is paged"))
    people = request.origin / "policies/people.yaml"
    people.write_text(people.read_text().replace("{page: chen, for: 15m}", "{page: akuam, for: 15m}"))
    git(request.origin, "commit", "--quiet", "--all", "--message", "main moves on")
    git(request.origin, "merge", "--quiet", "--no-ff", "--no-edit", "change")
    git(request.origin, "branch", "--force", "merge")

    assert checked(tmp_path, request)[1].outputs["changed"] == "false"


def test_policies_that_are_not_valid_fail_and_the_same_comment_says_why(tmp_path: Path) -> None:
    code, check = checked(tmp_path, PullRequest.of(tmp_path, TYPO))

    assert (code, check.outputs.get("changed")) == (1, None)
    (annotation,) = check.commands()
    assert annotation.startswith("::error file=policies/example.yaml,line=25,")
    assert (check.comment or "").splitlines()[0] == "<!-- tocsin:. -->"
    assert "shop-oncall" in (check.comment or "")


def test_a_set_in_a_folder_is_named_by_it(tmp_path: Path) -> None:
    request = PullRequest.of(tmp_path, TYPO, directory="teams/shop")

    _, check = checked(tmp_path, request, directory="teams/shop")

    assert check.commands()[0].startswith("::error file=teams/shop/policies/example.yaml,")
    assert (check.comment or "").splitlines()[0] == "<!-- tocsin:teams/shop -->"


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1)])
def test_the_input_says_which_findings_fail(fail_on: str, code: int, tmp_path: Path) -> None:
    lonely = ("policies/settings.yaml", "  fallback: {page: shop-escalation}\n", "")
    expected = ("tests/policies/test_example.yaml", "decision: fallback\n      pages: [{target: shop-escalation}]",
                "decision: unrouted")  # fmt: skip

    ended, check = checked(tmp_path, PullRequest.of(tmp_path, lonely, expected), fail_on=fail_on)

    assert ended == code, check.log
    assert check.commands()[0].startswith("::warning file=policies/settings.yaml,")


def test_whoever_mends_what_was_broken_passes(tmp_path: Path) -> None:
    request = PullRequest.of(
        tmp_path, ("policies/example.yaml", "page: shop-oncal\n", "page: shop-oncall\n"), before=(TYPO,)
    )

    code, check = checked(tmp_path, request)

    assert (code, "changed" in check.outputs) == (0, False), check.log
    assert (check.comment or "").splitlines()[0] == "<!-- tocsin:. -->"
    assert check.commands() == [
        "::warning title=tocsin::the policies that this changes are not valid: nothing to compare with"
    ]


@pytest.mark.parametrize("event", ["pull_request_target", "workflow_run"])
def test_an_event_with_secrets_is_refused(event: str, tmp_path: Path) -> None:
    check = Check(tmp_path, event)
    PullRequest.of(tmp_path).checkout(check.workspace)

    assert check.run(CHECK) == 2
    assert check.commands() == [
        f"::error title=tocsin::the files of strangers are checked on pull_request, not on {event}"
    ]


def test_a_checkout_without_the_base_says_what_is_missing(tmp_path: Path) -> None:
    request = PullRequest.of(tmp_path)
    check = Check(tmp_path, head=request.head)
    request.checkout(check.workspace, depth=1)
    check.use_this_engine()

    assert check.run(CHECK) == 2
    assert check.commands() == [
        "::error title=tocsin::nothing to compare with: check out the pull request with fetch-depth: 2"
    ]


@pytest.mark.parametrize(("base", "changed"), [("", None), ("HEAD^1", "true")])
def test_on_a_push_the_base_is_what_the_job_says(base: str, changed: str | None, tmp_path: Path) -> None:
    check = Check(tmp_path, "push", inputs={"base": base})
    PullRequest.of(tmp_path, REWORDED, ("templates/example.j2", "Checkout fails{%", "Checkout broke{%")).checkout(
        check.workspace
    )
    check.use_this_engine()

    assert check.run(CHECK) == 0, check.log
    assert check.outputs.get("changed") == changed


HOSTILE = "\n".join(
    [
        "version: 1",
        "policies:",
        r'  - {name: a, description: "::add-mask::x\n##[add-mask]y", page: chen, match: {type: ["\n::error::z"]}}',
        r'  - {name: b, page: "x\n::stop-commands::0\n##[error]y"}',
    ]
)


def test_what_a_pull_request_writes_gives_the_runner_no_orders(tmp_path: Path) -> None:
    request = PullRequest.of(tmp_path, ("policies/::error::hostile.yaml", "", HOSTILE))

    code, check = checked(tmp_path, request)

    assert code == 1
    assert [command for command in check.commands() if not command.startswith("::error file=policies/")] == []
    assert "::stop-commands::" in check.log


def test_nothing_of_a_pull_request_is_executed(tmp_path: Path) -> None:
    """Python would find these before its own modules if it looked for any in the workspace."""
    trap = f"open({str(tmp_path / 'executed')!r}, 'w').close()\n"
    names = (
        "yaml.py",
        "click.py",
        "tocsin.py",
        "venv.py",
        "pip.py",
        "sitecustomize.py",
        "conftest.py",
        "tests/conftest.py",
    )

    code, check = checked(tmp_path, PullRequest.of(tmp_path, *((name, "", trap) for name in names)))

    assert code == 0, check.log
    assert not (tmp_path / "executed").exists()


def test_what_the_check_leaves_becomes_the_comment(tmp_path: Path) -> None:
    _, check = checked(tmp_path, PullRequest.of(tmp_path, NO_CHEN, directory="teams/shop"), directory="teams/shop")
    marker, _, said = (check.comment or "").partition("\n")

    with forge() as github:
        github.artifacts = [("tocsin-comment", packed(check.comment or ""))]
        assert comment_on(github, tmp_path) == (0, "commented on #12\n")
        assert comment_on(github, tmp_path) == (0, "the comment on #12 says it already\n")

    assert github.comments[0]["body"].startswith(f"{marker}\n<sub>On aaaaaaaaaaaa, from ")
    assert github.comments[0]["body"].endswith(said)


@pytest.mark.slow
def test_the_engine_is_installed_from_the_action_with_the_locked_requirements(tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'executed')!r}, 'w').close()\n"
    request = PullRequest.of(tmp_path, NO_CHEN, *((name, "", trap) for name in ("venv.py", "pip.py", "setup.py")))
    check = Check(tmp_path, head=request.head)
    request.checkout(check.workspace)

    assert check.run("Install tocsin") == 0, check.log
    assert check.run(CHECK) == 1
    assert check.outputs["changed"] == "true"
    assert not (tmp_path / "executed").exists()
    python = tmp_path / "runner/tocsin/bin/python"
    where = [str(python), "-I", "-c", "import tocsin; print(tocsin.__file__)"]
    assert subprocess.run(where, capture_output=True, text=True, check=True).stdout.startswith(str(tmp_path / "runner"))
    assert sys.prefix not in check.log


@pytest.mark.parametrize(("base", "code"), [("", 2), ("HEAD^1", 1)])
def test_a_repository_inside_a_pull_request_is_not_asked(base: str, code: int, tmp_path: Path) -> None:
    """Git takes a folder with HEAD, objects and refs for a repository, and runs what the `config` in it names."""
    executed = tmp_path / "executed"
    config = f"""
[core]
  repositoryFormatVersion = 1
  bare = true
[extensions]
  partialClone = origin
[remote "origin"]
  promisor = true
  url = {tmp_path}
  uploadpack = "touch {executed}; false"
"""
    inner = {"HEAD": "1" * 40 + "\n", "config": config, "objects/keep": "", "refs/keep": ""}
    request = PullRequest.of(tmp_path, *((name, "", text) for name, text in inner.items()), directory="teams/shop")

    ended, check = checked(tmp_path, request, directory="teams/shop", base=base)

    assert not executed.exists()
    assert ended == code, check.log
    assert "cannot use bare repository" in check.log
    assert "not valid" not in check.log


def test_settings_requirements_and_templates_of_a_pull_request_run_nothing(tmp_path: Path) -> None:
    executed = tmp_path / "executed"
    escape = "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ cycler.__init__.__globals__.os.system('touch %s') }}"
    plugin = f"open({str(executed)!r}, 'w').close()\n"
    changes = (
        ("requirements.txt", "", "-e ./hostile\n"),
        ("pyproject.toml", "", '[tool.pytest.ini_options]\naddopts = "-p hostile"\n'),
        ("pytest.ini", "", "[pytest]\naddopts = -p hostile\n"),
        ("hostile.py", "", plugin),
        ("tocsin/__init__.py", "", plugin),
        ("policies/hostile.py", "", plugin),
        (".tocsin/config.yaml", "", "plugins: [hostile]\n"),
        (".gitattributes", "", "* filter=hostile export-subst diff=hostile\n"),
        ("templates/example.j2", "{{ alert.summary }}", escape % executed),
    )

    code, check = checked(tmp_path, PullRequest.of(tmp_path, *changes))

    assert not executed.exists()
    assert code == 1, check.log
    assert any(line.startswith("::error file=templates/example.j2,") for line in check.commands())


def test_names_of_files_are_text_and_not_options_or_scripts(tmp_path: Path) -> None:
    names = (
        "policies/a\n::error::b.yaml",
        "policies/`touch executed`$(touch executed).yaml",
        "policies/-rf.yaml",
        "policies/'\"%0A::error::x.yaml",
        "templates/-x\n##[error]y.j2",
        "--help",
        "-C",
    )

    code, check = checked(tmp_path, PullRequest.of(tmp_path, *((name, "", "version: [\n") for name in names)))

    assert code == 1
    assert len(check.commands()) == len([name for name in names if "/" in name]), check.log
    assert [line for line in check.commands() if not re.match("::error file=(policies|templates)/", line)] == []
    assert list(check.workspace.rglob("executed")) == []


def first_policies(folder: Path, directory: str) -> PullRequest:
    """A pull request that brings the policies; the repository that it is for has none."""
    origin = folder / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet")
    commit(origin)
    git(origin, "switch", "--quiet", "--create", "change")
    tocsin("init", str(origin / directory))
    head = commit(origin)
    git(origin, "switch", "--quiet", "main")
    git(origin, "merge", "--quiet", "--no-ff", "--no-edit", "change")
    git(origin, "branch", "merge")
    return PullRequest(origin, head)


@pytest.mark.parametrize("directory", [".", "teams/shop"])
def test_the_first_policies_of_a_repository_are_all_new(directory: str, tmp_path: Path) -> None:
    code, check = checked(tmp_path, first_policies(tmp_path, directory), directory=directory)

    assert (code, check.outputs["changed"]) == (0, "true"), check.log
    assert "the base has no policies here: the whole set is new" in (check.comment or "")


UNTESTED = ("policies/more.yaml", "", "version: 1\npolicies:\n  - {name: more, match: {type: [more]}, page: chen}\n")


@pytest.mark.parametrize(("least", "code"), [("100", 1), ("50", 0), ("", 0)])
def test_the_input_says_how_much_the_tests_must_reach(least: str, code: int, tmp_path: Path) -> None:
    ended, check = checked(tmp_path, PullRequest.of(tmp_path, UNTESTED), fail_under=least)

    assert ended == code, check.log
    assert ("tocsin test" in (check.comment or "")) == bool(code)
    assert ("policies: 3 of 4 reached" in check.log) == bool(least)


def test_a_comment_stays_below_what_github_takes(tmp_path: Path) -> None:
    """Of five hundred changes and as many failing tests it tells some of each."""
    names = [f"page-{number}-{'x' * 40}" for number in range(500)]
    policies = "".join(f"  - {{name: {name}, page: chen, match: {{type: [{name}]}}}}\n" for name in names)
    tests = "".join(
        f"  - {{name: {name}, alert: {{type: {name}}}, at: 2026-03-12T03:12Z, expect: {{decision: silenced}}}}\n"
        for name in names
    )
    request = PullRequest.of(
        tmp_path,
        ("policies/more.yaml", "", f"version: 1\npolicies:\n{policies}"),
        ("tests/policies/test_more.yaml", "", f"version: 1\ntests:\n{tests}"),
    )

    code, check = checked(tmp_path, request)

    assert code == 1
    assert 50_000 < len(check.comment or "") <= 65_000
    changes, _, tests = (check.comment or "").partition("### tocsin test: 500 failed")
    assert changes.count("**`chen` would be paged for ") > 10
    assert tests.count("expected the decision silenced, found page") > 10
    assert (changes + tests).count("left out here**: the comment is full") == 2
    assert len(check.commands()) <= 20
    assert "tocsin test" in check.summary
    with forge() as github:
        github.artifacts = [("tocsin-comment", packed(check.comment or ""))]
        assert comment_on(github, tmp_path)[0] == 0
    assert len(github.comments[0]["body"]) <= 65_536
