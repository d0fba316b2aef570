"""The inbox as a web page: GET / and the files it is made of, under /_tocsin/web/.

The page is static. It asks the same doors as everybody else: the API at POST / and the endpoints under /_tocsin/.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    Endpoint = Callable[[Request], Awaitable[Response]]

ASSETS = {
    "inbox.css": "text/css",
    "inbox.js": "text/javascript",
    "calls.js": "text/javascript",
    "clock.js": "text/javascript",
    "elements.js": "text/javascript",
    "engagements.js": "text/javascript",
    "live.js": "text/javascript",
    "messages.js": "text/javascript",
    "pages.js": "text/javascript",
    "people.js": "text/javascript",
    "sms.js": "text/javascript",
    "tools.js": "text/javascript",
}
"""File -> media type; the page itself is index.html."""

HEADERS = {
    # Messages hold whatever a sender wrote: nothing of it may run, load or leave, whatever the page's code gets wrong.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",  # another version may listen on the same port tomorrow
}


def routes() -> list[Route]:
    """The page and its files, read once."""
    return [
        Route("/", _served("index.html", "text/html"), methods=["GET"]),
        *(Route(f"/_tocsin/web/{name}", _served(name, kind), methods=["GET"]) for name, kind in ASSETS.items()),
    ]


def _served(name: str, media_type: str) -> Endpoint:
    body = (files("tocsin.emulator") / "web" / name).read_bytes()

    async def answer(_: Request) -> Response:
        return Response(body, headers=HEADERS, media_type=media_type)

    return answer
