"""The last look at a public text before it leaves: does it hold something that nobody declared public?

Projection already keeps undeclared fields out of public blocks. What it cannot see is a sender that copied a
customer's name or a password into a field that is declared public. This is what is looked for here: values of other
fields of the same alert, and the shapes of credentials and personal data.

Not counted: what the policy's author wrote, what the always-public fields say, internal values that are the whole of
a declared public field (payloads repeat themselves), and the account, region and source, which AWS's resource names
contain. Values of secret fields always count.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from tocsin.render.payload import ALWAYS_PUBLIC, MAPPINGS, values_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.model import Json

SHORTEST = 6
"""Characters from which on a value counts; shorter ones occur in any text by chance."""

_INFRASTRUCTURE = ("account", "region", "source")

_CREDENTIALS = (
    ("AKIA", re.compile(r"\bAKIA[A-Z0-9]{16}\b")),  # AWS access key
    ("ASIA", re.compile(r"\bASIA[A-Z0-9]{16}\b")),  # the same, temporary
    ("eyJ", re.compile(r"\beyJ[\w-]{8,2000}\.[\w-]{8,2000}\.")),  # JSON Web Token
    ("-----BEGIN ", re.compile(r"-----BEGIN [A-Z ]{2,30}-----")),  # PEM
    ("earer ", re.compile(r"[Bb]earer +[\w+/.~-]{16,}")),  # Authorization header
    ("asic ", re.compile(r"[Bb]asic +[\w+/.~-]{16,}")),
    ("gh", re.compile(r"\b(?:gh[pousr]_|github_pat_)\w{16,}")),  # GitHub
    ("xox", re.compile(r"\bxox[abprs]-[\w-]{16,}")),  # Slack
    ("://", re.compile(r"://[^\s/:@]{1,64}:[^\s/@]{1,128}@")),  # user and password in a URL
)
"""What a credential begins with or holds, and its shape: most texts hold none of the former."""

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_ISSUED = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|35\d{14}|6(?:011|4[4-9]\d|5\d\d)\d{12}"
)


def leak(
    text: str,
    literal: str,
    alert: Mapping[str, Json],
    projection: Mapping[str, Json],
    secret_paths: frozenset[str] = frozenset(),
) -> str | None:
    """Why `text` must not leave, without quoting it; None if nothing speaks against it.

    `literal` is what the policy's author wrote (block and policy name), `projection` what the block could see.
    """
    folded = text.casefold()
    return (
        _credential(text, literal, projection)
        or (_secret(folded, literal, alert, secret_paths) if secret_paths else None)
        or _copied(folded, literal, alert, projection)
    )


def _secret(folded: str, literal: str, alert: Mapping[str, Json], secret_paths: frozenset[str]) -> str | None:
    """Values of secret fields count also where a public field repeats them whole, and when they are numbers."""
    for value in values_at(alert, secret_paths):
        for secret in map(str.casefold, [str(value)] if type(value) in {int, float} else _texts(value)):
            if len(secret) >= SHORTEST and secret in folded and secret not in literal.casefold():
                return "holds the value of a secret field"
    return None


def _credential(text: str, literal: str, projection: Mapping[str, Json]) -> str | None:
    for hint, shape in _CREDENTIALS:
        if hint in text and any(found[0] not in literal for found in shape.finditer(text)):
            return "holds what looks like a credential"
    if "@" in text and _undeclared(_EMAIL.findall(text), literal, projection):
        return "holds an e-mail address"
    numbers = _CARD.findall(text)
    if numbers and _undeclared(list(filter(_is_card, numbers)), literal, projection):
        return "holds what looks like a card number"
    return None


def _undeclared(found: list[str], literal: str, projection: Mapping[str, Json]) -> bool:
    """Whether some of `found` is neither the author's own text nor the whole of a declared public value."""
    return bool(found) and not all(match in literal or match in set(_texts(projection)) for match in found)


def _is_card(number: str) -> bool:
    digits = number.replace(" ", "").replace("-", "")
    doubled = (sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    return _ISSUED.fullmatch(digits) is not None and sum(doubled) % 10 == 0


def _copied(folded: str, literal: str, alert: Mapping[str, Json], projection: Mapping[str, Json]) -> str | None:
    suspects = _contained(alert, folded)
    suspects.difference_update(map(str.casefold, _texts(projection)))
    if not suspects:
        return None
    suspects.difference_update(str(alert.get(name)).casefold() for name in _INFRASTRUCTURE)
    spoken = "\n".join([literal, *(str(projection.get(name)) for name in ALWAYS_PUBLIC)]).casefold()
    public = all(value in spoken for value in suspects)
    return None if public else "holds the value of a field that is not public"


def _contained(alert: Mapping[str, Json], folded: str) -> set[str]:
    """The texts of the whole alert, case-folded, that are long enough to count and stand in the message."""
    found: set[str] = set()
    longest = len(folded)
    stack: list[Json] = [alert]
    while stack:
        node = stack.pop()
        for value in node if type(node) is list else node.values():
            kind = type(value)
            if kind is str:
                if SHORTEST <= len(value) <= longest and (text := value.casefold()) in folded:
                    found.add(text)
            elif kind is dict or kind is list or kind is MappingProxyType:
                stack.append(value)
    return found


def _texts(node: Json) -> Iterator[str]:
    stack: list[Json] = [node]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, tuple)):
            stack += value
        elif isinstance(value, MAPPINGS):
            stack += value.values()
