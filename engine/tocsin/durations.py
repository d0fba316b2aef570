"""Lengths of time as people write them: 30s, 5m, 1h30m, 14d."""

from __future__ import annotations

import re
from functools import lru_cache

_PART = re.compile(r"([0-9]{1,6})([smhd])")
_WHOLE = re.compile(r"(?:[0-9]{1,6}[smhd]){1,4}")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@lru_cache(maxsize=1024)
def seconds(text: str) -> int:
    """The length in seconds. Raises ValueError for anything else than the form above."""
    if not _WHOLE.fullmatch(text):
        msg = f"`{text}` is not a length of time such as 30s, 5m, 1h30m or 14d"
        raise ValueError(msg)
    return sum(int(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
