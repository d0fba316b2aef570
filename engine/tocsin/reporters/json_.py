"""JSON results: fixed key order, the same bytes for the same input, a schema version that additions keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.catalogue import ALERT_FIELDS
from tocsin.model import SCHEMA_VERSION
from tocsin.reporters import inert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from tocsin.decision import Considered, Rendering
    from tocsin.engagement import Engagement, PageReceipt, SentPage
    from tocsin.finding import Finding, Severity
    from tocsin.model import Alert, Page
    from tocsin.reviews.coverage import Coverage
    from tocsin.reviews.diff import Backtest, Change, Diff, Outcome
    from tocsin.reviews.oncall import Calendar, OnCall, Turn
    from tocsin.reviews.quality import Quality
    from tocsin.reviews.simulate import Answered, Missed, Notified, Simulation
    from tocsin.reviews.suite import Result, Suite

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def findings(found: Sequence[Finding]) -> str:
    """The result of `validate -o json`. The summary counts what nothing suppresses, and apart from it what is."""
    counted = [each.severity for each in found if each.suppressed is None]
    counts = {word: counted.count(word) for word in _SEVERITIES} | {"suppressed": len(found) - len(counted)}
    return _text({"schema_version": SCHEMA_VERSION, "findings": [_finding(f) for f in found], "summary": counts})


def renderings(results: Iterable[Rendering]) -> str:
    """The result of `render -o json`, which `page --plan` executes."""
    return _text({"schema_version": SCHEMA_VERSION, "alerts": [_rendering(result) for result in results]})


def explanations(results: Iterable[Rendering]) -> str:
    """The result of `explain -o json`."""
    alerts = [
        {
            "alert": _alert(result.decision.alert),
            "decision": result.decision.kind.value,
            "considered": [_considered(each) for each in result.decision.trace],
            "notes": list(result.notes),
        }
        for result in results
    ]
    return _text({"schema_version": SCHEMA_VERSION, "alerts": alerts})


def outcomes(rows: Sequence[dict[str, Any]]) -> str:
    """The result of `page -o json`: one row a page, and how many ended in which way."""
    summary: dict[str, int] = {}
    for row in rows:
        summary[row["outcome"]] = summary.get(row["outcome"], 0) + 1
    return _text({"schema_version": SCHEMA_VERSION, "pages": list(rows), "summary": summary})


def engagement(found: Engagement) -> str:
    """The result of `status -o json`. Times are RFC 3339 in UTC; what the service does not report is null."""
    return _text({
        "schema_version": SCHEMA_VERSION,
        "engagement": found.arn,
        "contact": found.contact,
        "sender": found.sender,
        "subject": found.subject,
        "content": found.content,
        "public_subject": found.public_subject,
        "public_content": found.public_content,
        "incident": found.incident,
        "started": _instant(found.started),
        "ended": _instant(found.ended),
        "pages": [_sent_page(page) for page in found.pages],
    })  # fmt: skip


def _sent_page(page: SentPage) -> dict[str, Any]:
    return {
        "page": page.arn,
        "contact": page.contact,
        "channel": page.channel.name if page.channel else None,
        "type": page.channel.type if page.channel else None,
        "sent": _instant(page.sent),
        "delivered": _instant(page.delivered),
        "read": _instant(page.read),
        "receipts": [_page_receipt(receipt) for receipt in page.receipts],
    }


def _page_receipt(receipt: PageReceipt) -> dict[str, Any]:
    return {
        "time": _instant(receipt.time),
        "type": receipt.type,
        "channel": receipt.channel.arn if receipt.channel else None,
        "info": receipt.info,
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def simulations(found: Iterable[Simulation]) -> str:
    """The result of `simulate -o json`: one object an alert, one after the other."""
    return "".join(_text(_simulation(each)) for each in found)


def _simulation(found: Simulation) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "alert": _alert(found.decision.alert),
        "decision": found.decision.kind.value,
        "timeline": [_notified(each, found) for each in found.notified],
        "gaps": [_missed(each, found) for each in found.missed],
        "ends": found.ends,
        "end_minute": found.end_minute,
        "answers": [_answered(each, found) for each in found.answered],
        "pages": [
            {
                "policy": page.policy,
                "target": page.target,
                "ends": page.ends,
                "end_minute": found.minute(page.ended),
                "stopped_by": page.stopped_by,
            }
            for page in found.pages
        ],
        "notes": list(found.decision.notes),
    }


def _notified(each: Notified, found: Simulation) -> dict[str, Any]:
    return {
        "minute": found.minute(each.at),
        "time": _instant(each.at),
        "contact": each.contact,
        "channel": each.channel,
        "type": each.type,
        "attempt": each.attempt,
        "via": list(each.via),
        "stage": each.stage,
        "policy": each.policy,
        "own_stage": each.own_stage,
    }


def _missed(each: Missed, found: Simulation) -> dict[str, Any]:
    return {
        "minute": found.minute(each.at),
        "reason": each.reason,
        "time": _instant(each.at),
        "target": each.target,
        "channel": each.channel,
        "via": list(each.via),
        "policy": each.policy,
    }


def _answered(each: Answered, found: Simulation) -> dict[str, Any]:
    return {
        "minute": found.minute(each.at),
        "time": _instant(each.at),
        "contact": each.contact,
        "policy": each.policy,
        "target": each.target,
        "stops": each.stops,
    }


def suite(found: Suite, covered: Coverage | None = None) -> str:
    """The result of `test -o json`: one object a test, findings on files that cannot be run, how many of each.

    What the tests cover is there if it was asked for.
    """
    counts = {"passed": len(found.results) - found.failed, "failed": found.failed, "findings": len(found.findings)}
    return _text({
        "schema_version": SCHEMA_VERSION,
        "tests": [_result(result) for result in found.results],
        "findings": [_finding(each) for each in found.findings],
        "summary": counts,
        **({"coverage": _coverage(covered)} if covered else {}),
    })  # fmt: skip


def coverage(found: Coverage) -> str:
    """The file of `test --coverage=FILE`."""
    return _text({"schema_version": SCHEMA_VERSION, **_coverage(found)})


def _coverage(found: Coverage) -> dict[str, Any]:
    return {
        "percent": found.percent,
        "counts": {kind: {"reached": reached, "all": every} for kind, reached, every in found.counts()},
        "unreached": [
            {"kind": each.kind, "name": each.name, "path": each.span.path, "line": each.span.line}
            for each in found.unreached
        ],
        "unanswered": [
            {
                "type": each.type,
                "time": _instant(each.at),
                "reason": each.reason,
                "path": each.span.path,
                "line": each.span.line,
            }
            for each in found.unanswered
        ],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "name": result.case.name,
        "path": result.case.file,
        "line": result.case.line,
        "outcome": "passed" if result.passed else "failed",
        "failures": [_finding(each) for each in result.failures],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    span = finding.span
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "help": finding.help,
        "suggestion": finding.suggestion,
        "suppressed": finding.suppressed,
    }


def _rendering(result: Rendering) -> dict[str, Any]:
    return {
        "alert": _alert(result.decision.alert),
        "decision": result.decision.kind.value,
        "pages": [_page(page) for page in result.pages],
        "notes": list(result.notes),
    }


def _alert(alert: Alert) -> dict[str, Any]:
    view = alert.view()
    return {name: view[name] for name in ALERT_FIELDS if name != "event"}


def _page(page: Page) -> dict[str, Any]:
    return {
        "policy": page.policy,
        "file": page.file,
        "line": page.line,
        "target": page.target,
        "request": dict(page.request.parameters),
        "fallback_fields": list(page.fallback_fields),
        "digest": page.request.digest,
    }


def _considered(considered: Considered) -> dict[str, Any]:
    mismatch = considered.mismatch
    return {
        "policy": considered.policy.name,
        "file": considered.policy.file,
        "line": considered.policy.line,
        "reason": considered.reason.value,
        "field": mismatch.path if mismatch else None,
        "expected": mismatch.expected if mismatch else None,
        "found": list(mismatch.found) if mismatch else None,
        "window": considered.window,
    }


def diff(found: Diff) -> str:
    """The result of `diff -o json`. Values of alerts are as they may be shown; `request` holds texts of them."""
    result = {
        "schema_version": SCHEMA_VERSION,
        "base": found.base,
        "head": found.head,
        "changes": [_change(change) for change in found.changes],
        "summary": found.summary,
        "alerts": found.questions,
        "notes": list(found.notes),
    }
    return _text({**result, "backtest": _backtest(found.backtest)} if found.backtest else result)


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "alert": _alert(change.alert),
        "at": change.at.isoformat() if change.at else None,
        "before": _outcome(change.before),
        "after": _outcome(change.after),
        "policies": list(change.policies),
        "details": list(change.details),
        "fields": dict(change.fields),
        "people": {"lost": list(change.lost), "gained": list(change.gained)},
        "origin": change.origin,
        "alerts": change.questions,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "decision": outcome.decision.value,
        "pages": [
            {"policy": page.policy, "target": page.target, "request": dict(page.request.parameters)}
            for page in outcome.pages
        ],
        "calls": [call._asdict() for call in outcome.calls],
        "silence": outcome.silence,
    }


def _backtest(found: Backtest) -> dict[str, Any]:
    counts = {
        name: {key: each._asdict() for key, each in sorted(table.items())}
        for name, table in (
            ("pages", found.pages), ("nights", found.nights), ("people", found.people), ("storms", found.storms)
        )
    }  # fmt: skip
    return {
        "events": found.events,
        "alerts": found.alerts,
        "time_zone": found.time_zone,
        **counts,
        "storm_limit": found.storm_limit,
        "newly_silent": [each._asdict() for each in found.silent],
    }


def oncall(answer: OnCall) -> str:
    """The result of `oncall -o json`. Times carry the offset of the rotation at that instant; lengths are in hours."""
    schedules = [_calendar(calendar) for calendar in answer.calendars]
    for schedule, quality in zip(schedules, answer.qualities, strict=False):
        schedule["quality"] = _quality(quality)
    return _text({
        "schema_version": SCHEMA_VERSION,
        "from": answer.start.isoformat(),
        "to": answer.end.isoformat(),
        "schedules": schedules,
        "asked": {"kind": answer.asked.kind, "name": answer.asked.name} if answer.asked else None,
    })  # fmt: skip


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "name": calendar.name,
        "shifts": [_turn(turn) for turn in calendar.turns],
        "gaps": [{"start": gap.start.isoformat(), "end": gap.end.isoformat()} for gap in calendar.gaps],
        "hand_offs": [instant.isoformat() for instant in calendar.hand_offs],
        "time_zones": dict(calendar.zones),
        "now": [
            {
                "rotation": watch.rotation,
                "shift": _turn(watch.now) if watch.now else None,
                "next": _turn(watch.then) if watch.then else None,
            }
            for watch in calendar.watches
        ],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "rotation": turn.rotation,
        "contacts": list(turn.members),
        "start": turn.start.isoformat(),
        "end": turn.end.isoformat(),
        "override": turn.replaced is not None,
        "replaced": list(turn.replaced or ()),
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "gaps": quality.gaps,
        "gap_hours": _hours(quality.uncovered),
        "hand_offs": quality.hand_offs,
        "people": [
            {
                "contact": load.contact,
                "hours": _hours(load.on_call),
                "share": round(load.share, 4),
                "night_hours": _hours(load.night),
                "weekend_hours": _hours(load.weekend),
                "shifts": load.shifts,
                "hand_offs": load.hand_offs,
                "longest_hours": _hours(load.longest),
            }
            for load in quality.loads
        ],
        "fairness": {
            name: None if ratio is None else round(ratio, 4)
            for name, ratio in zip(("hours", "night_hours", "weekend_hours"), quality.fairness, strict=True)
        },
    }


def _hours(length: timedelta) -> float:
    return round(length.total_seconds() / 3600, 2)


def _text(value: Any) -> str:
    return inert.json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"
