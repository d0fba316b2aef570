"""Changes in the words of those who are paged."""

from __future__ import annotations

from typing import get_args

import pytest

from changes import NOBODY, TITLES, change, pages, silenced
from tocsin.model import DecisionKind, Page, Request
from tocsin.reporters.markdown.text import prose
from tocsin.reporters.sentences import HEADINGS, called, field, sentence
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
        change("timeline", pages("akuam", "bob"), pages("bob", "akuam"), concerned=("bob", "akuam")),
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


def test_a_target_that_stays_is_not_named() -> None:
    old, new = (
        pages("bob")._replace(pages=(*pages("bob").pages, elsewhere(arn)), elsewhere=("far",))
        for arn in ("arn:1", "arn:2")
    )
    assert sentence(change("moved", old, new), TITLES) == (
        "`far` (`arn:2`) would be paged for `disk-full` instead of `far` (`arn:1`)"
    )


def test_people_of_whom_a_change_says_nothing_are_not_named() -> None:
    found = change("timeline", pages("akuam", "bob"), pages("chen", "dan"), concerned=("bob", "chen"))
    assert sentence(found, TITLES) == "`chen` would be called for `disk-full` instead of `bob`"


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        (("p",), "; likewise with other people"),
        (("p", "q"), "; likewise for 1 more policy, some with other people"),
        (("p", "q", "r"), "; likewise for 2 more policies, some with other people"),
    ],
)
def test_where_others_are_concerned_too_that_is_said(policies: tuple[str, ...], words: str) -> None:
    found = change("moved", pages("akuam"), pages("bob", target="bob"), policies=policies, mixed=True)
    assert sentence(found, TITLES).endswith(f"instead of `akuam` (Akua Mansa){words}")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (
            ("2020-01-01T00:00Z", "2020-01-02T00:00Z"),
            "silence `move` (from 2020-01-01T00:00Z to 2020-01-02T00:00Z) takes it",
        ),
        ((None, "2020-01-02T00:00Z"), "silence `move` (until 2020-01-02T00:00Z) takes it"),
    ],
)
def test_a_silence_is_told_with_its_period(period: tuple[str | None, str], words: str) -> None:
    assert words in sentence(change("silenced", pages("bob"), silenced("move")._replace(period=period)), TITLES)


def test_terms_are_told_by_what_they_are_about() -> None:
    details = ("repeat: never before, every 1h after", "storm: never summed up before, x after")
    assert sentence(change("timeline", pages("bob"), pages("bob"), details=details), TITLES) == (
        "The repeat and storm of the page to `oncall` for `disk-full` would change"
    )


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("IncidentId (added)", "name an incident"),
        ("IncidentId (removed)", "name no incident any more"),
        ("IncidentId", "name another incident"),
        ("Sender", "name another sender"),
        ("Content", "say something else"),
    ],
)
def test_a_message_is_told_by_what_differs(detail: str, words: str) -> None:
    found = change("message", pages("bob"), pages("bob"), details=(detail,))
    assert sentence(found, TITLES) == f"The page to `oncall` for `disk-full` would {words}"


def test_a_message_names_the_targets_that_are_told_otherwise() -> None:
    other = pages("bob", target="other").pages[0]._replace(policy="q")
    both = pages("bob")._replace(pages=(*pages("bob").pages, other))
    assert "The page to `oncall` for" in sentence(change("message", both, both, details=("Content",)), TITLES)


def test_each_channel_is_told_with_its_minutes() -> None:
    calls = [("sms", 0), ("email", 0), ("sms", 2), ("email", 2), ("voice", 5)]
    assert called(calls) == "by email and sms at minutes 0, 2 and by voice at minute 5"
    swapped = {"sms": "voice", "voice": "sms"}
    assert called((swapped.get(kind, kind), minute) for kind, minute in calls) == (
        "by email and voice at minutes 0, 2 and by sms at minute 5"
    )


def test_a_parameter_is_told_in_words() -> None:
    assert field("PublicContent (only in what is not shown here)") == "text of SMS (only in what is not shown here)"
    assert field("IncidentId") == "incident"


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
