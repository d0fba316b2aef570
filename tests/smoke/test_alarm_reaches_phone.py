"""A CloudWatch alarm reaches the phone and the mailbox of the person whom the policy names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from smoke.paging import page

if TYPE_CHECKING:
    from emulating import Emulator

ALARM = json.loads((Path(__file__).parents[1] / "payloads/cloudwatch_metric_alarm_eventbridge.json").read_text())
POLICY = "version: 1\npolicies: [{name: p, match: {type: [checkout-5xx-ratio]}, page: akuam}]\n"


def test_it(emulator: Emulator, tmp_path: Path) -> None:
    inbox = page(emulator, tmp_path, {"a.yaml": POLICY}, ALARM)

    assert [(message["type"], message["address"]) for message in inbox] == [
        ("sms", "+12065550100"),
        ("email", "akuam@example.com"),
    ]
    assert "checkout 5xx ratio above 5%" in inbox[1]["content"]
