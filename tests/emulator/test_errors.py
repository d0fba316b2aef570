"""Every error has the members that the service model asks of it."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from tocsin.emulator import errors

MODEL = ServiceModel(Loader().load_service_model("ssm-contacts", "service-2"))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.invalid_fields([("Subject", "is required")]), 400),
        (errors.invalid("no"), 400),
        (errors.not_found("CONTACT", "arn"), 400),
        (errors.conflict("CONTACT", "arn", "taken", DependentEntities=[]), 400),
        (errors.quota_exceeded("tags-of-a-resource", 50, ResourceId="arn", ResourceType="CONTACT"), 400),
        (errors.throttled(), 400),
        (errors.internal(), 500),
    ],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_the_payload_is_of_the_declared_shape(error: errors.ServiceError, status: int) -> None:
    shape = MODEL.shape_for(error.code)
    payload = error.payload()
    assert payload.pop("__type") == error.code
    assert set(shape.required_members) <= payload.keys() <= set(shape.members)
    assert error.status == status


def test_reasons_are_of_the_declared_enumeration() -> None:
    reasons = MODEL.shape_for("ValidationExceptionReason").enum
    assert errors.invalid("no").members["Reason"] in reasons
    assert errors.invalid_fields([]).members["Reason"] in reasons
