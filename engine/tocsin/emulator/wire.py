"""AWS JSON 1.1 over HTTP: what a request says, and how answers and errors look.

POST / with the operation in X-Amz-Target and a JSON object as body. Signatures are not looked at.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from tocsin.emulator.errors import ServiceError, malformed, unknown_operation

if TYPE_CHECKING:
    from starlette.requests import Request

TARGET_PREFIX = "SSMContacts."

LARGEST_BODY = 2**20
"""Bytes."""

_LONGEST_DRAIN = 16 * LARGEST_BODY
"""So much of a body too large is still read, so that its sender gets the answer and not a broken pipe."""


class AwsResponse(Response):
    """An answer with the headers that every SDK expects."""

    media_type = "application/x-amz-json-1.1"

    def __init__(self, body: bytes, status: int = 200) -> None:
        super().__init__(body, status, {"x-amzn-RequestId": str(uuid.uuid4())})


def encode(output: Any) -> bytes:
    """The body of an answer."""
    return json.dumps(output, separators=(",", ":")).encode()


def error_response(error: ServiceError) -> AwsResponse:
    """The answer that an SDK turns into an exception."""
    return AwsResponse(encode(error.payload()), error.status)


def target(request: Request) -> str:
    """The operation a request names; UnknownOperationException without the service's prefix."""
    named = request.headers.get("x-amz-target", "")
    if not named.startswith(TARGET_PREFIX):
        raise unknown_operation(f"X-Amz-Target must start with {TARGET_PREFIX}")
    return named.removeprefix(TARGET_PREFIX)


async def read_json(request: Request) -> Any:
    """The body's JSON value; SerializationException for everything else, and for bodies over LARGEST_BODY."""
    try:
        return _parse(await _read(request))
    except ClientDisconnect:
        raise malformed("The body breaks off") from None


async def _read(request: Request) -> bytes:
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST_BODY:
            body += chunk
        if size > _LONGEST_DRAIN:
            break
    if size > LARGEST_BODY:
        raise malformed(f"The body is larger than {LARGEST_BODY} bytes")
    return bytes(body)


def _parse(body: bytes) -> Any:
    """JSON as RFC 8259 has it; an empty body is an empty object, as SDKs of old send it."""
    try:
        return json.loads(body or b"{}", parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise malformed("The body is not JSON") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
