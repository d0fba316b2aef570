"""Every wrong policy set of the corpus gets exactly the findings that stand beside it."""

from __future__ import annotations

import pytest

import bad_sets


@pytest.mark.parametrize("name", bad_sets.names())
def test_a_mistake_is_told_in_these_words_at_this_place(name: str) -> None:
    assert bad_sets.told(name) == bad_sets.expected(name)


def test_every_case_has_findings() -> None:
    assert [name for name in bad_sets.names() if not bad_sets.expected(name)] == []


def test_no_findings_file_without_its_case() -> None:
    told = {path.stem for path in bad_sets.BAD.glob("*.findings")}
    assert told == set(bad_sets.names())
