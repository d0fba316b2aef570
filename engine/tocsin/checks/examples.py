"""Alerts as findings show them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SHOWN = 120
"""Characters of one example."""


def example(event: Mapping[str, Any]) -> str:
    """The fields of an alert that matter, as JSON on one line, cut where it is long."""
    text = json.dumps(event, ensure_ascii=False) if event else "any alert"
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
