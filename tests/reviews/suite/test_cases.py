"""What test files say, and what is said of those that cannot be run."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reviews.suite.trial import files
from tocsin.reviews.simulate import Acknowledgement
from tocsin.reviews.suite import find, read

if TYPE_CHECKING:
    from pathlib import Path

EVENT = {"type": "disk-full", "status": "firing", "labels": {"service": "api"}, "starts_at": "2026-03-12T03:00:00Z"}


def case(folder: Path, keys: str) -> str:
    """What is wrong with a file of one case, as `line:column: message [rule]` and help."""
    found = files(folder, f"version: 1\ntests:\n  - name: it\n    expect: {{decision: page}}\n{keys}")
    assert found.cases == () or not found.findings
    lines = [
        f"{each.span.line}:{each.span.column}: {each.message} [{each.rule}] {each.help}".strip()
        for each in found.findings
    ]
    return "\n".join(lines)


def test_a_case_says_what_happens_when_and_what_is_expected(tmp_path: Path) -> None:
    (tmp_path / "disk.json").write_text(json.dumps(EVENT))
    (one,) = files(
        tmp_path,
        """
        version: 1
        tests:
          - name: wakes somebody
            event: ../disk.json
            at: 2026-03-29T02:30+02:00
            acks: [akuam@1m30s]
            expect: {decision: page}
        """,
    ).cases
    assert (one.name, one.file, one.line) == ("wakes somebody", "tests/test_it.yaml", 4)
    assert one.at == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert one.acks == (Acknowledgement("akuam", timedelta(seconds=90)),)
    assert [(alert.type, alert.labels) for alert in one.alerts] == [("disk-full", {"service": "api"})]
    assert one.expect == {"decision": "page"}


def test_an_alert_made_here_fires_and_starts_when_the_test_happens(tmp_path: Path) -> None:
    text = """
        version: 1
        tests:
          - {name: a, alert: {type: disk-full}, at: 2026-03-12T04:00+01:00, expect: {pages: []}}
          - {name: b, alert: {type: disk-full, status: resolved, starts_at: 2026-03-11T00:00Z}, at: 2026-03-12T04:00Z,
             expect: {pages: []}}
          - {name: c, alert: {type: disk-full}, expect: {pages: []}}
        """
    alerts = [each.alerts[0] for each in files(tmp_path, text).cases]
    assert [(alert.status, alert.starts_at) for alert in alerts] == [
        ("firing", "2026-03-12T03:00:00Z"),
        ("resolved", "2026-03-11T00:00:00Z"),
        ("firing", None),
    ]


def test_labels_keep_their_types(tmp_path: Path) -> None:
    text = "version: 1\ntests: [{name: a, alert: {type: x, labels: {ms: 900, slow: true}}, expect: {pages: []}}]"
    assert files(tmp_path, text).cases[0].alerts[0].labels == {"ms": 900, "slow": True}


def test_which_selects_among_the_alerts_of_an_event(tmp_path: Path) -> None:
    other = {**EVENT, "labels": {"service": "db"}}
    (tmp_path / "both.json").write_text(f"{json.dumps(EVENT)}\n{json.dumps(other)}\n")
    text = """
        version: 1
        tests:
          - {name: a, event: ../both.json, expect: {pages: []}}
          - {name: b, event: ../both.json, which: {labels: {service: [db]}}, expect: {pages: []}}
        """
    both, one = files(tmp_path, text).cases
    assert [alert.labels["service"] for alert in both.alerts] == ["api", "db"]
    assert [alert.labels["service"] for alert in one.alerts] == ["db"]


def test_the_adapter_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(json.dumps(EVENT))
    assert "TOC212" in case(tmp_path, "    event: ../e.json\n    from: grafana")
    assert case(tmp_path, "    event: ../e.json\n    from: generic") == ""


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("    evnt: x.json", "5:5: unknown key `evnt` [TOC110] Did you mean `event`?"),
        ("    alert: {typ: x}", "5:13: unknown key `typ` [TOC110] Did you mean `type`?"),
        (
            "    at: 2026-03-12T03:00Z",
            (
                "3:5: the key `event` or `alert` is missing [TOC111] "
                "`event: FILE` sends what a source sends; `alert: {type: ...}` is an alert in normal form."
            ),
        ),
        (
            "    event: x\n    alert: {type: x}",
            (
                "6:5: a test has an `event` or an `alert`, not both [TOC205] "
                "`event: FILE` sends what a source sends; `alert: {type: ...}` is an alert in normal form."
            ),
        ),
        (
            "    alert: {type: x}\n    from: generic",
            "6:5: `from` is about an `event`: an `alert` is one alert already [TOC205]",
        ),
        (
            "    event: ../dsk.json",
            "5:12: no such event file: `../dsk.json` [TOC212] Did you mean `../disk.json`?",
        ),
        (
            "    event: nowhere/x.json",
            "5:12: no such event file: `nowhere/x.json` [TOC212] Paths are relative to the test file.",
        ),
        ("    event: ../latin.json", "5:12: `../latin.json`: not UTF-8 at byte 1 [TOC212]"),
        ("    event: ../broken.json", "5:12: `../broken.json`: line 1: not JSON: Expecting value [TOC212]"),
        (
            "    event: ../disk.json\n    from: cloudwach",
            "6:11: unknown adapter `cloudwach` [TOC201] Did you mean `cloudwatch`?",
        ),
        (
            "    event: ../disk.json\n    which: {labels: x}",
            '6:21: a field takes a list of values or an object of fields, not text [TOC207] write ["x"]',
        ),
        (
            "    alert: {type: x}\n    at: 2026-02-30T00:00Z",
            "6:9: `2026-02-30T00:00Z`: there is no such date and time [TOC206]",
        ),
        (
            "    alert: {type: x}\n    at: 9999-01-01T00:00Z",
            "6:9: `9999-01-01T00:00Z`: expected a year from 1900 to 9899 [TOC206]",
        ),
        (
            "    alert: {type: x}\n    at: 2026-03-12",
            (
                "6:9: `2026-03-12` is not a point in time [TOC113] "
                "A point in time with its offset, such as 2026-12-01T20:00Z."
            ),
        ),
        (
            "    alert: {type: x, ends_at: 2026-02-30T00:00Z}",
            "5:31: `2026-02-30T00:00Z`: there is no such date and time [TOC206]",
        ),
        ("    alert: {type: x}\n    acks: [akuam@8d]", "6:12: `8d`: expected at most 7d [TOC113]"),
        (
            "    alert: {type: x}\n    acks: [akuam]",
            "6:12: `akuam` is not an answer such as akuam@5m [TOC113] CONTACT@DURATION, such as akuam@5m.",
        ),
    ],
)
def test_a_slip_is_told_at_its_place(keys: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "disk.json").write_text(json.dumps(EVENT))
    (tmp_path / "latin.json").write_bytes(b'"\xe9"')
    (tmp_path / "broken.json").write_text("nothing")
    assert case(tmp_path, keys) == said


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{}", "4:13: expected at least 1 entry, found none"),
        ("{decison: page}", "4:14: unknown key `decison`"),
        ("{decision: paged}", "4:24: `paged` is none of page, fallback, silenced, resolved, unrouted"),
        ("{pages: [{}]}", "4:22: expected at least 1 entry, found none"),
        (
            "{pages: [{subject: 5}]}",
            "4:32: expected a text or {equals|contains|excludes|matches: TEXT}, found the number `5`",
        ),
        (
            "{pages: [{incident: false}]}",
            "4:33: expected a text, null, or {equals|contains|excludes|matches: TEXT}, found `false`",
        ),
        ("{pages: [{subject: {contain: x}}]}", "4:33: unknown key `contain`"),
        (
            '{pages: [{subject: {matches: "["}}]}',
            "4:42: `[`: not a regular expression: unterminated character set at position 0",
        ),
        ("{reaches: {akuam: {by: phone}}}", "4:36: `phone` is none of sms, voice, email"),
        ("{reaches: {akuam: {within: soon}}}", "4:40: `soon` is not a length of time"),
        ("{not_reaches: akuam}", "4:27: expected a mapping of people or a list of their names, found the text `akuam`"),
    ],
)
def test_a_slip_in_what_is_expected_is_told_at_its_place(expect: str, said: str, tmp_path: Path) -> None:
    text = f"version: 1\ntests:\n  - name: it\n    expect: {expect}\n    alert: {{type: x}}"
    (finding,) = files(tmp_path, text).findings
    assert f"{finding.span.line}:{finding.span.column}: {finding.message}" == said


def test_a_name_stands_once(tmp_path: Path) -> None:
    one = "{name: a, alert: {type: x}, expect: {pages: []}}"
    found = files(tmp_path, f"version: 1\ntests:\n  - {one}\n  - {one}\n")
    assert [(f.rule, f.message, f.span.line) for f in found.findings] == [
        ("TOC202", "the name `a` is taken: line 3 of this file has it", 4)
    ]


def test_a_file_with_a_finding_has_no_cases(tmp_path: Path) -> None:
    good, bad = "{name: a, alert: {type: x}, expect: {pages: []}}", "{name: b, event: none, expect: {pages: []}}"
    found = files(tmp_path, f"version: 1\ntests:\n  - {good}\n  - {bad}\n")
    assert found.cases == ()
    assert [finding.rule for finding in found.findings] == ["TOC212"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [("", ["TOC111", "TOC111"]), ("[1]", ["TOC102"]), ("version: 1\ntests: []", ["TOC113"]), ("a: b: c", ["TOC102"])],
)
def test_a_file_that_is_none_is_said_to_be_none(text: str, rules: list[str], tmp_path: Path) -> None:
    assert [finding.rule for finding in files(tmp_path, text).findings] == rules


def test_each_file_has_its_own_findings(tmp_path: Path) -> None:
    (tmp_path / "test_a.yaml").write_text("a: [")
    (tmp_path / "test_b.yaml").write_text("version: 1\ntests: [{name: a, alert: {type: x}, expect: {pages: []}}]")
    first, second = read([str(tmp_path / "test_a.yaml"), str(tmp_path / "test_b.yaml")], str(tmp_path))
    assert {finding.span.path for finding in first.findings} == {"test_a.yaml"}
    assert (len(second.cases), second.findings) == (1, ())


def test_an_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "test_a.yaml").write_bytes(b"version: 1 # \xe9\n")
    (only,) = read([str(tmp_path / "test_a.yaml")], str(tmp_path))
    assert [finding.rule for finding in only.findings] == ["TOC101"]


def test_test_files_are_found_by_name_below_a_folder(tmp_path: Path) -> None:
    for name in ("test_b.yaml", "a/test_a.yml", "a/other.yaml", "test_c.json", ".hidden/test_d.yaml", "a/test_.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.removeprefix(f"{tmp_path}/") for path in find(str(tmp_path))]
    assert found == ["a/test_.yaml", "a/test_a.yml", "test_b.yaml"]


@pytest.mark.parametrize("way", ["path", "absolute", "link"])
def test_an_event_outside_of_the_folder_is_not_read(way: str, tmp_path: Path) -> None:
    root, outside = tmp_path / "set", tmp_path / "outside.json"
    (root / "tests").mkdir(parents=True)
    outside.write_text(json.dumps(EVENT))
    (root / "link.json").symlink_to(outside)
    event = {"path": "../../outside.json", "absolute": str(outside), "link": "../link.json"}[way]

    said = case(root, f"    event: {event}\n")

    assert said.startswith("5:12: `")
    assert said.endswith("` leads out of the folder of the policies [TOC212]")
