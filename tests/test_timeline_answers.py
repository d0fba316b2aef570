"""What an answer stops, and whom a plan that comes to somebody twice engages again; worked out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tocsin.choices import Choices
from tocsin.timeline import Walk, timeline
from towns import AKUAM, BOB, CHEN, START, WAKE, answers, escalation, minute, row, rows, schedule, table, town

PEOPLE = town(WAKE, AKUAM, BOB, CHEN)


def test_the_answer_of_an_essential_contact_ends_the_plan() -> None:
    line = timeline(PEOPLE, "wake", START, answers(("akuam", 3)))

    assert rows(line) == table("""
        0 akuam phone 1
        0 akuam mail 1
        2 akuam phone 2
        2 akuam mail 2
        3 acknowledged
    """)
    assert (line.stopped_by, line.idle) == ("akuam", ())


def test_the_answer_of_a_contact_that_is_not_essential_ends_their_own_plan_only() -> None:
    plan = escalation("wake", (3, "akuam?"), (10, "bob"))

    line = timeline(town(plan, AKUAM, BOB), "wake", START, answers(("akuam", 1)))

    assert rows(line) == table("""
        0 akuam phone 1
        0 akuam mail 1
        3 bob phone 1
        13 plan_end
    """)
    assert line.stopped_by is None


@pytest.mark.parametrize(("choice", "called_on"), [("stages", ["10 chen call 2"]), ("everything", [])])
def test_after_the_end_others_who_are_engaged_are_called_on_or_not_as_chosen(choice: str, called_on: list[str]) -> None:
    choices = Choices(acknowledged=choice)  # type: ignore[arg-type]  # pytest's parameters are plain strings
    line = timeline(PEOPLE, "wake", START, answers(("bob", 6)), choices)

    assert rows(line)[-len(called_on) - 3 :] == ["5 bob phone 1", "5 chen call 1", *called_on, "6 acknowledged"]


def test_an_answer_takes_effect_after_what_falls_on_the_same_instant() -> None:
    line = timeline(PEOPLE, "wake", START, answers(("akuam", 5)), Choices(acknowledged="everything"))

    assert rows(line)[-4:] == ["5 akuam call 1", "5 bob phone 1", "5 chen call 1", "5 acknowledged"]


def test_an_answer_at_once_stops_all_but_the_first_notices() -> None:
    line = timeline(town(AKUAM), "akuam", START, answers(("akuam", 0)))

    assert rows(line) == ["0 akuam phone 1", "0 akuam mail 1", "0 acknowledged"]


def test_the_answer_of_one_of_several_on_call_is_the_answer_of_the_schedule() -> None:
    people = town(escalation("wake", (6, "oncall"), (5, "akuam")), schedule("oncall", "weekly"), AKUAM, BOB, CHEN,
                  weekly=[(0, ("bob", "chen"))])  # fmt: skip

    line = timeline(people, "wake", START, answers(("bob", 1)))

    assert rows(line) == table("""
        0 bob phone 1
        0 chen call 1
        5 chen call 2
        1 acknowledged
    """)


def test_the_answer_of_a_schedule_that_is_not_essential_stops_nobody_else() -> None:
    people = town(escalation("wake", (6, "oncall?"), (5, "akuam")), schedule("oncall", "weekly"), AKUAM, BOB,
                  weekly=[(0, ("bob",))])  # fmt: skip

    line = timeline(people, "wake", START, answers(("bob", 1)))

    assert [notice.contact for notice in line.notices if minute(notice.at) >= 6][:1] == ["akuam"]
    assert (minute(line.ended), line.ending) == (21, "plan_end")


def test_an_answer_reaches_the_plan_through_an_essential_plan_between() -> None:
    people = town(escalation("outer", (3, "inner"), (5, "bob")), escalation("inner", (9, "akuam")), AKUAM, BOB)

    assert rows(timeline(people, "outer", START, answers(("akuam", 1))))[-1] == "1 acknowledged"


def test_an_answer_before_the_contact_was_notified_changes_nothing() -> None:
    idle = answers(("bob", 4), ("nobody", 20))

    line = timeline(PEOPLE, "wake", START, idle)

    assert line == timeline(PEOPLE, "wake", START)._replace(idle=tuple(idle))


def test_an_answer_after_the_end_changes_nothing() -> None:
    assert timeline(PEOPLE, "wake", START, answers(("bob", 60))) == timeline(PEOPLE, "wake", START)


def test_the_answer_of_the_last_one_who_is_called_ends_the_plan_even_where_it_is_not_essential() -> None:
    line = timeline(town(escalation("wake", (0, "chen?")), CHEN), "wake", START, answers(("chen", 2)))

    assert rows(line) == ["0 chen call 1", "2 plan_end"]
    assert line.stopped_by is None


def test_the_first_essential_answer_is_the_one_that_ends_the_plan() -> None:
    line = timeline(PEOPLE, "wake", START, answers(("akuam", 8), ("bob", 7), ("chen", 6)))

    assert (line.stopped_by, minute(line.ended)) == ("bob", 7)


# A contact reached twice


TWICE = escalation("wake", (5, "chen"), (5, "chen"), (5, "chen"))


def test_a_contact_whose_plan_is_running_is_not_engaged_again_and_one_whose_plan_is_over_is() -> None:
    assert rows(timeline(town(TWICE, CHEN), "wake", START)) == table("""
        0 chen call 1
        5 chen call 2
        5 - chen: is being notified already
        10 chen call 1
        15 chen call 2
        20 plan_end
    """)


def test_a_contact_is_engaged_once_where_that_is_the_choice() -> None:
    line = timeline(town(TWICE, CHEN), "wake", START, choices=Choices(engaged_twice="never"))

    assert rows(line) == table("""
        0 chen call 1
        5 chen call 2
        5 - chen: is being notified already
        10 - chen: is being notified already
        15 plan_end
    """)


def test_a_contact_is_engaged_by_every_stage_where_that_is_the_choice() -> None:
    line = timeline(town(TWICE, CHEN), "wake", START, choices=Choices(engaged_twice="always"))

    assert rows(line) == table("""
        0 chen call 1
        5 chen call 2
        5 chen call 1
        10 chen call 2
        10 chen call 1
        15 chen call 2
        20 plan_end
    """)


def test_both_plans_of_a_contact_that_was_engaged_twice_stop_with_one_answer() -> None:
    choices = Choices(engaged_twice="always")

    line = timeline(town(TWICE, CHEN), "wake", START, answers(("chen", 6)), choices)

    assert rows(line) == ["0 chen call 1", "5 chen call 2", "5 chen call 1", "6 acknowledged"]


ANSWERED = escalation("wake", (5, "chen?"), (5, "chen"))


def test_a_contact_that_has_answered_is_not_engaged_again() -> None:
    assert rows(timeline(town(ANSWERED, CHEN), "wake", START, answers(("chen", 1)))) == table("""
        0 chen call 1
        5 - chen: has answered already
        10 plan_end
    """)


def test_a_kept_walk_remembers_who_has_answered() -> None:
    people, walk = town(ANSWERED, CHEN), Walk("wake", START)
    walk.advance(people, START)
    walk.acknowledge("chen", START)

    (gap,) = Walk.of(walk.data()).advance(people, START + timedelta(minutes=5))

    assert row(gap) == "5 - chen: has answered already"


def test_a_contact_that_has_answered_is_engaged_again_where_that_is_the_choice() -> None:
    choices = Choices(engaged_after_answer=True)

    line = timeline(town(ANSWERED, CHEN), "wake", START, answers(("chen", 1), ("chen", 7)), choices)

    assert rows(line) == ["0 chen call 1", "5 chen call 1", "7 acknowledged"]


@pytest.mark.parametrize("choice", ["when_over", "always", "never"])
def test_plans_that_lead_to_each_other_come_to_an_end(choice: str) -> None:
    choices = Choices(engaged_twice=choice)  # type: ignore[arg-type]  # pytest's parameters are plain strings
    people = town(escalation("a", (0, "b"), (5, "b")), escalation("b", (0, "a bob"), (5, "a")), BOB)

    assert minute(timeline(people, "a", START, choices=choices).ended) <= 20
