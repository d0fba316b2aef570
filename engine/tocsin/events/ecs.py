"""Amazon ECS tasks that change state.

Shape: Amazon ECS developer guide, "Amazon ECS task state change events".

Traps. ECS reports every step of every task. A stopped task fires if a container left with an exit code other than 0 or
if the task never started; all else (running, stopped in good order) is neither firing nor resolved, and no later event
takes a failure back. Events may come out of order; `version` counts them. A container that ECS stops for a deployment
may report 137 or 143: `labels.stopCode` tells ServiceSchedulerInitiated and UserInitiated from the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events.fields import at, collected, first, items, joined, picked, text
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of a task's change of state; its type is the reason that ECS gives for the stop."""
    detail = event["detail"]
    failed = [entry for entry in items(detail.get("containers")) if _failed(entry)]
    labels = _labels(detail, failed)
    alert = normal(
        "ecs",
        event,
        type=first(detail.get("stopCode"), detail.get("stoppedReason"), event["detail-type"]),
        id="/".join(picked(detail, "taskArn", "version").values()),
        summary=_summary(detail, failed),
        starts_at=first(detail.get("stoppedAt"), detail.get("updatedAt"), event.get("time")),
        account=event.get("account"),
        region=event.get("region"),
        labels=labels,
        annotations=picked(detail, "stoppedReason"),
        observed_at=first(detail.get("updatedAt"), event.get("time")),
        hold=_hold(detail, failed, labels),
    )
    return (alert,)


def _failed(container: Json) -> bool:
    return at(container, "exitCode") not in (None, 0)


def _hold(detail: Json, failed: list[Json], labels: dict[str, str]) -> Hold | None:
    state = detail["lastStatus"]
    if state != "STOPPED":
        return Hold("the task has not stopped", "event.detail.lastStatus", state)
    if failed or detail.get("stopCode") == "TaskFailedToStart":
        return None
    return Hold("the task stopped in good order", "labels.exitCode", labels.get("exitCode", ""))


def _summary(detail: Json, failed: list[Json]) -> str | None:
    """Why the task stopped, as ECS and the failed containers put it."""
    reasons = [
        f"{text(at(entry, 'name'))}: {text(at(entry, 'reason'))}" for entry in failed if text(at(entry, "reason"))
    ]
    return "; ".join([*picked(detail, "stoppedReason").values(), *reasons]) or None


def _labels(detail: Json, failed: list[Json]) -> dict[str, str]:
    labels = picked(detail, "group", "clusterArn", "taskDefinitionArn", "stopCode", "lastStatus", "launchType")
    exited = failed or items(detail.get("containers"))
    kind, _, service = labels.get("group", "").partition(":")
    extra = {
        "service": service if kind == "service" else None,
        "container": joined([at(entry, "name") for entry in failed]),
        "exitCode": collected(("codes", at(entry, "exitCode")) for entry in exited).get("codes"),
    }
    return labels | {name: value for name, value in extra.items() if value}


SHAPES: Final = (
    Shape(
        read,
        claims={"source": ("aws.ecs",), "detail-type": ("ECS Task State Change",)},
        needs={"detail.taskArn": str, "detail.lastStatus": str},
    ),
)
