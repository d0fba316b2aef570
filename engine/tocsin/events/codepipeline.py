"""AWS CodePipeline executions, their stages and actions.

Shape: CodePipeline user guide, "Monitoring CodePipeline events" (pipeline, stage and action state changes).

Traps. Keys are in kebab case, and `version` is a number inside, a text outside. An alert is one execution: it resolves
when that execution succeeds after all, on retry, and not when a later one does. All states but FAILED and SUCCEEDED
(STARTED, RESUMED, CANCELED, STOPPED, SUPERSEDED, ...) are neither firing nor resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events.fields import first, items, picked, text, underscored
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an execution's change of state."""
    detail = event["detail"]
    pipeline, state = detail["pipeline"], detail["state"]
    what = " ".join(picked(detail, "pipeline", "stage", "action").values())
    alert = normal(
        "codepipeline",
        event,
        type=pipeline,
        status="resolved" if state == "SUCCEEDED" else "firing",
        id=_id(event, detail),
        summary=f"{what}: {text(state)}",
        starts_at=first(detail.get("start-time"), event.get("time")),
        ends_at=event.get("time"),
        account=event.get("account"),
        region=event.get("region"),
        labels=underscored(picked(detail, "pipeline", "stage", "action", "execution-id", "state", "version")),
        observed_at=event.get("time"),
        hold=None
        if state == "FAILED"
        else Hold("the execution neither failed nor succeeded", "event.detail.state", state),
    )
    return (alert,)


def _id(event: Json, detail: Json) -> str:
    """The pipeline's ARN (its name where the event has none) and the execution, down to stage and action."""
    arn = first(*items(event.get("resources"))[:1], detail["pipeline"]) or ""
    return "/".join([arn, *picked(detail, "execution-id", "stage", "action").values()])


SHAPES: Final = (
    Shape(
        read,
        claims={
            "source": ("aws.codepipeline",),
            "detail-type": (
                "CodePipeline Pipeline Execution State Change",
                "CodePipeline Stage Execution State Change",
                "CodePipeline Action Execution State Change",
            ),
        },
        needs={"detail.pipeline": str, "detail.state": str},
    ),
)
