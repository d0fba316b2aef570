"""Who is called behind a target, and how that is told."""

from __future__ import annotations

from datetime import UTC, datetime

from tocsin import roster
from tocsin.load import parse
from tocsin.reviews.diff.courses import Courses, Reached, courses, turn

AT = datetime(2026, 1, 5, 12, tzinfo=UTC)
PEOPLE = """
contacts:
  ann: {channels: {p: {sms: "+12065550100"}, m: {email: a@example.com}}, plan: [{notify: [p, m], retry: 2m, for: 5m}]}
  ben: {channels: {p: {voice: "+12065550101"}}, plan: [{notify: p, for: 5m}]}
escalations:
  both: {stages: [{page: ann, for: 5m}, {page: ben, for: 5m}]}
"""


def of(text: str, target: str = "both") -> Courses:
    document, _ = parse("people.yaml", text)
    return courses(roster.read([document]), target, AT)


def details(old: str, new: str, target: str = "both") -> tuple[str, ...]:
    found = turn(of(PEOPLE, target), of(PEOPLE.replace(old, new), target))
    return found.details if found else ()


def test_a_course_is_told_for_nobody_and_for_everybody_who_may_answer() -> None:
    found = of(PEOPLE)
    assert list(found) == [None, "ann", "ben"]
    assert found[None].calls[-1] == Reached(5, "ben", "voice", "+12065550101", "p")
    assert {reached.contact for reached in found["ann"].calls} == {"ann"}
    assert len(found["ben"].calls) == len(found[None].calls)
    assert [course.stopped for course in found.values()] == [False, True, True]


def test_the_same_course_is_no_difference() -> None:
    renamed = PEOPLE.replace("p: {sms", "q: {sms").replace("[p, m]", "[m, q]")
    assert turn(of(PEOPLE), of(renamed)) is None


def test_other_minutes_channels_and_addresses_are_told() -> None:
    assert details("retry: 2m, ", "") == (
        "ann: by email and sms at minutes 0, 2, 4 before, by email and sms at minute 0 after",
    )
    assert details("[p, m]", "p") == (
        "ann: by email and sms at minutes 0, 2, 4 before, by sms at minutes 0, 2, 4 after",
    )
    assert details("notify: [p, m], retry: 2m, for: 5m}", "notify: m, for: 3m}, {notify: p, for: 2m}") == (
        "ann: by email and sms at minutes 0, 2, 4 before, by email at minute 0 and by sms at minute 3 after",
    )
    assert details("0101", "0102") == (
        "ben: by voice at minute 5 before, by voice at minute 5, at another address (channel p) after",
    )
    assert "0102" not in str(details("0101", "0102"))


def test_who_is_provisioned_elsewhere_is_told_by_the_arn() -> None:
    known = PEOPLE.replace(
        '  ben: {channels: {p: {voice: "+12065550101"}}, plan: [{notify: p, for: 5m}]}', "  ben: {arn: X}"
    )
    assert known != PEOPLE
    here, there = "by voice at minute 5", "engaged at minute 5 (provisioned elsewhere: X)"
    found = turn(of(PEOPLE), of(known))
    assert found is not None
    assert found.details[0] == f"ben: {here} before, {there} after"
    found = turn(of(known), of(known.replace("arn: X", "arn: Y")))
    assert found is not None
    assert found.details[0] == f"ben: {there} before, {there.replace('X', 'Y')} after"


def test_what_an_answer_no_longer_stops_is_told_though_nothing_else_differs() -> None:
    told = details("page: ann, for", "page: [{contact: ann, essential: false}, ben], for")
    assert "if ann answers at once: ben: not called before, by voice at minutes 0, 5 after" in told
    flag = PEOPLE.replace("page: ann, for", "page: [ann, ben], for")
    found = turn(of(flag), of(flag.replace("[ann, ben]", "[{contact: ann, essential: false}, ben]")))
    assert found is not None
    assert found.details[-1] == "if ann answers at once: the page stops before, the page goes on after"
    assert all(line.startswith("if ann answers at once: ben: ") for line in found.details[:-1])


def test_somebody_who_is_not_called_any_more_is_told_once() -> None:
    assert details(", {page: ben, for: 5m}", "") == ("ben: by voice at minute 5 before, not called after",)


def test_whose_answer_stops_the_page_is_told_though_nobody_is_left_to_be_called() -> None:
    last = PEOPLE.replace("page: ben, for", "page: [ann, {contact: ben, essential: false}], for")
    found = turn(of(last), of(last.replace("essential: false", "essential: true")))
    assert found is not None
    assert (found.people, found.details) == (
        ("ben",),
        ("if ben answers at once: the page goes on before, the page stops after",),
    )


def test_what_one_cause_makes_of_a_turn_is_told_without_what_others_do_to_the_same_people() -> None:
    moved = PEOPLE.replace("retry: 2m, ", "")
    later = moved.replace("page: ann, for: 5m", "page: ann, for: 15m")
    whole, part = turn(of(PEOPLE), of(later)), turn(of(PEOPLE), of(moved))
    assert whole is not None
    assert part is not None
    assert whole.people == ("ann", "ben")
    assert whole.explained(part) == part
    both = part._replace(lines=(*part.lines, whole.lines[1]._replace(words="ben: another line")))
    assert whole.explained(both) == part
    assert whole.explained(both._replace(lines=both.lines[1:])) == whole.of(["ben"])
