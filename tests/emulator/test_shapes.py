"""Input outside the service model is refused, whatever it is; the emulator never breaks on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.choices import Choices
from tocsin.emulator.errors import ServiceError
from tocsin.emulator.operations import OPERATIONS
from tocsin.emulator.shapes import read_input

if TYPE_CHECKING:
    from emulating import Emulator

MODEL = ServiceModel(Loader().load_service_model("ssm-contacts", "service-2"))
ARN = "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"
KINDS = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "timestamp": float,
}
TEXTS = {"SsmContactsArn": ARN, "Uuid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12, "TimeZoneId": "Europe/Berlin"}
START = {"ContactId": ARN, "Sender": "s", "Subject": "s", "Content": "c"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)


def within(shape: Any) -> st.SearchStrategy[Any]:
    """Values that the shape takes."""
    if shape.type_name == "structure":
        required = {name: within(shape.members[name]) for name in shape.required_members}
        optional = {name: within(member) for name, member in shape.members.items() if name not in required}
        return st.fixed_dictionaries(required, optional=optional)
    if shape.type_name == "list":
        return st.lists(within(shape.member), min_size=shape.metadata.get("min", 0), max_size=2)
    if shape.type_name == "map":
        return st.dictionaries(within(shape.key), within(shape.value), max_size=2)
    if shape.type_name == "string":
        if shape.enum:
            return st.sampled_from(shape.enum)
        return st.just(TEXTS.get(shape.name, "7" * 6))
    if shape.type_name == "integer":
        return st.integers(shape.metadata.get("min", 0), shape.metadata.get("max", 1000))
    return st.booleans() if shape.type_name == "boolean" else st.integers(0, 2**31)


def outside(shape: Any) -> st.SearchStrategy[Any]:
    """Values that break the shape: its own type or limits, or those of one part of it."""
    wrong = json_values.filter(lambda value: value is not None and not isinstance(value, KINDS[shape.type_name]))
    if shape.type_name == "timestamp":
        return wrong.filter(lambda value: type(value) is not int)
    if shape.type_name == "integer":
        return st.booleans() | st.text() | st.integers(max_value=shape.metadata.get("min", -(10**9)) - 1)
    if shape.type_name == "string":
        return wrong | _bad_text(shape)
    if shape.type_name == "list":
        return wrong | outside(shape.member).map(lambda value: [value])
    if shape.type_name == "map":
        key, value = _bad_text(shape.key), outside(shape.value)
        return wrong | _one_entry(key, within(shape.value)) | _one_entry(within(shape.key), value)
    if shape.type_name == "structure":
        return wrong | st.sampled_from(sorted(shape.members)).flatmap(lambda name: _with_broken(shape, name))
    return wrong


def _one_entry(key: st.SearchStrategy[Any], value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(key, value, min_size=1, max_size=1)


def _bad_text(shape: Any) -> st.SearchStrategy[Any]:
    limits = [st.just("a" * (shape.metadata["max"] + 1))] if "max" in shape.metadata else []
    if shape.metadata.get("min", 0) > 0:
        limits.append(st.just(""))
    if shape.enum:
        limits.append(st.text().filter(lambda text: text not in shape.enum))
    if "pattern" in shape.metadata and r"\S" not in shape.metadata["pattern"]:  # those take any character
        limits.append(st.text().map(lambda text: text + "\x00"))
    return st.one_of(limits) if limits else st.just(0)


def _with_broken(shape: Any, name: str) -> st.SearchStrategy[Any]:
    return st.tuples(within(shape), outside(shape.members[name])).map(lambda pair: {**pair[0], name: pair[1]})


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_input_outside_the_model_is_refused_with_a_400(
    emulator_server: Emulator, operation: str, data: st.DataObject
) -> None:
    shape = MODEL.operation_model(operation).input_shape
    given_input = data.draw(outside(shape))
    status, answer, _ = emulator_server.send(f"SSMContacts.{operation}", json.dumps(given_input).encode())
    assert status == 400
    assert answer["__type"] in {"ValidationException", "SerializationException"}


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_input_within_the_model_gets_an_answer_that_the_model_declares(
    emulator_server: Emulator, operation: str, data: st.DataObject
) -> None:
    model = MODEL.operation_model(operation)
    body = json.dumps(data.draw(within(model.input_shape))).encode()
    status, answer, _ = emulator_server.send(f"SSMContacts.{operation}", body)
    if status == 200:
        assert set(model.output_shape.required_members) <= answer.keys() <= set(model.output_shape.members)
    else:
        assert status == 400
        assert answer["__type"] in {shape.name for shape in model.error_shapes}


@pytest.mark.parametrize("operation", sorted(MODEL.operation_names))
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_reader_takes_all_within_the_model_unchanged(operation: str, data: st.DataObject) -> None:
    value = data.draw(within(MODEL.operation_model(operation).input_shape))
    assert read_input(operation, value, Choices()) == value


def problems(given_input: dict[str, Any], choices: Choices | None = None, operation: str = "StartEngagement") -> Any:
    with pytest.raises(ServiceError) as caught:
        read_input(operation, given_input, choices or Choices())
    assert caught.value.code == "ValidationException"
    assert caught.value.members["Reason"] == "FIELD_VALIDATION_FAILED"
    return [field["Name"] for field in caught.value.members["Fields"]]


def test_every_bad_field_is_named_at_once() -> None:
    found = problems({"ContactId": "akuam", "Sender": "a,b", "Subject": "", "PublicContent": "x" * 8193})
    assert found == ["Content", "ContactId", "Sender", "Subject", "PublicContent"]


def test_a_field_deep_inside_is_named_by_its_path() -> None:
    stage = {"DurationInMinutes": 31, "Targets": [{"ChannelTargetInfo": {"ContactChannelId": "x"}}]}
    given_input = {"ContactId": ARN, "Plan": {"Stages": [stage]}}
    assert problems(given_input, operation="UpdateContact") == [
        "Plan.Stages.0.DurationInMinutes",
        "Plan.Stages.0.Targets.0.ChannelTargetInfo.ContactChannelId",
    ]


def test_null_is_absent() -> None:
    assert read_input("StartEngagement", {**START, "PublicSubject": None}, Choices()) == START
    assert problems({**START, "Subject": None}) == ["Subject"]


def test_a_wrong_type_is_a_serialization_exception_that_names_the_place() -> None:
    stages = [{"DurationInMinutes": True, "Targets": []}]
    with pytest.raises(ServiceError, match=r"Plan\.Stages\.0\.DurationInMinutes is not an integer") as caught:
        read_input("UpdateContact", {"ContactId": ARN, "Plan": {"Stages": stages}}, Choices())
    assert caught.value.code == "SerializationException"


def test_half_a_surrogate_pair_is_not_text() -> None:
    with pytest.raises(ServiceError, match="Subject is not Unicode text"):
        read_input("StartEngagement", {**START, "Subject": "\ud83d"}, Choices())


def test_unknown_members_by_choice() -> None:
    assert read_input("StartEngagement", {**START, "Priority": 1}, Choices()) == START
    assert problems({**START, "Priority": 1}, Choices(unknown_members="refuse")) == ["Priority"]


@pytest.mark.parametrize(("unit", "longest"), [("characters", 2048), ("utf16", 1024), ("bytes", 512)])
def test_lengths_count_by_choice(unit: Any, longest: int) -> None:
    choices = Choices(length_in=unit)
    assert read_input("StartEngagement", {**START, "Subject": "🚨" * longest}, choices)
    assert problems({**START, "Subject": "🚨" * (longest + 1)}, choices) == ["Subject"]


def test_timestamps_beyond_a_double_are_refused() -> None:
    with pytest.raises(ServiceError, match="timestamp"):
        read_input("ListEngagements", {"TimeRangeValue": {"StartTime": 10**400}}, Choices())
