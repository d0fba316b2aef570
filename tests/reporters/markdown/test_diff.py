"""The comment of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import comments
import hostile
from changes import NOBODY, change, diff, pages, silenced
from tocsin.reporters.markdown.comment import LIMIT
from tocsin.reporters.markdown.diff import diff as comment
from tocsin.reviews.diff import Backtest, Counts, NewlySilent, Titles

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tocsin.reviews.diff import Diff

EVERYTHING = (
    change("unrouted", pages("akuam"), NOBODY),
    change("silenced", pages("akuam"), silenced("move")),
    change("moved", pages("akuam"), pages("bob", target="bob")),
    change("added", pages("akuam"), pages("akuam", "bob")),
    change("removed", pages("akuam", "bob"), pages("akuam")),
    change("timeline", pages("akuam"), pages("bob")),
    change("message", pages("akuam"), pages("akuam", text="y")),
)


def test_a_change_says_who_for_what_and_what_shows_it() -> None:
    assert comment(diff(change("moved", pages("akuam"), pages("bob", target="bob"))), ".") == (
        "<!-- tocsin:. -->\n### tocsin diff: 1 change of who is paged for what\n\n"
        "9 alerts compared with `0123456789ab`.\n\n"
        "#### Somebody else would be paged (1)\n\n"
        "**`bob` would be paged for `disk-full` instead of `akuam` (Akua Mansa)**\n\n"
        "For example with `labels.env: prod` on Sun 2026-03-29 at 00:30 (UTC) · policy `p`\n\n"
        "<details><summary>before and after</summary>\n\n"
        "The example: made from policy p. 2 more of the alerts compared show the same.\n\n"
        "| | before | after |\n|---|---|---|\n"
        "| paged | oncall by p | bob by p |\n"
        "| called | akuam by sms at minute 0 | bob by sms at minute 0 |\n\n"
        "```text\na before, b after\n```\n\n</details>\n\n"
    )


def test_the_gravest_stand_first_and_only_what_is_minor_is_folded() -> None:
    found = comments.shown(comment(diff(*reversed(EVERYTHING)), "."))

    headings = [
        "Nobody would be paged any more (1)", "Silenced (1)", "Somebody else would be paged (1)", "Paged as well (1)",
        "No longer paged (1)", "Called at other times or in other ways (1)", "Other messages (1)",
    ]  # fmt: skip
    places = [found.text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert found.elements.count("h4") == 5
    assert found.elements.count("details") == len(EVERYTHING) + 2


def test_a_minor_change_alone_is_in_sight() -> None:
    written = comment(diff(change("message", pages("akuam"), pages("akuam", text="y"))), ".")

    assert "#### Other messages (1)" in written


def in_sight(written: str) -> str:
    """What a reader of a comment with one change sees without opening anything."""
    return written.partition("<details>")[0]


def test_a_message_is_shown_before_and_after() -> None:
    told = in_sight(
        comment(
            diff(
                change(
                    "message",
                    pages("akuam", text="disk is full"),
                    pages("akuam", text="disk | is *full*"),
                    details=("Subject", "Content", "PublicContent (only in what is not shown here)"),
                )
            ),
            ".",
        )
    )

    assert "| text of voice and e-mail | disk is full | disk &#124; is &#42;full&#42; |\n" in told
    assert "| subject of voice and e-mail | disk is full |" in told
    assert "- text of SMS (only in what is not shown here)\n" in told
    assert "- text of voice" not in told


def test_policies_that_are_not_named_are_counted() -> None:
    names = tuple(f"p{number}" for number in range(11))

    told = in_sight(comment(diff(change("added", NOBODY, pages("bob"), policies=names)), "."))

    assert "· policies `p0`, `p1`, `p2`, `p3`, `p4`, `p5`, `p6`, `p7` and 3 more\n" in told


def test_whom_a_contact_of_others_calls_is_said_to_be_unknown() -> None:
    far = pages(target="far")._replace(elsewhere=("far",))

    told = comment(diff(change("moved", far, pages("bob", target="bob"))), ".")

    assert "| called | far is provisioned elsewhere, so whom it calls is not known here | bob by sms" in told


def test_two_pages_that_say_the_same_are_one_row() -> None:
    old, new = pages("akuam", text="a"), pages("akuam", text="b")
    twice = [
        side._replace(pages=(*side.pages, *pages("bob", target="bob", text=text).pages))
        for side, text in ((old, "a"), (new, "b"))
    ]

    told = comment(diff(change("message", *twice, details=("Content",))), ".")

    assert told.count("text of voice and e-mail") == 1


def test_a_long_message_is_shown_from_where_it_differs() -> None:
    old, new = (pages("akuam", text="x" * 1000 + end) for end in (" calm", " loud"))

    told = in_sight(comment(diff(change("message", old, new, details=("Content",))), "."))

    assert f"| …{'x' * 39} calm | …{'x' * 39} loud |\n" in told


def test_what_differs_in_a_timeline_is_in_sight() -> None:
    lines = ("if bob answers at once: the page goes on before, the page stops after", "b", "c", "d")
    same = pages("akuam")

    told = comment(diff(change("timeline", same, same, details=lines)), ".")

    assert f"- {lines[0]}\n- b\n- c\n\nFor example" in in_sight(told)
    assert "```text\nd\n```" in told
    assert "While nobody answers, the same people are called at the same minutes." in told


def test_no_change_is_said_in_a_line() -> None:
    assert comment(diff(notes=("the policy `p` is called `q` now",)), "teams/pay") == (
        "<!-- tocsin:teams/pay -->\n### tocsin diff in `teams/pay`: nobody is paged otherwise\n\n"
        "9 alerts compared with `0123456789ab`.\n\n#### Good to know\n\n- the policy `p` is called `q` now\n"
    )


def test_history_shows_what_differs() -> None:
    same, more = Counts(2, 2), Counts(1, 4)
    history = Backtest(
        5, 6, "Europe/Berlin", {"oncall": more, "steady": same}, {"oncall": Counts(0, 1)}, {"akuam": more},
        {"p": Counts(0, 2)}, 5, (NewlySilent("disk-full", "unrouted", 2, "2026-03-01T00:00:00Z"),),
    )  # fmt: skip

    found = comments.shown(comment(diff(backtest=history), "."))

    assert "On 6 recorded alerts" in found.text
    assert (
        "disk-full: 2 alerts that paged would page nobody (unrouted), the first of 2026-03-01T00:00:00Z" in found.text
    )
    rows = [row.split() for row in found.text.replace("\n", " ").split("pages of ")[1:]]
    assert rows[0][:4] == ["Akua", "Mansa", "1", "4"]
    assert "steady" not in found.text
    assert found.elements.count("tr") == 5


def test_ten_thousand_changes_fit_and_the_gravest_are_kept() -> None:
    written = comment(diff(*[EVERYTHING[2]] * 10_000, EVERYTHING[0]), ".")

    assert len(written) <= LIMIT
    assert written.index("Nobody would be paged") < written.index("Somebody else")
    assert "more entries are left out here" in written


def test_one_endless_change_leaves_room_for_others() -> None:
    endless = change("unrouted", pages("akuam"), NOBODY, details=tuple("x" * 3000 for _ in range(500)))

    written = comment(diff(endless, EVERYTHING[2]), ".")

    assert len(written) <= LIMIT
    assert "Somebody else would be paged" in written


def full_of(text: str) -> Diff:
    """A comparison in which everything that anybody can choose is this text."""
    told = [
        each._replace(
            alert=each.alert._replace(type=text),
            before=pages(text, target=text),
            after=pages(text, "b", target=text),
            fields={text: text, "labels.x": [text]},
            origin=text, details=(text, text), policies=(text,),
        )
        for each in EVERYTHING
    ]  # fmt: skip
    table = {text: Counts(0, 1)}
    history = Backtest(1, 1, text, table, table, table, table, 5, (NewlySilent(text, text, 1, text),))
    return diff(*told, titles=Titles({text: text}, {text: text}), notes=(text,), base=text, backtest=history)


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts_are_inert(text: str) -> None:
    written = comment(full_of(text), ".")

    found = comments.shown(written)
    assert set(found.elements) <= comments.ALLOWED
    assert len(found.comments) == 1
    assert found.elements.count("details") == len(EVERYTHING) + 2
    assert hostile.workflow_commands(written) == []


@pytest.mark.slow
def test_a_browser_shows_a_hostile_comment_and_does_nothing_else(chromium: Browser) -> None:
    written = comment(full_of(" ".join(hostile.TEXTS)), ".")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.set_content(f"<meta charset=utf-8><title>comment</title>{comments.html(written)}")

    assert (page.title(), asked) == ("comment", [])
    assert page.locator("a, img, script, iframe, style, s, hr").count() == 0
    assert page.locator("details > summary").count() == len(EVERYTHING) + 2
    assert page.get_by_text("Somebody else would be paged (1)").is_visible()
    context.close()
