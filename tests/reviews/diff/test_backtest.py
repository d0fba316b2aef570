"""Recorded events on both sides: what is counted, and what is not counted twice."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import sets
from reviews.diff.kept import open_kept
from tocsin.errors import UnreadableInput
from tocsin.reviews.diff import Backtest, Counts, NewlySilent, Past, backtest, review
from tocsin.reviews.diff.backtest import STORM_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

RULES = """
version: 1
policies:
  - {name: disk, match: {type: [disk-full]}, page: [akuam, example_escalation], dedupe: {by: [alert.id]}}
"""
BEFORE = {"policies/people.yaml": sets.PEOPLE, "policies/rules.yaml": RULES}
BOB = {**BEFORE, "policies/rules.yaml": RULES.replace("[akuam, example_escalation]", "bob")}
QUIET = {
    **BEFORE,
    "policies/people.yaml": sets.PEOPLE.replace(", fallback: {page: platform}", ""),
    "policies/rules.yaml": "version: 1",
}
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def event(number: int = 0, at: datetime = NOON, **fields: Any) -> dict[str, Any]:
    return {"type": "disk-full", "status": "firing", "id": str(number), "starts_at": at.isoformat(), **fields}


def back(folder: Path, events: list[dict[str, Any]], after: dict[str, str] = BOB) -> Backtest:
    path = folder / "past.json"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in events))
    found = review(open_kept("base", BEFORE), open_kept("head", after), Past([str(path)]))
    assert found.backtest is not None
    return found.backtest


def test_pages_are_counted_by_target_and_by_who_is_called_first(tmp_path: Path) -> None:
    found = back(tmp_path, [event(1), event(2)])
    assert found.pages == {"akuam": Counts(2, 0), "bob": Counts(0, 2), "example_escalation": Counts(2, 0)}
    assert found.people == {"akuam": Counts(4, 0), "bob": Counts(0, 2)}
    assert found.nights == {}


def test_an_alert_that_is_sent_again_is_paged_once(tmp_path: Path) -> None:
    found = back(tmp_path, [event(1), event(1), event(1, status="resolved")])
    assert (found.events, found.alerts, found.pages["bob"]) == (3, 3, Counts(0, 1))


@pytest.mark.parametrize(("hour", "night"), [(5, True), (6, False), (21, False), (22, True)])
def test_nights_are_those_of_the_sets_own_clock(tmp_path: Path, hour: int, night: bool) -> None:
    zone = {
        path: text.replace("region: us-east-2", "region: us-east-2, time_zone: Asia/Tokyo")
        for path, text in BOB.items()
    }
    at = datetime(2026, 3, 12, hour, tzinfo=UTC) - timedelta(hours=9)
    found = back(tmp_path, [event(1, at)], zone)
    assert found.time_zone == "Asia/Tokyo"
    assert found.nights.get("bob") == (Counts(0, 1) if night else None)


def test_a_storm_is_more_than_so_many_pages_in_ten_minutes(tmp_path: Path) -> None:
    close = [event(number, NOON + timedelta(minutes=number)) for number in range(STORM_LIMIT + 1)]
    apart = [event(number, NOON + timedelta(minutes=3 * number)) for number in range(20)]
    assert back(tmp_path, close).storms == {"disk": Counts(2, 1)}
    assert back(tmp_path, close[1:]).storms == {"disk": Counts(1, 0)}
    assert back(tmp_path, apart).storms == {"disk": Counts(6, 0)}


def test_alerts_that_paged_and_page_nobody_are_told_by_type(tmp_path: Path) -> None:
    found = back(tmp_path, [event(1), event(2, NOON + timedelta(hours=1)), event(3, type="other")], QUIET)
    assert found.silent == (
        NewlySilent("disk-full", "unrouted", 2, "2026-03-12T12:00:00Z"),
        NewlySilent("other", "unrouted", 1, "2026-03-12T12:00:00Z"),
    )


def test_recorded_alerts_show_changes_that_no_other_question_does(tmp_path: Path) -> None:
    text = "{% block subject %}x{% endblock %}{% block content %}{{ alert.labels.n | default('none') }}{% endblock %}"
    odd = text.replace("{{", "{% if alert.id == '4' %}odd{% endif %}{{")
    rules = RULES.replace("page:", "template: t, page:")
    sides = [{**BEFORE, "policies/rules.yaml": rules, "templates/t.j2": each} for each in (text, odd)]
    path = tmp_path / "past.json"
    path.write_text("\n".join(json.dumps(event(number)) for number in range(9)))
    opened = open_kept("base", sides[0]), open_kept("head", sides[1])
    assert review(*opened).changes == ()
    (change,) = review(*opened, Past([str(path)])).changes
    assert change.origin == f"{path}, line 5"


def test_compressed_files_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "past").write_bytes(gzip.compress(json.dumps(event(1)).encode()))
    assert len(list(Past([str(tmp_path / "past")]))) == 1


def test_lines_that_are_no_events_are_counted_and_the_first_is_told(tmp_path: Path) -> None:
    lines = [json.dumps(event(1)).encode(), b"", b"{", b"\xff", b'{"a": 1}', b"[]"]
    (tmp_path / "past").write_bytes(b"\n".join(lines))
    past = Past([str(tmp_path / "past")])
    assert len(list(past)) == 1
    ((count, first),) = past.refused.values()
    assert (count, first) == (4, "line 3: not JSON: Expecting property name enclosed in double quotes")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[]", "no event in it"),
        (json.dumps({**event(1), "starts_at": "yesterday"}), "starts_at is no time"),
        ('{"a": "b', "not JSON: Unterminated string starting at column 7"),
        ('["x"]', "an event is a JSON object"),
    ],
)
def test_why_a_line_is_no_event_is_told_with_one_position(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "past").write_text(f"{json.dumps(event(1))}\n{line}\n")
    past = Past([str(tmp_path / "past")])
    assert (len(list(past)), past.events) == (1, 1)
    assert list(past.refused.values()) == [(1, f"line 2: {why}")]


def test_an_event_that_says_nothing_of_its_start_is_one(tmp_path: Path) -> None:
    (tmp_path / "past").write_text(json.dumps({"type": "disk-full", "status": "firing"}))
    past = Past([str(tmp_path / "past")])
    assert (len(list(past)), past.refused) == (1, {})


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps(event(1)).encode())
    (tmp_path / "cut.gz").write_bytes(whole[:-10])
    for name in ("none.json", "cut.gz", "."):
        with pytest.raises(UnreadableInput, match="cannot read"):
            list(Past([str(tmp_path / name)]))


def test_memory_does_not_grow_with_the_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtest, "REMEMBERED", 100)
    path, peaks = tmp_path / "past.json", []
    for count in (500, 3_000):
        with path.open("w") as file:
            file.writelines(
                f"{json.dumps(event(number, NOON + timedelta(seconds=number)))}\n" for number in range(count)
            )
        sides = open_kept("base", BEFORE), open_kept("head", BOB)
        tracemalloc.start()
        review(*sides, Past([str(path)]))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 2_500 * 100
