"""`diff` for people at a terminal."""

from __future__ import annotations

from changes import change, diff, pages
from tocsin.reporters.human.diff import diff as human
from tocsin.reporters.human.paint import Paint
from tocsin.reviews.diff import Titles


def lines(*found: str) -> list[str]:
    return [line for line in "\n".join(found).splitlines() if line.startswith(("  before", "  after"))]


def test_each_side_is_told_by_its_own_names() -> None:
    titles = Titles({"bob": "Bob Old"}, {"bob": "Bob New"})
    assert lines(human(diff(change("timeline", pages("bob"), pages("chen", "bob")), titles=titles), Paint())) == [
        "  before  page oncall by p > Bob Old (bob) by sms from minute 0",
        "  after   page oncall by p > chen by sms from minute 0; Bob New (bob) by sms from minute 1",
    ]


def test_what_is_the_same_before_and_after_is_left_out() -> None:
    told = human(diff(change("message", pages("bob"), pages("bob", text="y"), details=("Content",))), Paint())
    assert lines(told) == []
    assert '- text of voice and e-mail: "x" -> "y"' in told


def test_whom_a_contact_of_others_calls_is_said_to_be_unknown() -> None:
    far = pages(target="far")._replace(elsewhere=("far",))
    titles = Titles({"far": "Far Away"}, {})
    assert lines(human(diff(change("moved", far, pages(target="empty")), titles=titles), Paint())) == [
        "  before  page far by p > Far Away (far) is provisioned elsewhere, so whom it calls is not known here",
        "  after   page empty by p > nobody is called",
    ]


def test_terms_are_no_calls() -> None:
    same = pages("bob")
    told = human(diff(change("timeline", same, same, details=("repeat: never before, every 1h after",))), Paint())
    assert "  paged on other terms (policies: p)\n  - repeat: never before, every 1h after\n" in told
    told = human(diff(change("timeline", same, same, concerned=("bob",))), Paint())
    assert "  called otherwise (policies: p)\n" in told


def test_parameters_are_told_in_words() -> None:
    same = pages("bob")
    told = human(diff(change("message", same, same, details=("IncidentId (removed)",))), Paint())
    assert "  - incident (removed)\n" in told
