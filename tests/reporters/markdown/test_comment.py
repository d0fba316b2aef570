"""Comments of bearable length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import comments
from tocsin.reporters.markdown.comment import LIMIT, ROOM, Section, comment, marker


def test_the_parts_stand_in_order() -> None:
    sections = [Section("Grave", ["- a\n", "- b\n"]), Section("Minor", ["- c\n"], folded=True)]

    written = comment("teams/pay", "diff", "2 changes", sections, "Compared.\n")

    assert written == (
        "<!-- tocsin:teams/pay -->\n### tocsin diff in `teams/pay`: 2 changes\n\nCompared.\n"
        "\n#### Grave\n\n- a\n- b\n\n<details><summary>Minor</summary>\n\n- c\n\n</details>\n"
    )


def test_sections_without_entries_are_left_out() -> None:
    assert "Grave" not in comment(".", "diff", "nothing", [Section("Grave", [])])


@pytest.mark.parametrize("root", [".", "a b", "a-->b", "a--b", "a\n<b>", "größe", "a\udcff"])
def test_the_marker_is_a_hidden_line_of_its_own(root: str) -> None:
    written = comment(root, "diff", "x", [])

    assert written.startswith(f"{marker(root, 'diff')}\n")
    found = comments.shown(written)
    assert len(found.comments) == 1
    assert found.elements[0] == "h3"


def test_markers_tell_folders_and_commands_apart() -> None:
    assert marker(".", "diff") == "<!-- tocsin:. -->"
    assert len({marker(root, name) for root in (".", "a", "b") for name in ("diff", "test", "validate")}) == 9


@given(
    st.lists(
        st.tuples(st.lists(st.integers(1, 30_000), max_size=8), st.booleans()), min_size=1, max_size=5
    ),
    st.sampled_from(sorted(ROOM)),
)  # fmt: skip
def test_whole_entries_are_kept_as_far_as_they_fit(sizes: list[tuple[list[int], bool]], command: str) -> None:
    names = iter(range(1000))
    sections = [Section("s", [f"- {next(names)} {'x' * size}\n" for size in each], folded) for each, folded in sizes]
    entries = [entry for section in sections for entry in section.entries]

    written = comment(".", command, "x", sections)

    kept = [entry for entry in entries if entry in written]
    assert len(written) <= ROOM[command]
    assert kept == entries[: len(kept)]
    assert written.count("<details>") == written.count("</details>")
    left = len(entries) - len(kept)
    assert (f"**{left} more" in written) == bool(left)
    if left:
        assert len(written) + len(entries[len(kept)]) > ROOM[command] - 1000


def test_changes_and_tests_fit_into_one_comment() -> None:
    full = [Section("s", ["- x\n"] * LIMIT)]

    assert len(comment(".", "diff", "x", full) + comment(".", "test", "x", full)) <= LIMIT
