"""What Pulumi.yaml and Pulumi.STACK.yaml say, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tocsin.errors import UnreadableInput
from tocsin.finding import Span
from tocsin.provision.stack import Stack, read

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = "name: paging\nruntime: python\n"


def stack(folder: Path, dev: str | None = None, project: str = PROJECT) -> Stack:
    """The stack dev of a project, or the project's defaults."""
    (folder / "Pulumi.yaml").write_text(project, "utf-8")
    if dev is not None:
        (folder / "Pulumi.dev.yaml").write_text(dev, "utf-8")
    return read(str(folder), None if dev is None else "dev")


def values(folder: Path, dev: str, project: str = PROJECT) -> dict[str, Any]:
    return dict(stack(folder, dev, project).values)


def test_only_the_projects_own_keys_count(tmp_path: Path) -> None:
    dev = "config:\n  paging:account: '1'\n  protect: true\n  other:account: '2'\n  aws:profile: x\n"

    assert values(tmp_path, dev) == {"account": "1", "protect": "true"}


def test_numbers_and_switches_are_what_is_written(tmp_path: Path) -> None:
    """Pulumi takes the text of a plain value, with the zeros that lead it."""
    dev = "config:\n  paging:account: 011122223333\n  paging:protect: true\n  paging:region:\n"

    assert values(tmp_path, dev) == {"account": "011122223333", "protect": "true", "region": ""}


def test_what_is_encrypted_is_not_known(tmp_path: Path) -> None:
    dev = "config:\n  paging:addresses: {a: {secure: 'v1:x:y'}, b: b@example.com}\n  paging:tags: {secure: 'v1:x:y'}\n"

    assert values(tmp_path, dev) == {"addresses": {"a": None, "b": "b@example.com"}, "tags": None}


def test_an_encrypted_value_may_be_of_any_length(tmp_path: Path) -> None:
    found = stack(tmp_path, f"config:\n  paging:addresses: {{secure: 'v1:{'x' * 50_000}'}}\n")

    assert (found.values, found.findings) == ({"addresses": None}, ())


@pytest.mark.parametrize("dev", [None, "config: {}\n", "encryptionsalt: v1:x\n", ""])
def test_the_defaults_of_the_project_count_where_the_stack_says_nothing(tmp_path: Path, dev: str | None) -> None:
    project = PROJECT + (
        "config:\n  protect: {type: boolean, default: true}\n  account: '1'\n  aws:region: {value: us-east-2}\n"
        "  paging:region: {value: us-west-2}\n  tags: {type: object}\n"
    )

    found = stack(tmp_path, dev, project)

    assert found.values == {"protect": "true", "account": "1", "region": "us-west-2", "tags": ""}
    assert found.regions == {"aws:region": "us-east-2"}
    assert found.where(("protect",)) == Span("Pulumi.yaml", 4, 37, 4, 41)


def test_the_stack_comes_before_the_project(tmp_path: Path) -> None:
    project = PROJECT + "config:\n  protect: {type: boolean, default: true}\n"

    assert values(tmp_path, "config:\n  paging:protect: false\n", project) == {"protect": "false"}


def test_keys_that_the_project_declares_for_itself_are_let_be(tmp_path: Path) -> None:
    project = PROJECT + "config:\n  retentionDays: {type: integer, default: 14}\n"

    assert values(tmp_path, "config:\n  paging:retentionDays: 7\n  paging:tag: {}\n", project) == {"tag": {}}


def test_places_are_those_of_the_values(tmp_path: Path) -> None:
    found = stack(tmp_path, "config:\n  paging:tags:\n    team: 7\n")

    assert found.where(("tags", "team")) == Span("Pulumi.dev.yaml", 3, 11, 3, 12)
    assert found.where(("accepted", 0)) == Span("Pulumi.dev.yaml")
    assert Stack().where(("tags",)) == Span("Pulumi.yaml")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    found = stack(tmp_path, "config:\n  paging:tags: {\n")

    assert [(each.rule, each.span.path) for each in found.findings] == [("TOC102", "Pulumi.dev.yaml")]


def test_providers_must_work_where_the_policies_page(tmp_path: Path) -> None:
    found = stack(tmp_path, "config:\n  aws:region: us-east-2\n  aws-native:region: us-east-1\n")

    (told,) = found.misplaced("us-east-2")
    assert told.message == "`aws-native:region` is `us-east-1`, but the policies page contacts in `us-east-2`"
    assert told.span.line == 3
    assert list(found.misplaced(None)) == []


def test_without_a_project_there_are_no_defaults(tmp_path: Path) -> None:
    assert read(str(tmp_path), None) == Stack()


def test_the_full_name_of_a_stack_is_known(tmp_path: Path) -> None:
    stack(tmp_path, "config: {paging:account: '1'}\n")

    assert read(str(tmp_path), "acme/paging/dev").values == {"account": "1"}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ((), "Pulumi.yaml: no such file, so no project"),
        (("Pulumi.yaml",), "Pulumi.prod.yaml: no such stack; the project has none: `pulumi stack init NAME`"),
        (
            ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prods.yaml"),
            "Pulumi.prod.yaml: no such stack; there are dev, prods; did you mean `prods`?",
        ),
    ],
)
def test_a_stack_that_is_not_there(tmp_path: Path, files: tuple[str, ...], message: str) -> None:
    for file in files:
        (tmp_path / file).write_text(PROJECT, "utf-8")

    with pytest.raises(UnreadableInput) as error:
        read(str(tmp_path), "prod")
    assert message in str(error.value)


def test_an_address_in_clear_is_told_without_being_repeated(tmp_path: Path) -> None:
    found = stack(tmp_path, "config:\n  paging:addresses: {a: {secure: 'v1:x:y'}, b: b@example.com}\n")

    (one,) = found.exposed()
    assert (one.severity, one.span.line, one.message) == ("warning", 2, "the address `b` is not encrypted")
    assert "example.com" not in f"{one}"
