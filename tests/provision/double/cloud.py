"""What a provider's configuration says, and the API that its resources call."""

from __future__ import annotations

import json
import os
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT = "111122223333"
"""The account of what no emulator makes an ARN for."""

_ENDPOINT = "AWS_ENDPOINT_URL_SSM_CONTACTS"


class Unusable(Exception):
    """The provider cannot do what it is asked; the message says why."""


class Cloud:
    """One configured provider. `tags` are those that its configuration gives to every resource."""

    def __init__(self, configuration: Mapping[str, Any]) -> None:
        plain = {name: _decoded(value) for name, value in configuration.items()}
        self.region: str | None = plain.get("region") or os.environ.get("AWS_REGION")
        self.tags: dict[str, str] = (plain.get("defaultTags") or {}).get("tags") or {}
        self._clients: dict[str, Any] = {}
        self._lock = Lock()

    def contacts(self, region: str | None) -> Any:
        """A boto3 client of ssm-contacts. Unusable without an emulator: this provider never calls AWS."""
        region, endpoint = region or self.region, os.environ.get(_ENDPOINT)
        if not endpoint:
            raise Unusable(f"{_ENDPOINT} is not set: this double of a provider calls an emulator only")
        if not region:
            raise Unusable("no Region: set it in the provider's configuration")
        with self._lock:
            if region not in self._clients:
                self._clients[region] = _client(region, endpoint)
            return self._clients[region]

    def close(self) -> None:
        """Give the clients' connections back."""
        with self._lock:
            while self._clients:
                self._clients.popitem()[1].close()


def _client(region: str, endpoint: str) -> Any:
    import boto3  # here: a provider has to say its port first
    from botocore.config import Config

    return boto3.client(
        "ssm-contacts",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=5, read_timeout=10),
    )


def _decoded(value: Any) -> Any:
    """Configuration that is no text comes as JSON."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return value
