"""The replication set, without which the service has no contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.provision.resource import Resource
from tocsin.provision.tokens import REPLICATION_SET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.provision.configuration import Configuration
    from tocsin.provision.resource import Input

NAME = "replication-set"


def replication(configuration: Configuration) -> Iterator[Resource]:
    """The set, if the stack is to have it. Deleting it would delete every contact, plan and incident of the account."""
    wanted = configuration.replication
    if wanted.mode == "none":
        return
    regions: list[Input] = [
        {"name": region, "kmsKeyArn": wanted.keys[region]} if region in wanted.keys else {"name": region}
        for region in wanted.regions
    ]
    yield Resource(
        REPLICATION_SET,
        NAME,
        None,
        {"regions": regions, "tags": configuration.all_tags},
        protect=True,
        kept=True,
        existing=wanted.arn,
    )
