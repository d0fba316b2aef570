"""The emulator as a process: a quiet HTTP server on this machine."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tocsin.emulator.app import create_app
from tocsin.emulator.browsers import is_loopback
from tocsin.errors import TocsinError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from tocsin.emulator.state import State


class _OpenProtocol(H11Protocol):
    """Lets the application reach its connection (scope["state"]): "transport", so that a fault can cut it, and
    "closing", an event that is set when the server ends, so that an answer without an end of its own ends too.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, "transport": transport, "closing": asyncio.Event()}

    def shutdown(self) -> None:
        super().shutdown()
        self.app_state["closing"].set()


def listen(host: str, port: int, *, anywhere: bool = False) -> socket.socket:
    """A listening socket; port 0 takes a free one. Beyond loopback only with `anywhere`.

    Raises TocsinError for an address that is refused or cannot be had.
    """
    if not (anywhere or is_loopback(host)):
        raise TocsinError(
            f"{host} is not a loopback address: whoever reaches it can page and read all of it (--anywhere allows that)"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise TocsinError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    # Its connections inherit this. Without it each body waits 40 ms for the client to acknowledge the headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def url_of(listener: socket.socket) -> str:
    """The endpoint URL that clients of a listening socket use."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def http_server(app: ASGIApp) -> uvicorn.Server:
    """A server for `run(sockets=[listener])`; set its `should_exit` to end it."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=_OpenProtocol,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,  # the process's logging is its own business
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )


def serve(
    host: str = "127.0.0.1",
    port: int = 4010,
    *,
    state: State | None = None,
    anywhere: bool = False,
    started: Callable[[str], None] = lambda _: None,
) -> None:
    """Answer calls until SIGINT; SIGTERM ends the process. Open calls get a second to finish.

    `started` gets the endpoint URL once connections are taken in.
    """
    with listen(host, port, anywhere=anywhere) as listener, suppress(KeyboardInterrupt):
        started(url_of(listener))
        http_server(create_app(state, anywhere=anywhere)).run(sockets=[listener])
