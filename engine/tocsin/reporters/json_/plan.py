"""`plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.findings import counts
from tocsin.reporters.json_.values import finding, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.finding import Finding
    from tocsin.provision.resource import Resource
    from tocsin.provision.review import Review


def plan(review: Review, stack: str | None, found: Sequence[Finding]) -> str:
    """The result of `plan -o json`. It holds no address."""
    return text({
        "schema_version": SCHEMA_VERSION,
        "stack": stack,
        "resources": [_resource(each) for each in review.plan.resources],
        "paged": list(review.paged),
        "tasks": [task._asdict() for task in review.plan.tasks],
        "findings": [finding(each) for each in found],
        "summary": counts(found),
    })  # fmt: skip


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "key": resource.key,
        "type": resource.type,
        "name": resource.name,
        "component": resource.component,
        "inputs": resource.plain(),
        "needs": list(resource.needs),
        "formerly": list(resource.formerly),
        "protect": resource.protect,
        "retain": resource.kept,
        "import": resource.existing,
        "file": resource.file,
        "line": resource.line,
    }
