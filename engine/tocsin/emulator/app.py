"""The emulator as an ASGI application: the API's door at POST /, the emulator's own at /_tocsin/."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tocsin.emulator import web
from tocsin.emulator.browsers import OwnPagesOnly
from tocsin.emulator.clock import ordered_time, read_instant, rfc3339
from tocsin.emulator.engagement import catch_up
from tocsin.emulator.errors import ServiceError, internal
from tocsin.emulator.faults import FaultQueue, parse_faults
from tocsin.emulator.inbox import read_inbox
from tocsin.emulator.live import changes
from tocsin.emulator.operations import call
from tocsin.emulator.operations.engagements import read_ledger
from tocsin.emulator.overview import engagement_arns, read_engagement, read_people
from tocsin.emulator.seed import replant
from tocsin.emulator.state import State
from tocsin.emulator.wire import AwsResponse, encode, error_response, read_json, target

if TYPE_CHECKING:
    from starlette.requests import Request

logger = logging.getLogger(__name__)

MOST_ENGAGEMENTS = 100
"""Engagements in one answer of /_tocsin/engagements, unless ?most= says otherwise."""


def create_app(state: State | None = None, *, anywhere: bool = False) -> Starlette:
    """The application over a state (default: an empty one in memory). `anywhere`: under any host name."""
    doors = _Doors(state or State())
    return Starlette(
        routes=[
            Route("/", doors.api, methods=["POST"]),
            Route("/_tocsin/inbox", doors.inbox, methods=["GET"]),
            Route("/_tocsin/engagements", doors.engagements, methods=["GET"]),
            Route("/_tocsin/people", doors.people, methods=["GET"]),
            Route("/_tocsin/ledger", doors.ledger, methods=["GET"]),
            Route("/_tocsin/health", doors.health, methods=["GET"]),
            Route("/_tocsin/live", doors.live, methods=["GET"]),
            Route("/_tocsin/clock", doors.clock, methods=["GET"]),
            Route("/_tocsin/clock", doors.set_clock, methods=["POST"]),
            Route("/_tocsin/faults", doors.list_faults, methods=["GET"]),
            Route("/_tocsin/faults", doors.order_faults, methods=["POST"]),
            Route("/_tocsin/reset", doors.reset, methods=["POST"]),
            *web.routes(),
        ],
        middleware=[Middleware(OwnPagesOnly, anywhere=anywhere)],
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
            given = await read_json(request)
            if operation != "StartEngagement":
                await self._catch_up()
            return self._answer(operation, given)
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

    async def _catch_up(self) -> None:
        """Let happen what is due, a little at a time: calls that do not wait for it are answered in between."""
        while not catch_up(self.state):
            await asyncio.sleep(0)

    async def inbox(self, _: Request) -> Response:
        """GET: all messages, oldest first."""
        await self._catch_up()
        return JSONResponse(read_inbox(self.state))

    async def engagements(self, request: Request) -> Response:
        """GET: engagements with their pages and timelines, newest first; ?most=100."""
        most = request.query_params.get("most", str(MOST_ENGAGEMENTS))
        if not most.isdecimal() or len(most) > len("999999"):
            return _refusal("most: expected a number")
        await self._catch_up()
        shown = []
        for arn in engagement_arns(self.state, int(most)):
            shown.append(read_engagement(self.state, arn))
            await asyncio.sleep(0)
        return JSONResponse([engagement for engagement in shown if engagement])

    async def people(self, _: Request) -> Response:
        """GET: contacts with their channels."""
        return JSONResponse(read_people(self.state))

    async def ledger(self, _: Request) -> Response:
        """GET: all accepted engagements, oldest first."""
        return JSONResponse(read_ledger(self.state))

    async def health(self, _: Request) -> Response:
        """GET: whether the emulator is up."""
        return JSONResponse({"status": "ok"})

    async def live(self, request: Request) -> Response:
        """GET: server-sent events, one whenever there is something new to see."""
        closing = request.scope["state"]["closing"]
        return StreamingResponse(
            changes(self._version, closing), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _version(self) -> int:
        await self._catch_up()
        return self.state.changes + self.faults.changes

    async def clock(self, _: Request) -> Response:
        """GET: the time, and whether it runs by itself."""
        return JSONResponse({"time": rfc3339(self.state.now()), "mode": self.state.time.mode})

    async def set_clock(self, request: Request) -> Response:
        """POST {"advance": "5m"} or {"set": "2026-03-29T01:00:00Z"}: what falls due until then happens at its time."""
        try:
            instant = ordered_time(await read_json(request), self.state.now())
        except (ServiceError, ValueError) as error:
            return _refusal(str(error))
        self.state.set_time(self.state.time.at(instant))
        await self._catch_up()
        return await self.clock(request)

    async def list_faults(self, _: Request) -> Response:
        """GET: the faults that are still to strike, first come first."""
        return JSONResponse(self.faults.waiting())

    async def order_faults(self, request: Request) -> Response:
        """POST [{"operation", "fault", "times": 1, "after": …}, …]: all of them, or 400 and none."""
        try:
            self.faults.add(parse_faults(await read_json(request)))
        except (ServiceError, ValueError) as error:
            return _refusal(str(error))
        return JSONResponse({"status": "ok"})

    async def reset(self, request: Request) -> Response:
        """POST: back to the start; seeded people are as they were seeded, everything else is gone.

        The clock stays where it is, unless the body is {"clock": "2026-03-29T01:00:00Z"}: then it may go back too.
        """
        try:
            instant = _wanted_time(await read_json(request))
        except (ServiceError, ValueError) as error:
            return _refusal(str(error))
        self.faults.clear()
        with self.state.transaction():
            self.state.clear()
            replant(self.state)
            if instant is not None:
                self.state.set_time(self.state.time.at(instant))
        return JSONResponse({"status": "ok"})


def _wanted_time(order: Any) -> float | None:
    if not isinstance(order, dict) or order.keys() - {"clock"}:
        raise ValueError('expected nothing, or {"clock": "2026-03-29T01:00:00Z"}')
    return read_instant(order["clock"]) if "clock" in order else None


def _refusal(problem: str) -> Response:
    return JSONResponse({"error": problem}, status_code=400)
