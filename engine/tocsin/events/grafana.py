"""Grafana Alerting's webhook contact point.

Shape: Grafana documentation, "Configure the webhook notifier for Alerting".

Traps: those of groups.py. It looks like Alertmanager's with `version` "1", an `orgId` and more links; times have local
offsets and microseconds. Where a query fails or has no data, `alertname` is DatasourceError or DatasourceNoData and the
rule's own name is in `labels.rulename`. Links and values of an alert are added to its annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events.groups import read_group
from tocsin.events.shapes import Shape

if TYPE_CHECKING:
    from tocsin.model import Alert, Json

_EXTRAS = ("dashboardURL", "panelURL", "silenceURL", "imageURL", "valueString")


def read(event: Json) -> tuple[Alert, ...]:
    """An alert for each alert of the group."""
    return read_group("grafana", event, _EXTRAS)


SHAPES: Final = (Shape(read, needs={"orgId": int, "alerts": list}),)
