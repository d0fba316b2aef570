"""What AWS would refuse in the middle of a deploy: each limit, just inside and just beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from provision.made import planned
from provision.test_executor import paging
from tocsin.finding import Span
from tocsin.pipeline import open_whole
from tocsin.provision.configuration import Configuration, Replication
from tocsin.provision.executor import executor
from tocsin.provision.limits import limits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = """
version: 1
settings: {account: "111122223333", region: us-east-2, fallback: {page: oncall}}
contacts:
  akuam:
    name: Akua Mansa
    channels: {phone: {sms: {secret: akuam-phone}}, mail: {email: {secret: akuam-mail}}}
    plan: [{notify: [phone, mail], for: 5m}]
  bob: {channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, for: 5m}]}
rotations:
  daily: {contacts: [akuam, bob], start: 2026-01-05T09:00, repeat: {daily: "09:00"}}
schedules:
  oncall: {name: On call, rotations: [daily]}
"""
SET = "arn:aws:ssm-incidents::111122223333:replication-set/69e40ce1-8dbb-4d57-8962-5fbe7fc53356"


def where(steps: Sequence[str | int]) -> Span:
    """A place that shows what was asked for."""
    return Span("/".join(str(step) for step in steps))


def found(folder: Path, configuration: Configuration | None = None, file: str = FILE) -> list[tuple[str, str]]:
    """Message and place of each problem of the plan."""
    problems = planned(folder, file, configuration).problems
    assert {problem.rule for problem in problems} <= {"TOC503", "TOC211"}
    return [(problem.message, problem.span.path) for problem in problems]


def test_nothing_is_beyond(tmp_path: Path) -> None:
    regions = ("us-east-2", "us-west-2", "eu-west-1")
    configuration = Configuration(
        account="111122223333",
        region="us-east-2",
        addresses={"akuam-phone": "+12065550100", "akuam-mail": None},
        tags={"a" * 128: "b" * 256, "a/_+=-9": "letters 9 _.:/=+-@"} | {f"t{number}": "x" for number in range(47)},
        replication=Replication("adopt", regions, SET, {r: f"arn:aws:kms:{r}:111122223333:key/1" for r in regions}),
        roles=("pager", "A-z_9+=,.@"),
        renames={"akuam": "akua", "daily": "weekly", "oncall": "night", "bob/mail": "bob/post"},
        where=where,
    )

    assert found(tmp_path, configuration) == []


CASES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "a Region without the service": (
        {"region": "eu-central-2"},
        [
            ("the stack's region is eu-central-2, the policies' own us-east-2", "region"),
            ("AWS Incident Manager does not run in `eu-central-2`", "region"),
        ],
    ),
    "another account": (
        {"account": "444455556666"},
        [("the stack's account is 444455556666, the policies' own 111122223333", "account")],
    ),
    "four Regions": (
        {"replication": Replication("create", ("us-east-1", "us-east-2", "us-west-1", "us-west-2"))},
        [("a replication set of 4 Regions", "replicationSet/regions")],
    ),
    "a replication set elsewhere": (
        {"replication": Replication("create", ("us-west-2",))},
        [("a replication set without us-east-2, where the contacts are", "replicationSet/regions")],
    ),
    "a replication set where the service is not": (
        {"replication": Replication("adopt", ("us-east-2", "cn-north-1"), SET)},
        [("AWS Incident Manager does not run in `cn-north-1`", "replicationSet/regions/1")],
    ),
    "a key of another Region": (
        {
            "replication": Replication(
                "create", ("us-east-2",), keys={"us-east-2": "arn:aws:kms:us-west-2:111122223333:key/1"}
            )
        },
        [
            (
                "`arn:aws:kms:us-west-2:111122223333:key/1` is not a key in us-east-2",
                "replicationSet/keys/us-east-2",
            )
        ],
    ),
    "too many tags": ({"tags": {f"t{number}": "x" for number in range(50)}}, [("51 tags", "tags")]),
    "a tag with a colon": (
        {"tags": {"team:name": "x"}},
        [("`team:name` is not a tag that AWS takes on contacts", "tags/team:name")],
    ),
    "a tag of AWS's own": (
        {"tags": {"aws:team": "x"}},
        [("`aws:team` is not a tag that AWS takes on contacts", "tags/aws:team")],
    ),
    "a tag that is too long": (
        {"tags": {"a" * 129: "x"}},
        [(f"`{'a' * 129}` is not a tag that AWS takes on contacts", f"tags/{'a' * 129}")],
    ),
    "a tag that differs by case": (
        {"tags": {"Team": "x", "team": "y", "Managed-By": "z"}},
        [(f"the tag `{name}` stands twice", f"tags/{name}") for name in ("Managed-By", "Team", "team")],
    ),
    "a value that is too long": (
        {"tags": {"team": "x" * 257}},
        [("the tag `team` has a value that AWS does not take", "tags/team")],
    ),
    "an empty value": ({"tags": {"team": ""}}, [("the tag `team` has a value that AWS does not take", "tags/team")]),
    "a value with a comma": (
        {"tags": {"team": "a,b"}},
        [("the tag `team` has a value that AWS does not take", "tags/team")],
    ),
    "a value in another script": ({"tags": {"team": "Zürich"}}, []),
    "a value in another script on a replication set": (
        {"tags": {"team": "Zürich"}, "replication": Replication("create", ("us-east-2",))},
        [("the tag `team` has a value that AWS does not take", "tags/team")],
    ),
    "a role's ARN": (
        {"roles": ("pager", "arn:aws:iam::111122223333:role/ops/pager")},
        [("`arn:aws:iam::111122223333:role/ops/pager` is not the name of an IAM role", "executorRoles/1")],
    ),
    "a role's name that is too long": (
        {"roles": ("r" * 65,)},
        [(f"`{'r' * 65}` is not the name of an IAM role", "executorRoles/0")],
    ),
    "a new name that nothing has": (
        {"renames": {"akua": "akuam"}},
        [("a new name that nothing has: `akua`", "renames/akua")],
    ),
    "a former name that is still there": (
        {"renames": {"bob": "akuam"}},
        [("`bob` cannot have been `akuam`, which is still there", "renames/bob")],
    ),
    "a circle of names": (
        {"renames": {"bob": "akuam", "akuam": "bob"}},
        [
            ("`akuam` cannot have been `bob`, which is still there", "renames/akuam"),
            ("`bob` cannot have been `akuam`, which is still there", "renames/bob"),
        ],
    ),
    "one former name for two": (
        {"renames": {"akuam": "chen", "bob": "chen"}},
        [("`bob` and `akuam` cannot both have been `chen`", "renames/bob")],
    ),
    "a former name that something else has": ({"renames": {"akuam": "daily"}}, []),
    "a channel's former name that is still there": (
        {"renames": {"akuam/phone": "akuam/mail"}},
        [("`akuam/phone` cannot have been `akuam/mail`, which is still there", "renames/akuam/phone")],
    ),
    "an address of another kind": (
        {"addresses": {"akuam-phone": "akuam@example.com", "akuam-mail": "+12065550100"}},
        [
            ("the address `akuam-mail` (email of akuam) is not an e-mail address", "addresses/akuam-mail"),
            ("the address `akuam-phone` (sms of akuam) is not a phone number", "addresses/akuam-phone"),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_beyond(case: str, tmp_path: Path) -> None:
    given, expected = CASES[case]

    assert found(tmp_path, Configuration(**given, where=where)) == expected


def test_an_address_is_not_repeated(tmp_path: Path) -> None:
    secret = "0176 / 4711"

    (problem,) = planned(tmp_path, FILE, Configuration(addresses={"akuam-phone": secret})).problems

    assert "4711" not in repr(problem)


def test_a_meant_region_is_suggested(tmp_path: Path) -> None:
    configuration = Configuration(replication=Replication("create", ("us-east-2", "eu-wst-1")))

    (problem,) = planned(tmp_path, FILE, configuration).problems

    assert (problem.help, problem.suggestion) == ("Did you mean `eu-west-1`?", "eu-west-1")


def test_a_region_of_the_policies_stands_in_the_policies(tmp_path: Path) -> None:
    (problem,) = planned(tmp_path, FILE.replace("region: us-east-2", "region: eu-central-2")).problems

    assert (problem.message, problem.severity) == ("AWS Incident Manager does not run in `eu-central-2`", "error")
    assert problem.span[:3] == ("policies/people.yaml", 3, 45)


PARTNER = "arn:aws:ssm-contacts:{}:contact/partner"
STAGES = """
  partner: {{arn: "{arn}"}}
escalations:
  # tocsin: ignore[TOC305] their account trusts ours
  wake: {{stages: [{{page: akuam, for: 5m}}, {{page: [{target}, bob], for: 5m}}]}}
rotations:"""


@pytest.mark.parametrize("target", ["partner", "{{contact: partner, essential: false}}", '"{arn}"'])
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("us-east-2:111122223333", None),
        ("us-east-2:444455556666", "account 444455556666: a stage takes contacts of 111122223333 only"),
        ("eu-west-1:111122223333", "eu-west-1: a stage takes contacts of us-east-2 only"),
    ],
)
def test_stages_take_contacts_of_their_own_account_and_region(
    target: str, place: str, told: str | None, tmp_path: Path
) -> None:
    arn = PARTNER.format(place)
    stages = STAGES.format(arn=arn, target=target.format(arn=arn))

    problems = planned(tmp_path, FILE.replace("\nrotations:", stages)).problems

    name = arn if "arn" in target else "partner"
    assert [(each.rule, each.severity, each.message) for each in problems] == (
        [("TOC503", "error", f"`{name}` is in {told}")] if told else []
    )
    assert [each.span.line for each in problems] == ([13] if told else [])


def test_the_stacks_own_home_counts_for_stages(tmp_path: Path) -> None:
    arn = PARTNER.format("eu-west-1:444455556666")
    file = FILE.replace("\nrotations:", STAGES.format(arn=arn, target="partner"))

    problems = planned(tmp_path, file, Configuration("444455556666", "eu-west-1")).problems

    assert {each.rule for each in problems} == {"TOC211"}


@pytest.mark.parametrize(
    ("channels", "addresses", "twins"),
    [
        ('{a: {sms: "+12065550100"}, b: {sms: "+12065550100"}}', {}, ["b"]),
        ('{a: {sms: "+12065550100"}, b: {voice: "+12065550100"}, c: {sms: "+12065550101"}}', {}, []),
        ("{a: {sms: {secret: one}}, b: {sms: {secret: one}}, c: {sms: {secret: two}}}", {}, ["b"]),
        ("{a: {sms: {secret: one}}, b: {sms: {secret: one}}}", {"one": "+12065550100"}, ["b"]),
        ('{a: {sms: "+12065550100"}, b: {sms: {secret: one}}}', {"one": "+12065550100"}, ["b"]),
        ("{a: {sms: {secret: one}}, b: {sms: {secret: two}}}", {"one": None, "two": None}, []),
    ],
)
def test_two_channels_of_one_kind_and_address(
    channels: str, addresses: dict[str, str | None], twins: list[str], tmp_path: Path
) -> None:
    file = FILE.replace(
        "{channels: {mail: {email: bob@example.com}}, plan: [{notify: mail",
        f"{{channels: {channels}, plan: [{{notify: a",
    )

    problems = planned(tmp_path, file, Configuration(addresses=addresses)).problems

    assert [(each.severity, each.message) for each in problems] == [
        ("warning", f"`{name}` is the same as `a`: sms to one address") for name in twins
    ]
    assert "2065550100" not in repr(problems)


@pytest.mark.parametrize("title", ["Zürich", "Level 1.5"])
def test_schedules_have_narrower_names_than_people(title: str, tmp_path: Path) -> None:
    """People are made through the API, schedules through Cloud Control."""
    people = FILE.replace("Akua Mansa", title)
    schedule = FILE.replace("On call", title)

    assert found(tmp_path, None, people) == []
    assert found(tmp_path, None, schedule) == [(f"a schedule cannot be called `{title}`", "policies/people.yaml")]


@pytest.mark.parametrize(("start", "fine"), [("1969-12-31T23:59", False), ("1970-01-01T00:00", True),
                                             ("0001-01-01T00:00", False), ("9999-12-31T23:59", False)])  # fmt: skip
def test_a_rotation_starts_in_aws_s_time(start: str, fine: bool, tmp_path: Path) -> None:
    file = FILE.replace("2026-01-05T09:00", start)

    year = int(start[:4])
    expected = [] if fine else [(f"a rotation cannot start in the year {year}", "policies/people.yaml")]
    assert found(tmp_path, None, file) == expected


@pytest.mark.parametrize(("contacts", "severity"), [(200, None), (450, "warning"), (1200, "error")])
def test_a_role_takes_so_many_policies(contacts: int, severity: str | None, tmp_path: Path) -> None:
    home = "arn:aws:ssm-contacts:us-east-2:111122223333:contact"
    policies = paging([f"{home}/person-{number:04}" for number in range(contacts)])
    planned(tmp_path, FILE)
    whole = open_whole(str(tmp_path))

    def said(configuration: Configuration) -> list[Any]:
        return list(limits(whole, configuration, tuple(executor(policies, configuration))))

    assert [each.severity for each in said(Configuration(roles=("pager",)))] == ([severity] if severity else [])
    assert said(Configuration()) == []
