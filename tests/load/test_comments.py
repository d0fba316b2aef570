"""Comments of YAML, told from texts that look like them."""

from __future__ import annotations

from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from tocsin.load.comments import comments

TEXT = dedent("""\
    # on top
    a: one  # behind
    b: "no # comment"  #tight
    c: 'no '' # comment'
    d: word#none
    e: |
      # none, text
      more  # none
    # after
    f: >-
      folded # none
      # none either
    g: [x, # inside
        "y
        # none
        z"]
        # indented
    h: plain
      text # behind two lines
    i: # alone
""")


def test_where_they_stand_and_what_they_say() -> None:
    found = [(each.line, each.column, each.text, each.alone) for each in comments(TEXT)]
    assert found == [
        (1, 1, "on top", True),
        (2, 9, "behind", False),
        (3, 20, "tight", False),
        (9, 1, "after", True),
        (13, 8, "inside", False),
        (17, 5, "indented", True),
        (19, 8, "behind two lines", False),
        (20, 4, "alone", False),
    ]


def test_what_is_not_yaml_has_none() -> None:
    assert list(comments('a: "b\n# x\n')) == []


LINES = st.lists(
    st.sampled_from(["a: b", "  # x", "# x", "- 'y # z'", "|", "  text # x", '"', "", "c: 'd", "\x85", "\ufeff"])
)


@given(LINES)
def test_whatever_the_file_holds_a_comment_stands_where_it_says(rows: list[str]) -> None:
    text = "\n".join(rows)
    for each in comments(text):
        row = text.replace("\x85", "\n").split("\n")[each.line - 1]
        assert row[each.column - 1] == "#"
        assert row[each.column : each.end_column - 1].strip() == each.text
