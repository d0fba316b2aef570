from __future__ import annotations

import urllib.error
from typing import TYPE_CHECKING, Any

import pytest

from emulating import Emulator, SetClock, running, virtual
from tocsin.emulator import State
from tocsin.emulator.clock import Time, ordered_time, read_instant, rfc3339

if TYPE_CHECKING:
    from pathlib import Path

NOON = read_instant("2026-01-01T12:00:00Z")
DAY = 86_400.0


def refused(emulator: Emulator, path: str, body: Any) -> str:
    with pytest.raises(urllib.error.HTTPError) as caught:
        emulator.http("POST", path, body)
    with caught.value as answer:
        assert answer.code == 400
        return answer.read().decode()


def test_a_virtual_clock_stands_and_a_real_one_runs() -> None:
    machine = SetClock()
    real, standing = Time(machine), Time(machine).run("virtual", None)
    begin = real.now()
    assert standing.now() == begin
    machine.sleep(1.5)
    assert (real.now() - begin, standing.now() - begin) == (1.5, 0.0)


@pytest.mark.parametrize("mode", ["real", "virtual"])
def test_a_clock_that_was_moved_goes_on_from_there(mode: Any) -> None:
    machine = SetClock()
    moved = Time(machine).run(mode, None).at(NOON)
    machine.sleep(60)
    assert moved.now() == NOON + (60 if mode == "real" else 0)


@pytest.mark.parametrize(
    ("order", "later"),
    [
        ({"advance": "5m"}, 300.0),
        ({"advance": "1h30m"}, 5400.0),
        ({"advance": "0s"}, 0.0),
        ({"set": "2026-01-01T12:00:00Z"}, 0.0),
        ({"set": "2026-01-02T13:00:00.250+01:00"}, DAY + 0.25),
        ({"advance": "3660d"}, 3660 * DAY),
    ],
)
def test_orders(order: Any, later: float) -> None:
    assert ordered_time(order, NOON) == NOON + later


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (None, 'expected {"advance": "5m"} or {"set": "2026-03-29T01:00:00Z"}'),
        ([], "expected {"),
        ({}, "expected {"),
        ({"advance": "5m", "set": "2026-01-02T00:00:00Z"}, "expected {"),
        ({"back": "5m"}, "expected {"),
        ({"advance": 5}, "expected a length of time such as"),
        ({"advance": "-5m"}, "`-5m` is not a length of time"),
        ({"advance": "3661d"}, "ten years at most"),
        ({"set": 0}, "expected a time such as 2026-03-29T01:00:00Z, not 0"),
        ({"set": "noon"}, "expected a time such as"),
        ({"set": "2026-01-02T00:00:00"}, "expected a time such as"),
        ({"set": "0001-01-01T00:00:00+23:00"}, "only goes forward|expected a time"),
        ({"set": "2026-01-01T11:59:59.999Z"}, "the clock only goes forward; it is 2026-01-01T12:00:00.000Z"),
        ({"set": "2099-01-01T00:00:00Z"}, "ten years at most"),
    ],
)
def test_orders_that_are_refused_say_why(order: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        ordered_time(order, NOON)


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "1899-12-31T23:59:59Z", "9000-01-01T00:00:00Z"])
def test_a_time_in_which_plans_cannot_be_walked_is_refused(edge: str) -> None:
    with pytest.raises(ValueError, match="expected a time in a year from 1900 to 8999, not"):
        read_instant(edge)


def test_the_end_of_the_calendar_is_not_reached() -> None:
    late = read_instant("8999-12-31T00:00:00Z")
    assert rfc3339(ordered_time({"advance": "1d"}, late)) == "9000-01-01T00:00:00.000Z"
    with pytest.raises(ValueError, match="not beyond the year 9000"):
        ordered_time({"advance": "2d"}, late)


def test_the_endpoint_moves_a_virtual_clock() -> None:
    with running(state=virtual("2026-03-29T00:30:00Z")) as emulator:
        assert emulator.http("GET", "clock") == {"time": "2026-03-29T00:30:00.000Z", "mode": "virtual"}
        assert emulator.advance("5m") == "2026-03-29T00:35:00.000Z"
        answer = emulator.http("POST", "clock", {"set": "2026-03-29T03:00:00+02:00"})
        assert answer == {"time": "2026-03-29T01:00:00.000Z", "mode": "virtual"}
        assert "only goes forward" in refused(emulator, "clock", {"set": "2026-03-29T00:59:59Z"})
        assert emulator.http("GET", "clock") == answer


def test_a_real_clock_is_moved_on_and_runs_on() -> None:
    machine = SetClock()
    with running(state=State(clock=machine)) as emulator:
        assert emulator.advance("1h") == "2026-01-01T01:00:00.000Z"
        machine.sleep(1)
        assert emulator.http("GET", "clock") == {"time": "2026-01-01T01:00:01.000Z", "mode": "real"}


@pytest.mark.parametrize(
    "body", [{"clock": "noon"}, {"clock": "9999-12-31T23:50:00Z"}, {"time": "2026-01-01T00:00:00Z"}, []]
)
def test_a_reset_that_is_not_understood_changes_nothing(emulator: Emulator, body: Any) -> None:
    emulator.client().start_engagement(ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c")
    assert "expected" in refused(emulator, "reset", body)
    assert len(emulator.ledger()) == 1


def test_a_reset_leaves_the_clock_unless_told() -> None:
    with running(state=virtual()) as emulator:
        emulator.advance("1d")
        emulator.reset()
        assert emulator.http("GET", "clock")["time"] == "2026-01-02T00:00:00.000Z"
        emulator.http("POST", "reset", {"clock": "2025-06-01T00:00:00Z"})
        assert emulator.http("GET", "clock") == {"time": "2025-06-01T00:00:00.000Z", "mode": "virtual"}


def test_a_reset_leaves_the_clock_in_the_file_too(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    with running(state=State(file, mode="virtual", at=NOON)) as emulator:
        emulator.reset()
    assert opened(file, SetClock()) == ("2026-01-01T12:00:00.000Z", "virtual")


def opened(file: Path, machine: SetClock, **more: Any) -> tuple[str, str]:
    state = State(file, clock=machine, **more)
    shown = rfc3339(state.now()), state.time.mode
    state.close()
    return shown


def test_a_file_s_virtual_clock_goes_on_from_where_it_stood(tmp_path: Path) -> None:
    machine, file = SetClock(), tmp_path / "state.db"
    assert opened(file, machine, mode="virtual", at=NOON) == ("2026-01-01T12:00:00.000Z", "virtual")
    machine.sleep(5)
    assert opened(file, machine) == ("2026-01-01T12:00:00.000Z", "virtual")
    assert opened(file, machine, mode="virtual", at=NOON - DAY) == ("2026-01-01T12:00:00.000Z", "virtual")
    assert opened(file, machine, mode="virtual", at=NOON + 1) == ("2026-01-01T12:00:01.000Z", "virtual")


def test_a_file_s_real_clock_keeps_its_lead_over_the_machine_s(tmp_path: Path) -> None:
    machine, file = SetClock(), tmp_path / "state.db"
    state = State(file, clock=machine)
    state.set_time(state.time.at(NOON))
    state.close()
    machine.sleep(60)
    assert opened(file, machine) == ("2026-01-01T12:01:00.000Z", "real")


def test_a_clock_of_another_kind_never_goes_back(tmp_path: Path) -> None:
    machine, file = SetClock(), tmp_path / "state.db"
    opened(file, machine, mode="virtual", at=NOON)
    assert opened(file, machine, mode="real") == ("2026-01-01T12:00:00.000Z", "real")
    machine.sleep(2 * DAY)
    assert opened(file, machine, mode="virtual") == ("2026-01-03T12:00:00.000Z", "virtual")
    machine.sleep(2 * DAY)
    assert opened(file, machine, mode="real") == ("2026-01-05T00:00:00.000Z", "real")
