"""Regular expressions that cannot hang: searched in time linear in the text.

Python's own engine takes exponential time for `(a+)+$`. The Rust engine behind jsonschema-rs never backtracks, at the
price of look-around and references back. An expression must be one for both, so that what people try in Python holds.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any


def problem(expression: str) -> str | None:
    """Why this is no expression that can be searched for; None for a good one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # about what will change its meaning
            re.compile(expression)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"not a regular expression: {error}"
    try:
        _compiled(expression)
    except ValueError:
        return "beyond regular expressions of linear time: no look-around, no references back, bounded repeats"
    return None


def found(expression: str, text: str) -> bool:
    """Whether the expression matches somewhere in the text."""
    return bool(_compiled(expression).is_valid(text))


@lru_cache
def _compiled(expression: str) -> Any:
    """A validator of texts in which the expression is found. Raises ValueError where the engine refuses it."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        {"type": "string", "pattern": expression}, pattern_options=jsonschema_rs.RegexOptions()
    )
