"""The hand-written texts of string shapes, against the model's own patterns where those can be run."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from hypothesis import given
from hypothesis import strategies as st

from tocsin.emulator.characters import ALLOWED

MODEL = ServiceModel(Loader().load_service_model("ssm-contacts", "service-2"))
PATTERNS: dict[str, str] = {
    name: MODEL.shape_for(name).metadata["pattern"]
    for name in MODEL.shape_names
    if "pattern" in MODEL.shape_for(name).metadata
}
RUNNABLE = sorted(
    name
    for name, pattern in PATTERNS.items()
    if r"\p" not in pattern and name not in {"SsmContactsArn", "Uuid", "Member", "Policy"}
)


def test_every_shape_with_a_pattern_has_a_rewrite_and_no_other() -> None:
    assert ALLOWED.keys() == PATTERNS.keys()


@pytest.mark.parametrize("name", RUNNABLE)
@given(text=st.text(alphabet=st.characters(max_codepoint=0x250), max_size=12))
def test_the_rewrite_takes_what_the_pattern_takes(name: str, text: str) -> None:
    pattern = PATTERNS[name].removeprefix("^").removesuffix("$")
    assert ALLOWED[name](text) == bool(re.compile(pattern, re.ASCII).fullmatch(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ContactName", "Zoë Łukasz 日本 7_.-"),
        ("TagValue", "team:a/b=c+d@e-ß"),
        ("SsmContactsArn", "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"),
        ("SsmContactsArn", "arn:aws-us-gov:ssm-contacts::1:"),
        ("Uuid", "fc7405c4-46b2-48b7-87b2-93e2f225b90d"),
        ("Member", " a "),
        ("Sender", "a b\tc"),
    ],
)
def test_taken(name: str, text: str) -> None:
    assert ALLOWED[name](text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ContactName", "O'Brien"),
        ("ChannelName", "a,b"),
        ("TagValue", "a\nb"),
        ("ContactAlias", "Akuam"),
        ("ContactAlias", "akuam\n"),
        ("ActivationCode", "١٢٣٤٥٦"),
        ("Sender", "a,b"),
        ("IdempotencyToken", "a:b"),
        ("SsmContactsArn", "akuam"),
        ("SsmContactsArn", "arn:aws:sns:us-east-2:111122223333:topic"),
        ("SsmContactsArn", "arn:aws-iso:ssm-contacts:us-iso-east-1:111122223333:contact/akuam"),
        ("SsmContactsArn", "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam\n"),
        ("Uuid", "Zc7405c4-46b2-48b7-87b2-93e2f225b90d"),
        ("Policy", " \n"),
        ("Member", ""),
    ],
)
def test_refused(name: str, text: str) -> None:
    assert not ALLOWED[name](text)


def test_a_bad_tail_of_an_arn_takes_no_time() -> None:
    arn: Any = "arn:aws:ssm-contacts:us-east-2:1:" + "a" * 2000 + "!"
    start = time.perf_counter()
    assert not ALLOWED["SsmContactsArn"](arn)
    assert time.perf_counter() - start < 0.1
