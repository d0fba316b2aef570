"""Plans for tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sets
from tocsin.pipeline import open_whole
from tocsin.provision.configuration import Configuration
from tocsin.provision.plan import plan

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.provision.resource import Plan, Resource

HOME = "arn:aws:ssm-contacts:us-east-2:111122223333"


def planned(folder: Path, file: str | dict[str, Any], configuration: Configuration | None = None) -> Plan:
    """The plan of a set that is one file (its YAML or its content)."""
    text = file if isinstance(file, str) else json.dumps(file)
    sets.write(folder, {"people.yaml": text})
    return plan(open_whole(str(folder)), configuration or Configuration())


def by_key(plan: Plan) -> dict[str, Resource]:
    """The resources of a plan by their keys."""
    found = {resource.key: resource for resource in plan.resources}
    assert len(found) == len(plan.resources)
    return found
