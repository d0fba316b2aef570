"""Changes in the words of those who are paged."""

from __future__ import annotations

from typing import get_args

import pytest

from changes import NOBODY, TITLES, change, pages, silenced
from tocsin.model import DecisionKind, Page, Request
from tocsin.reporters.markdown.text import prose
from tocsin.reporters.sentences import HEADINGS, sentence
from tocsin.reviews.diff import Change, Kind, Titles

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
    assert sentence(found, TITLES) == words


def test_every_kind_has_a_heading_and_a_sentence_gravest_first() -> None:
    assert tuple(HEADINGS) == get_args(Kind)
    assert {found.kind for found, _ in SENTENCES} == set(HEADINGS)


@pytest.mark.parametrize(("found", "_"), SENTENCES)
def test_no_name_ends_the_back_ticks_around_it(found: Change, _: str) -> None:
    hostile = Titles({"akuam": "A` `B"}, {"akuam": "A` `B"})
    old, new = (
        side._replace(silence="s`", pages=tuple(page._replace(target="t`x") for page in side.pages))
        for side in (found.before, found.after)
    )
    told = found._replace(alert=found.alert._replace(type="x` for `y"), before=old, after=new)

    shown = prose(sentence(told, hostile))

    assert "`x' for 'y`" in shown
    assert set(shown.split("`")[1::2]) <= {"x' for 'y", "t'x", "s'", "oncall", "akuam", "bob", "chen"}


def test_the_example_of_many_policies_says_how_many_more_there_are() -> None:
    found = change("silenced", pages("bob"), silenced("move"), policies=("p", "q", "r"))
    assert sentence(found, TITLES).endswith("so far it reaches `bob`; likewise for 2 more policies")
    assert sentence(found._replace(policies=("p", "q")), TITLES).endswith("; likewise for 1 more policy")


def test_people_are_called_what_they_are_called_on_that_side() -> None:
    titles = Titles({"ann": "Ann Old", "ben": "Ben Old"}, {"ann": "Ann New", "ben": "Ben New"})
    found = change("moved", pages("ann"), pages("ben", target="ben"))
    assert sentence(found, titles) == "`ben` (Ben New) would be paged for `disk-full` instead of `ann` (Ann Old)"


def test_two_contacts_of_one_name_are_told_by_their_arns() -> None:
    old, new = (pages(target="far")._replace(pages=(elsewhere(arn),)) for arn in ("arn:1", "arn:2"))
    assert sentence(change("moved", old, new), TITLES) == (
        "`far` (`arn:2`) would be paged for `disk-full` instead of `far` (`arn:1`)"
    )


def elsewhere(arn: str) -> Page:
    (page,) = pages(target="far").pages
    return page._replace(request=Request({**page.request.parameters, "ContactId": arn}))


def test_a_target_that_the_fallback_pages_now_is_still_paged() -> None:
    old, new = pages("bob"), pages("bob")._replace(decision=DecisionKind.FALLBACK)
    assert sentence(change("moved", old, new), TITLES) == (
        "`oncall` would still be paged for `disk-full`: no policy takes it any more, so the fallback pages"
    )


def test_somebody_provisioned_elsewhere_is_reached() -> None:
    found = change("unrouted", pages(target="far")._replace(elsewhere=("far",)), NOBODY)
    assert sentence(found, TITLES).endswith("; so far it reaches `far`")
