"""The API's spelling of a provider's properties, and back: DurationInMinutes for durationInMinutes."""

from __future__ import annotations

from typing import Any


def to_api(value: Any) -> Any:
    """Every key with a capital, at any depth."""
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: to_api(each) for name, each in value.items()}
    return [to_api(each) for each in value] if isinstance(value, list) else value


def from_api(value: Any) -> Any:
    """Every key with a small letter, at any depth."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: from_api(each) for name, each in value.items()}
    return [from_api(each) for each in value] if isinstance(value, list) else value


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as the API takes them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
