"""The table of `oncall`: what a sleepy reader must not miss is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tocsin.reporters.human.oncall import oncall
from tocsin.reporters.human.paint import Paint
from tocsin.reviews.oncall import Asked, Calendar, OnCall, Turn, Watch
from tocsin.reviews.quality import measure, stretches
from tocsin.rotations import Span

ZONES = {"weekly": "Europe/Berlin", "office": "America/New_York", "island": "Australia/Lord_Howe"}


def at(rotation: str, wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(ZONES[rotation]))


def turn(members: str, start: str, end: str, rotation: str = "weekly", replaced: tuple[str, ...] | None = None) -> Turn:
    return Turn(rotation, tuple(members.split()), at(rotation, start), at(rotation, end), replaced)


def answer(
    start: str,
    end: str,
    *turns: Turn,
    gaps: tuple[Span, ...] = (),
    watch: Watch | None = None,
    person: str | None = None,
) -> OnCall:
    span = Span(at("weekly", start), at("weekly", end))
    zones = {each.rotation: ZONES[each.rotation] for each in turns} or {"weekly": ZONES["weekly"]}
    theirs = {name: tuple(spans) for name, spans in stretches(turns, Span(*(t.astimezone(UTC) for t in span))).items()}
    starts = {each.start for spans in theirs.values() for each in spans} - {span.start.astimezone(UTC)}
    watches = (watch or Watch("weekly", turns[0] if turns else None, turns[1] if turns[1:] else None),)
    calendar = Calendar("payments", "Payments on call", "schedule", zones, watches, turns, gaps, theirs, tuple(starts))
    asked = Asked("person", person) if person else None
    return OnCall(asked, *span, (calendar,), {"akuam": "Akua Mansa", "bob": "Bob Stone"})


def lines(given: OnCall) -> list[str]:
    return oncall(given, Paint()).splitlines()


FORWARD = "clocks go forward 1h on Sun 2026-03-29"
FIRST = turn("akuam", "2026-03-23T09:00", "2026-03-30T09:00")
SECOND = turn("bob", "2026-03-30T09:00", "2026-04-06T09:00")


def test_the_watch_comes_first_and_then_the_shifts() -> None:
    assert lines(answer("2026-03-28T12:00", "2026-04-01T12:00", FIRST, SECOND)) == [
        "On call at Sat 2026-03-28 12:00 +01:00",
        "  schedule  on call  until                        next",
        "  payments  akuam    Mon 2026-03-30 09:00 +02:00  bob",
        "",
        "payments (Payments on call), times in Europe/Berlin",
        "  who    from                         until                        length",
        f"  akuam  Mon 2026-03-23 09:00 +01:00  Mon 2026-03-30 09:00 +02:00  6d23h   {FORWARD}",
        "  bob    Mon 2026-03-30 09:00         Mon 2026-04-06 09:00         7d",
        "  2 shifts, 1 hand-off, no gaps",
    ]


def test_clocks_that_go_back_are_said_with_the_length_that_the_night_has() -> None:
    nights = (
        turn("akuam", "2026-10-24T21:00", "2026-10-25T09:00"),
        turn("bob", "2026-04-04T22:00", "2026-04-05T06:00", "island"),
    )

    back, half = (lines(answer("2026-04-01T12:00", "2026-11-01T12:00", night)) for night in nights)

    assert any("13h" in line and line.endswith("clocks go back 1h on Sun 2026-10-25") for line in back)
    assert any("8h30m" in line and line.endswith("clocks go back 30m on Sun 2026-04-05") for line in half)


def test_a_gap_stands_out_with_its_length() -> None:
    gap = Span(at("weekly", "2026-03-30T09:00"), at("weekly", "2026-03-31T09:30"))
    later = turn("bob", "2026-03-31T09:30", "2026-04-06T09:00")

    shown = lines(answer("2026-03-28T12:00", "2026-04-01T12:00", FIRST, later, gaps=(gap,)))

    assert shown[7] == "  NOBODY  Mon 2026-03-30 09:00         Tue 2026-03-31 09:30         1d30m     gap"
    assert shown[-1] == "  2 shifts, 1 hand-off, 1 gap, 1d30m in all"
    assert shown[2].endswith("bob from Tue 2026-03-31 09:30 +02:00")
    assert "\x1b[31;1mNOBODY" in oncall(answer("2026-03-28T12:00", "2026-04-01T12:00", gaps=(gap,)), Paint(on=True))


def test_nobody_at_the_start_is_the_first_thing_one_sees() -> None:
    gap = Span(at("weekly", "2026-03-29T12:00"), at("weekly", "2026-03-30T09:00"))

    shown = lines(
        answer("2026-03-29T12:00", "2026-04-01T12:00", SECOND, gaps=(gap,), watch=Watch("weekly", None, SECOND))
    )
    never = lines(answer("2026-03-29T12:00", "2026-03-30T09:00", gaps=(gap,), watch=Watch("weekly", None, None)))

    assert shown[2] == "  payments  NOBODY   Mon 2026-03-30 09:00 +02:00  bob"
    assert never[2] == "  payments  NOBODY   no shift within 730d"


def test_an_override_says_whom_it_replaces() -> None:
    swap = turn("bob", "2026-03-24T09:00", "2026-03-25T09:00", replaced=("akuam",))
    nobody = turn("", "2026-03-25T09:00", "2026-03-26T09:00", replaced=("akuam",))

    shown = lines(answer("2026-03-24T09:00", "2026-04-01T12:00", swap, nobody))

    assert any(line.startswith("  bob ") and line.endswith("override, in place of akuam") for line in shown)
    assert any(line.startswith("  nobody ") and line.endswith("override, in place of akuam") for line in shown)


def test_zones_that_differ_are_said_and_every_time_has_its_offset() -> None:
    office = turn("bob", "2026-03-31T10:00", "2026-03-31T18:00", "office")

    shown = lines(answer("2026-03-28T12:00", "2026-04-01T12:00", FIRST, SECOND, office))

    assert shown[4] == (
        "payments (Payments on call), rotations in different time zones:"
        " weekly in Europe/Berlin, office in America/New_York"
    )
    assert "  bob    Mon 2026-03-30 09:00 +02:00  Mon 2026-04-06 09:00 +02:00  7d      weekly" in shown
    assert "  bob    Tue 2026-03-31 10:00 -04:00  Tue 2026-03-31 18:00 -04:00  8h      office" in shown


def test_a_person_reads_whether_and_when() -> None:
    again = turn("akuam", "2026-04-06T09:00", "2026-04-13T09:00")
    on = answer("2026-03-28T12:00", "2026-04-01T12:00", FIRST, watch=Watch("weekly", FIRST, again), person="akuam")
    last = answer("2026-03-28T12:00", "2026-04-01T12:00", FIRST, person="akuam")
    off = answer("2026-03-28T12:00", "2026-04-01T12:00", SECOND, watch=Watch("weekly", None, SECOND), person="bob")

    assert lines(on)[0] == "akuam (Akua Mansa) at Sat 2026-03-28 12:00 +01:00"
    assert lines(on)[2] == "  payments  yes      Mon 2026-03-30 09:00 +02:00  from Mon 2026-04-06 09:00 +02:00"
    assert lines(last)[2] == "  payments  yes      Mon 2026-03-30 09:00 +02:00  no shift within 730d"
    assert lines(off)[2] == "  payments  no       Mon 2026-03-30 09:00 +02:00"
    assert lines(off)[-1] == "  1 shift, on call 2d3h of the span"


def test_nothing_to_show_is_said() -> None:
    empty = answer("2026-03-28T12:00", "2026-04-01T12:00")._replace(calendars=())

    assert lines(empty) == ["There is no schedule, so nobody is on call."]
    assert lines(empty._replace(asked=Asked("person", "bob"))) == [
        "bob (Bob Stone) is in no schedule, so never on call."
    ]


def test_a_display_name_cannot_steer_the_terminal() -> None:
    hostile = answer("2026-03-28T12:00", "2026-04-01T12:00", FIRST)
    hostile = hostile._replace(calendars=(hostile.calendars[0]._replace(title="a\x1b[2Jb\u202e"),))

    assert "\x1b" not in oncall(hostile, Paint())
    assert "\u202e" not in oncall(hostile, Paint())


def test_the_load_is_a_table() -> None:
    given = answer("2026-03-23T09:00", "2026-04-06T09:00", FIRST, SECOND)
    quality = measure(given.calendars[0], Span(given.start.astimezone(UTC), given.end.astimezone(UTC)))

    assert lines(given._replace(qualities=(quality,)))[-5:] == [
        "  load   on call  share  nights  weekends  shifts  hand-offs  longest",
        "  akuam  167h     50%    55h     47h       1       0          6d23h",
        "  bob    168h     50%    56h     48h       1       1          7d",
        "  the most by the least: on call 1.01, nights 1.02, weekends 1.02",
        "  nights are 22:00 to 06:00, weekends Saturday and Sunday, on the rotation's clock",
    ]
