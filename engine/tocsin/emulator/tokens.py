"""Idempotency tokens: the same call made again is answered again, not done again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tocsin.emulator.state import State


def once(state: State, operation: str, given: Mapping[str, Any], create: Callable[[], str]) -> str:
    """The ARN that `create` makes for this IdempotencyToken, now or when the token first came.

    Without a token every call creates. The first answer is repeated even if what it was about is gone by now.
    """
    token = given.get("IdempotencyToken")
    if not token:
        return create()
    known = _known(state, operation, token)
    digest = _digest(given)
    if known is None:
        arn = create()
        state.put("token", Operation=operation, Token=token, Digest=digest, Arn=arn, Time=state.now(), Seen=1)
        return arn
    if known["Digest"] != digest and state.choices.body_mismatch == "refuse":
        raise invalid("The IdempotencyToken was used before with other parameters")
    state.execute("UPDATE token SET Seen = Seen + 1 WHERE n = ?", known["n"])
    return str(known["Arn"])


def _known(state: State, operation: str, token: str) -> dict[str, Any] | None:
    found = state.row("SELECT * FROM token WHERE Operation = ? AND Token = ?", operation, token)
    lifetime = state.choices.token_lifetime
    if found is None or (lifetime is not None and state.now() - found["Time"] >= lifetime):
        return None
    return found


def _digest(given: Mapping[str, Any]) -> str:
    body = {name: value for name, value in given.items() if name != "IdempotencyToken"}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
