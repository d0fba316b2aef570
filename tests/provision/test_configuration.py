"""A stack's configuration: what it says, and every mistake in it at once (the words of most: tests/bad)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from docpages import ROOT
from tocsin.finding import Span
from tocsin.provision.configuration import KEYS, Accepted, Configuration, Replication, read
from tocsin.provision.stack import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

SET = "arn:aws:ssm-incidents::111122223333:replication-set/c4b1f6a4-8d5a-4f0e-9c55-0f3c4b1e1f5a"
KEY = "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

WHOLE: dict[str, Any] = {
    "account": "111122223333",
    "region": "us-east-2",
    "addresses": {"akuam-phone": "+12065550100", "bob-mail": None},
    "protect": True,
    "tags": {"team": "payments", "cost-center": "4711"},
    "replicationSet": {"mode": "adopt", "regions": ["us-east-2", "eu-west-1"], "arn": SET, "keys": {"us-east-2": KEY}},
    "executorRoles": ["payments-lambda"],
    "renames": {"akua": "akuam", "akua/mobile": "akuam/phone"},
    "accepted": [{"rule": "TOC511", "name": "bob", "reason": "left the company"}],
}


def where(steps: Sequence[str | int]) -> Span:
    return Span("/".join(map(str, steps)))


def problems(values: dict[str, Any]) -> list[tuple[str, str]]:
    """The findings on a configuration: where, and what."""
    return [(finding.span.path, finding.message) for finding in read(values, where)[1]]


def test_every_key_is_read() -> None:
    read_, found = read(WHOLE, where)

    assert found == ()
    assert WHOLE.keys() == KEYS.keys()
    assert read_ == Configuration(
        "111122223333",
        "us-east-2",
        {"akuam-phone": "+12065550100", "bob-mail": None},
        protect=True,
        tags={"team": "payments", "cost-center": "4711"},
        replication=Replication("adopt", ("us-east-2", "eu-west-1"), SET, {"us-east-2": KEY}),
        roles=("payments-lambda",),
        renames={"akua": "akuam", "akua/mobile": "akuam/phone"},
        accepted=(Accepted("TOC511", "bob", "left the company"),),
    )
    assert read_.where is where


def test_json_texts_are_what_they_say() -> None:
    """Pulumi hands programs text only."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in WHOLE.items()}

    assert read(texts, where) == read(WHOLE, where)


@pytest.mark.parametrize("values", [{}, {"account": "", "tags": {}, "replicationSet": {}, "accepted": []}])
def test_what_says_nothing_is_the_default(values: dict[str, Any]) -> None:
    assert read(values, where) == (Configuration(), ())


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    """What the project file declares, without what it tells the providers."""
    config = yaml.safe_load((ROOT / "Pulumi.yaml").read_text("utf-8"))["config"]
    return {name: each for name, each in config.items() if name not in PROVIDERS}


def test_the_defaults_of_the_project_file_say_nothing(declared: dict[str, Any]) -> None:
    assert read({name: each.get("default", "") for name, each in declared.items()}, where) == (Configuration(), ())


def test_the_project_file_declares_the_keys_with_their_types(declared: dict[str, Any]) -> None:
    assert {name: each["type"] for name, each in declared.items()} == dict(KEYS)


def test_addresses_that_are_encrypted_whole_are_all_there() -> None:
    sealed, _ = read({"addresses": None}, where)

    assert (sealed.sealed, sealed.lacks("akuam-phone")) == (True, False)
    assert read({}, where)[0].lacks("akuam-phone")
    assert not read(WHOLE, where)[0].lacks("bob-mail")


def test_a_null_in_json_is_no_secret() -> None:
    assert problems({"tags": "null"}) == [("tags", "`tags`: expected a mapping, found `null`")]
    assert not read({"addresses": "null"}, where)[0].sealed


@pytest.mark.parametrize(
    "addresses",
    ["+12065550100", ["+12065550100"], {"akuam": {"phone": "+12065550100"}}, {"akuam": ["+12065550100"]}, "{akuam:"],
)
def test_no_message_repeats_an_address(addresses: Any) -> None:
    ((_, message),) = problems({"addresses": addresses})

    assert "something else" in message
    assert "2065550100" not in message


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"mode": "create"}, "`replicationSet`: mode create needs `regions`"),
        ({"mode": "adopt", "regions": ["us-east-2"]}, "`replicationSet`: mode adopt needs `arn`"),
        ({"mode": "create", "regions": ["us-east-2"], "arn": SET}, "`replicationSet.arn`: of no use in mode create"),
        ({"regions": ["us-east-2"]}, "`replicationSet.regions`: of no use in mode none"),
        ({"mode": "make"}, "`replicationSet.mode`: expected none, create or adopt, found `make`"),
        (
            {"mode": "create", "regions": ["Ohio"]},
            "`replicationSet.regions[0]`: expected an AWS Region such as us-east-2, found `Ohio`",
        ),
        (
            {"mode": "create", "regions": ["us-east-2", "us-east-2"]},
            "`replicationSet.regions[1]`: `us-east-2` stands there already",
        ),
    ],
)
def test_a_replication_set_with_a_mistake_is_neither_made_nor_taken_over(value: Any, told: str) -> None:
    configuration, found = read({"replicationSet": value}, where)

    assert [finding.message for finding in found] == [told]
    assert configuration.replication == Replication()


def test_a_role_stands_once() -> None:
    configuration, found = read({"executorRoles": ["pager", "lambda", "pager"]}, where)

    assert [(each.message, each.span.path) for each in found] == [
        ("`executorRoles[2]`: `pager` stands there already", "executorRoles/2")
    ]
    assert configuration.roles == ("pager", "lambda")


def test_a_key_that_is_misspelt_is_known_again() -> None:
    (finding,) = read({"excutorRoles": []}, where)[1]

    assert (finding.rule, finding.severity, finding.help) == ("TOC501", "error", "Did you mean `executorRoles`?")


def test_what_is_wrong_is_left_out_and_the_rest_holds() -> None:
    values = {**WHOLE, "tags": {"team": "payments", "cost": 1}, "accepted": [*WHOLE["accepted"], {"rule": "TOC512"}]}

    configuration, found = read(values, where)

    assert configuration.tags == {"team": "payments"}
    assert configuration.accepted == (Accepted("TOC511", "bob", "left the company"),)
    assert [finding.span.path for finding in found] == ["accepted/1", "tags/cost"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.sampled_from(list(KEYS)), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*KEYS, "other"]), JSON | st.sampled_from(list(WHOLE.values()))))
def test_whatever_stands_there_is_read_or_refused(values: dict[str, Any]) -> None:
    configuration, found = read(values, where)

    assert isinstance(configuration, Configuration)
    assert all(finding.rule == "TOC501" and finding.severity == "error" for finding in found)
