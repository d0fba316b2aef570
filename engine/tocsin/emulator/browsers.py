"""Keeps web pages of others away: a browser on this machine reaches loopback, and so does every page it shows.

A request with an Origin (browsers add it to every POST of a page) is refused unless the page came from here. So is one
whose Host is not this machine: a name that its owner points at 127.0.0.1 would make their page one of ours.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class OwnPagesOnly:
    """Middleware that answers 403 to what another site's page sent. `anywhere`: any Host is ours."""

    def __init__(self, app: ASGIApp, *, anywhere: bool = False) -> None:
        self.app = app
        self.anywhere = anywhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        headers = Headers(scope=scope)
        if problem := self._problem(headers.get("host", ""), headers.get("origin")):
            await _refusal(problem)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _problem(self, host: str, origin: str | None) -> str | None:
        if host and not self.anywhere and not is_loopback(host_name(host)):
            return f"Host {host} is not this machine's; --anywhere allows other names"
        if origin is not None and origin.partition("://")[2] != host:
            return f"pages of {origin} may not call this emulator"
        return None


def _refusal(problem: str) -> JSONResponse:
    """In the shape of this emulator's own endpoints, and in AWS's: an SDK shows its user why."""
    answer = {"error": problem, "__type": "AccessDeniedException", "Message": problem}
    return JSONResponse(answer, status_code=403)


def host_name(host: str) -> str:
    """The name or address in a Host header: without the port, without brackets. Empty if it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own, not reachable from others."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
