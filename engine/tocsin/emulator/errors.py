"""The service's errors in AWS's own shapes, raised anywhere below the API's door and answered there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class ServiceError(Exception):
    """One error answer. `code` goes out as `__type`, `members` beside the message, `status` as the HTTP status."""

    def __init__(self, code: str, message: str, *, status: int = 400, **members: Any) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.members = members

    def payload(self) -> dict[str, Any]:
        """The JSON body. Member names as in the service model."""
        return {"__type": self.code, "Message": str(self), **self.members}


def invalid_fields(problems: Iterable[tuple[str, str]]) -> ServiceError:
    """ValidationException for fields (dotted path, what is wrong with it), all of them at once."""
    fields = [{"Name": name, "Message": message} for name, message in problems]
    listed = "; ".join(f"{field['Name']} {field['Message']}" for field in fields)
    message = f"{len(fields)} invalid field(s): {listed}"
    return ServiceError("ValidationException", message, Reason="FIELD_VALIDATION_FAILED", Fields=fields)


def invalid(message: str) -> ServiceError:
    """ValidationException for a request whose fields are well formed but cannot be followed."""
    return ServiceError("ValidationException", message, Reason="OTHER")


def not_found(kind: str, resource: str) -> ServiceError:
    """ResourceNotFoundException. `kind` is CONTACT, CONTACT_CHANNEL, ROTATION and so on."""
    message = f"{kind} {resource} does not exist"
    return ServiceError("ResourceNotFoundException", message, ResourceId=resource, ResourceType=kind)


def conflict(kind: str, resource: str, message: str, **members: Any) -> ServiceError:
    """ConflictException about a resource that exists."""
    return ServiceError("ConflictException", message, ResourceId=resource, ResourceType=kind, **members)


def quota_exceeded(quota: str, most: int, **members: Any) -> ServiceError:
    """ServiceQuotaExceededException: `most` is all there can be. AWS's own codes are unknown; `quota` is our word."""
    message = f"There can be at most {most} {quota.replace('-', ' ')}"
    return ServiceError(
        "ServiceQuotaExceededException", message, QuotaCode=quota, ServiceCode="ssm-contacts", **members
    )


def malformed(message: str) -> ServiceError:
    """SerializationException: a body that is not JSON or holds values of the wrong type."""
    return ServiceError("SerializationException", message)


def unknown_operation(message: str) -> ServiceError:
    """UnknownOperationException: no such operation, or one that this emulator does not have."""
    return ServiceError("UnknownOperationException", message)


def throttled() -> ServiceError:
    """ThrottlingException, as the service words a rate limit."""
    return ServiceError("ThrottlingException", "Rate exceeded", ServiceCode="ssm-contacts", RetryAfterSeconds=1)


def internal() -> ServiceError:
    """InternalServerException: HTTP 500, nothing about the cause."""
    return ServiceError("InternalServerException", "Internal failure", status=500, RetryAfterSeconds=1)
