"""A server that answers as told, byte for byte: what a fake at a higher level cannot get wrong."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENGAGEMENT = "arn:aws:ssm-contacts:us-east-2:111122223333:engagement/akuam/69e40ce1-8dbb-4d57-8962-5fbe7fc53356"


class Handler(BaseHTTPRequestHandler):
    """Reads a request, notes it, and does what is next in the script (or starts an engagement)."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        """The one method of AWS JSON 1.1."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.headers["X-Amz-Target"].partition(".")[2], body))
        script = self.server.script
        (script.popleft() if script else ok({"EngagementArn": ENGAGEMENT}))(self)

    def answer(self, status: int, body: bytes, *, claimed: int | None = None, **headers: str) -> None:
        """Send `body`; `claimed` is a Content-Length that is not true."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if claimed is None else claimed))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    """`script` holds the next answers, `requests` what was asked: (operation, body)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: deque[Callable[[Handler], None]] = deque()
        self.requests: list[tuple[str, Any]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """A client that went away is what the tests are about."""


@contextmanager
def serving() -> Iterator[Server]:
    """A running server."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def ok(result: object) -> Callable[[Handler], None]:
    """A whole answer."""
    return raw(json.dumps(result).encode())


def raw(body: bytes, status: int = 200, claimed: int | None = None, **headers: str) -> Callable[[Handler], None]:
    """Any bytes."""
    return lambda handler: handler.answer(status, body, claimed=claimed, **headers)


def error(code: str, status: int = 400, **members: object) -> Callable[[Handler], None]:
    """One of the service's own errors."""
    body = json.dumps({"__type": code, "Message": "a secret text", **members}).encode()
    return lambda handler: handler.answer(status, body, x_amzn_RequestId="req-1")


def hang(handler: Handler) -> None:
    """No answer until the test is over."""
    handler.server.over.wait(10)
    handler.close_connection = True


def cut(handler: Handler) -> None:
    """A TCP reset instead of an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.wfile.close()
    handler.rfile.close()
    handler.connection.close()


def close(handler: Handler) -> None:
    """An orderly end instead of an answer."""
    handler.close_connection = True
