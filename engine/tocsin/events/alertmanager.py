"""Prometheus Alertmanager's webhook, version 4, and what speaks it (Mimir, Cortex, vmalert behind an Alertmanager).

Shape: Prometheus documentation, "Alerting configuration", webhook_config; the struct Data of package template.

Traps: those of groups.py. Labels are the user's own, so `severity` is a convention and `alertname` may be missing; the
same alert comes again with every `repeat_interval`. The message has no time of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events.groups import read_group
from tocsin.events.shapes import Shape

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """An alert for each alert of the group."""
    return read_group("alertmanager", event)


SHAPES: Final = (Shape(read, needs={"groupKey": str, "alerts": list}),)
