"""The emulator as an ASGI application: the API's door at POST /, the emulator's own at /_tocsin/."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tocsin.emulator.errors import ServiceError, internal
from tocsin.emulator.faults import FaultQueue, parse_faults
from tocsin.emulator.inbox import read_inbox
from tocsin.emulator.operations import call
from tocsin.emulator.operations.engagements import read_ledger
from tocsin.emulator.seed import replant
from tocsin.emulator.state import State
from tocsin.emulator.wire import AwsResponse, encode, error_response, read_json, target

if TYPE_CHECKING:
    from starlette.requests import Request

logger = logging.getLogger(__name__)


def create_app(state: State | None = None) -> Starlette:
    """The application over a state (default: an empty one in memory)."""
    doors = _Doors(state or State())
    return Starlette(
        routes=[
            Route("/", doors.api, methods=["POST"]),
            Route("/_tocsin/inbox", doors.inbox, methods=["GET"]),
            Route("/_tocsin/ledger", doors.ledger, methods=["GET"]),
            Route("/_tocsin/health", doors.health, methods=["GET"]),
            Route("/_tocsin/faults", doors.order_faults, methods=["POST"]),
            Route("/_tocsin/reset", doors.reset, methods=["POST"]),
        ]
    )


class _Doors:
    """The endpoints. They run on one event loop and do not await between reading and writing the state."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.faults = FaultQueue()

    async def api(self, request: Request) -> Response:
        """One call of the service."""
        try:
            operation = target(request)
            return self._answer(operation, await read_json(request))
        except ServiceError as error:
            return error_response(error)
        except Exception:
            logger.exception("the emulator failed")
            return error_response(internal())

    def _answer(self, operation: str, given: Any) -> Response:
        """The answer, or the fault ordered in its place. A call that is refused uses up no fault that strikes after."""
        if fault := self.faults.take(operation, after=False):
            return fault.response()
        answer = encode(call(self.state, operation, given))
        if fault := self.faults.take(operation, after=True):
            return fault.response(answer)
        return AwsResponse(answer)

    async def inbox(self, _: Request) -> Response:
        """GET: all messages, oldest first."""
        return JSONResponse(read_inbox(self.state))

    async def ledger(self, _: Request) -> Response:
        """GET: all accepted engagements, oldest first."""
        return JSONResponse(read_ledger(self.state))

    async def health(self, _: Request) -> Response:
        """GET: whether the emulator is up."""
        return JSONResponse({"status": "ok"})

    async def order_faults(self, request: Request) -> Response:
        """POST [{"operation", "fault", "times": 1, "after": …}, …]: all of them, or 400 and none."""
        try:
            self.faults.add(parse_faults(await read_json(request)))
        except (ServiceError, ValueError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"status": "ok"})

    async def reset(self, _: Request) -> Response:
        """POST: back to the start; seeded people are as they were seeded, everything else is gone."""
        self.faults.clear()
        with self.state.transaction():
            self.state.clear()
            replant(self.state)
        return JSONResponse({"status": "ok"})
