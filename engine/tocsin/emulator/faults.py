"""Faults on order: the next calls of an operation go wrong the way networks and services do.

throttle, 500    the service's own error answers
reset            the connection is cut (TCP RST) without an answer
hang             no answer until the client gives up (at most a minute)
empty            200 without a body
truncated        200 with the first half of the answer, as a proxy passes it on: the length is right, the JSON is not
html             200 with a web page, as a captive portal answers

A fault strikes before the operation is done, or after it: then it is done and only its answer is lost. Unless told,
throttle, 500 and reset strike before; hang, empty, truncated and html after, as they mostly do in the world.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from tocsin.emulator.errors import internal, throttled
from tocsin.emulator.shapes import operation_names
from tocsin.emulator.wire import AwsResponse, error_response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope, Send

LONGEST_HANG = 60.0
"""Seconds after which a hanging connection is cut."""


class Cut(Response):
    """Ends the connection with a TCP reset, `hang` seconds after the request, or before if client or server leave."""

    def __init__(self, hang: float = 0.0) -> None:
        super().__init__()
        self.hang = hang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer nothing."""
        connection = scope["state"]
        gone, closing = (asyncio.ensure_future(end) for end in (_client_gone(receive), connection["closing"].wait()))
        await asyncio.wait((gone, closing), timeout=self.hang, return_when=asyncio.FIRST_COMPLETED)
        closing.cancel()
        if not gone.done():
            _reset(connection["transport"])
        await gone


async def _client_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _reset(transport: asyncio.Transport) -> None:
    """Close without a goodbye: with a linger time of zero the kernel sends RST instead of FIN."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


_PAGE = "<!doctype html><title>Sign in</title><p>Please sign in to use this network."

FAULTS: Mapping[str, Callable[[bytes], Response]] = {
    "throttle": lambda _: error_response(throttled()),
    "500": lambda _: error_response(internal()),
    "reset": lambda _: Cut(),
    "hang": lambda _: Cut(hang=LONGEST_HANG),
    "empty": lambda _: AwsResponse(b""),
    "truncated": lambda answer: AwsResponse(answer[: (len(answer) + 1) // 2]),
    "html": lambda _: HTMLResponse(_PAGE),
}
"""Name -> the answer in place of the right one (its bytes)."""

_BEFORE = ("throttle", "500", "reset")


@dataclass(frozen=True, slots=True)
class Fault:
    """An order for `times` calls of an operation."""

    operation: str
    fault: str
    times: int = 1
    after: bool = False

    def response(self, answer: bytes = b"{}") -> Response:
        """What the client gets. `answer` is what it would have got."""
        return FAULTS[self.fault](answer)


def parse_faults(orders: Any) -> list[Fault]:
    """The orders of a request body; ValueError says what is wrong with them."""
    if not isinstance(orders, list):
        raise ValueError("expected a list of faults")
    return [_parse(order) for order in orders]


def _parse(order: Any) -> Fault:
    if not isinstance(order, dict) or not {"operation", "fault"} <= order.keys() <= set(Fault.__slots__):
        raise ValueError("a fault has operation, fault and, if wanted, times and after")
    fault = Fault(**{"after": order["fault"] not in _BEFORE, **order})
    if fault.operation not in operation_names():
        raise ValueError(f"operation: {fault.operation!r} is not an operation of the service")
    if fault.fault not in [*FAULTS]:
        raise ValueError(f"fault: {fault.fault!r} is not one of {', '.join(FAULTS)}")
    if type(fault.times) is not int or fault.times < 1:
        raise ValueError("times: expected a number from 1")
    if not isinstance(fault.after, bool):
        raise ValueError("after: expected true or false")
    return fault


class FaultQueue:
    """Orders wait in line, one line for each operation; each call of it uses up one."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.changes = 0

    def waiting(self) -> list[dict[str, Any]]:
        """The orders that are still to strike, as they are ordered."""
        return [asdict(fault) for fault in self._waiting]

    def add(self, faults: list[Fault]) -> None:
        """Queue up behind what waits."""
        self._waiting += faults
        self.changes += 1

    def clear(self) -> None:
        """Call off all orders."""
        self._waiting.clear()
        self.changes += 1

    def take(self, operation: str, *, after: bool) -> Fault | None:
        """Use up the next order for this operation if it strikes at this moment."""
        for index, fault in enumerate(self._waiting):
            if fault.operation == operation:
                if fault.after != after:
                    return None
                left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                self._waiting[index : index + 1] = left
                self.changes += 1
                return fault
        return None
