"""Changes in the words of those who are paged."""

from __future__ import annotations

from typing import get_args

import pytest

from changes import NOBODY, change, pages, silenced
from tocsin.model import DecisionKind
from tocsin.reporters.sentences import HEADINGS, sentence
from tocsin.reviews.diff import Change, Kind

SENTENCES = [
    (
        change("unrouted", pages("akuam"), NOBODY),
        "Nobody would be paged for `disk-full` any more: no policy takes it; so far it reaches `akuam` (Akua Mansa)",
    ),
    (
        change("silenced", pages("bob", "chen"), silenced("move")),
        "Nobody would be paged for `disk-full` any more: silence `move` takes it; so far it reaches `bob` and `chen`",
    ),
    (
        change("moved", pages("akuam"), pages("bob", target="bob")),
        "`bob` would be paged for `disk-full` instead of `akuam` (Akua Mansa)",
    ),
    (
        change("moved", pages("akuam"), pages("akuam", target="akuam")),
        "`akuam` would be paged for `disk-full` instead of `oncall`",
    ),
    (
        change("moved", pages("akuam"), pages("bob", target="bob")._replace(decision=DecisionKind.FALLBACK)),
        (
            "`bob` would be paged for `disk-full` instead of `akuam` (Akua Mansa): "
            "no policy takes it any more, so the fallback pages"
        ),
    ),
    (
        change("moved", pages("bob", target="bob")._replace(decision=DecisionKind.FALLBACK), pages("chen")),
        "`chen` would be paged for `disk-full` instead of `bob`: a policy takes it now, in place of the fallback",
    ),
    (change("added", pages("akuam"), pages("akuam", "bob")), "`bob` would be paged for `disk-full` as well"),
    (change("added", NOBODY, pages("bob")), "`bob` would be paged for `disk-full`, which pages nobody so far"),
    (
        change("removed", pages("akuam", "bob", "chen"), pages("akuam")),
        "`bob` and `chen` would no longer be paged for `disk-full`",
    ),
    (change("removed", pages(), NOBODY), "`oncall` would no longer be paged for `disk-full`"),
    (
        change("timeline", pages("akuam"), pages("bob")),
        "`bob` would be called for `disk-full` instead of `akuam` (Akua Mansa)",
    ),
    (change("timeline", pages("akuam", "bob"), pages("akuam")), "`bob` would no longer be called for `disk-full`"),
    (change("timeline", pages("akuam"), pages("akuam", "bob")), "`bob` would be called for `disk-full` as well"),
    (
        change("timeline", pages("akuam", "bob"), pages("bob", "akuam")),
        "`bob` and `akuam` (Akua Mansa) would be called otherwise for `disk-full`",
    ),
    (
        change("message", pages("akuam"), pages("akuam", text="y")),
        "The page to `oncall` for `disk-full` would say something else",
    ),
]


@pytest.mark.parametrize(("found", "words"), SENTENCES)
def test_a_change_is_told_as_what_happens_to_people(found: Change, words: str) -> None:
    assert sentence(found, {"akuam": "Akua Mansa"}) == words


def test_every_kind_has_a_heading_and_a_sentence_gravest_first() -> None:
    assert tuple(HEADINGS) == get_args(Kind)
    assert {found.kind for found, _ in SENTENCES} == set(HEADINGS)
