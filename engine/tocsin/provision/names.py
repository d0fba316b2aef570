"""Logical names of resources, and the names that they had before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def formerly(name: str, renames: Mapping[str, str]) -> tuple[str, ...]:
    """The former name of a resource: a channel's changes with its person's, and by itself."""
    if name in renames:
        return (renames[name],)
    owner, slash, channel = name.partition("/")
    return (f"{renames[owner]}/{channel}",) if slash and owner in renames else ()
