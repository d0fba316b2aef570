"""`tocsin plan` as a user meets it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from commands.driver import Ran, tocsin
from tocsin.pipeline import open_whole
from tocsin.provision.configuration import Configuration
from tocsin.provision.plan import plan
from tocsin.provision.resource import Reference, Sealed
from tocsin.windows import WEEKDAYS

if TYPE_CHECKING:
    from pathlib import Path

POLICIES = """
version: 1
settings: {account: "111122223333", region: us-east-2, time_zone: Europe/Berlin, fallback: {page: wake}}
contacts:
  akuam:
    name: Akua Mansa
    channels:
      phone: {sms: "+12065550142"}
      call: {voice: {secret: akuam-call}}
      mail: {email: akua.mansa@example.com}
    plan: [{notify: [phone, mail], retry: 2m, for: 5m}, {notify: call, for: 10m}]
  bob: {channels: {phone: {sms: "+12065550177"}}, plan: [{notify: phone, for: 10m}]}
  idle: {channels: {}, plan: []}
  partner: {arn: "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"}
rotations:
  weekly:
    contacts: [akuam, bob]
    start: 2026-01-05T09:00
    repeat: {weekly: [{day: mon, at: "09:00"}, {day: fri, at: "17:00"}], every: 2}
    cover: {mon: ["09:00-17:00"]}
  monthly:
    contacts: [akuam, bob]
    start: 2026-01-05T09:00
    repeat: {monthly: [{day: 1, at: "09:00"}]}
    on_call: 2
schedules:
  oncall: {name: Payments on call, rotations: [weekly, monthly]}
escalations:
  wake: {stages: [{page: akuam, for: 5m}, {page: [oncall, {contact: bob, essential: false}], for: 10m}]}
policies:
  - {name: everything, page: partner}
"""
HOME = "arn:aws:ssm-contacts:us-east-2:111122223333"
AKUAM = "phone sms …42, call voice (secret), mail email | phone + mail 5m (retry 2m), then call 10m"
WEEKLY = "every 2 weeks at Mon 09:00, Fri 17:00, Europe/Berlin, from 2026-01-05 09:00, only Mon 09:00-17:00"
PROJECT = "name: paging\nruntime: python\n"
DEV = """
encryptionsalt: v1:x
config:
  aws:region: us-east-2
  paging:addresses: {akuam-call: {secure: "v1:x:y"}}
  paging:protect: "true"
  paging:tags: {team: payments}
  paging:executorRoles: [payments-lambda]
  paging:replicationSet: {mode: create, regions: [us-east-2, eu-west-1]}
  paging:renames: {akuam: akua}
"""


def written(folder: Path, dev: str | None = DEV, policies: str = POLICIES) -> Path:
    """A project with these policies, and with a stack dev unless it is left out."""
    (folder / "policies").mkdir()
    (folder / "policies" / "a.yaml").write_text(policies, "utf-8")
    if dev is not None:
        (folder / "Pulumi.yaml").write_text(PROJECT, "utf-8")
        (folder / "Pulumi.dev.yaml").write_text(dev, "utf-8")
    return folder


def section(ran: Ran, title: str) -> list[str]:
    """The lines below a title, columns parted by single bars."""
    found = ran.out.split(f"\n{title}\n", 1)[1].split("\n\n", 1)[0]
    return [re.sub(" {2,}", " | ", line.strip()) for line in found.splitlines()]


def test_the_plan_in_the_words_of_the_trade(tmp_path: Path) -> None:
    ran = tocsin("plan", "--stack", "dev", cwd=written(tmp_path))

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Plan for stack dev: 3 people, 2 rotations, 1 schedule and 1 escalation, as ")
    assert section(ran, "Settings") == [
        "replication set | made: us-east-2, eu-west-1",
        "tags | managed-by=tocsin, team=payments",
        "protected | Pulumi deletes nothing of it",
    ]
    assert section(ran, "People") == [
        f"akuam (Akua Mansa), formerly akua | {AKUAM}",
        "bob | phone sms …77 | phone 10m",
        "idle | no channels | no plan: never notified",
    ]
    assert section(ran, "Rotations") == [
        f"weekly | akuam, bob | {WEEKLY}",
        "monthly | akuam, bob | monthly at 09:00 on the 1., Europe/Berlin, from 2026-01-05 09:00, 2 at a time",
    ]
    assert section(ran, "On-call schedules") == ["oncall (Payments on call) | weekly, monthly"]
    assert section(ran, "Escalations") == ["wake | akuam 5m, then oncall + bob (not essential) 10m"]
    assert section(ran, "Provisioned elsewhere") == [
        "partner | arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"
    ]
    assert section(ran, "The executor may page, and nobody else (attached to payments-lambda)") == [
        "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner, wake"
    ]
    assert "Before the deploy" not in ran.out
    assert ran.out.endswith("\n\n1 policy in 1 file: no findings\n")


@pytest.mark.parametrize(
    ("cover", "shown"),
    [
        ('mon: ["00:00-24:00"]', ", only Mon 00:00-24:00"),
        (", ".join(f'{day}: ["08:00-18:00"]' for day in WEEKDAYS[:5]), ", only Mon-Fri 08:00-18:00"),
        ('sat: ["10:00-12:00"], mon: ["22:00-06:00"]', ", only Mon 22:00-06:00, Sat 10:00-12:00"),
        ('tue: ["13:00-18:00", "08:00-12:00"], wed: ["08:00-12:00", "13:00-18:00"]',
         ", only Tue-Wed 08:00-12:00 and 13:00-18:00"),
        (", ".join(f'{day}: ["00:00-24:00"]' for day in WEEKDAYS), ""),
    ],
)  # fmt: skip
def test_the_hours_that_a_rotation_covers(cover: str, shown: str, tmp_path: Path) -> None:
    policies = POLICIES.replace('cover: {mon: ["09:00-17:00"]}', f"cover: {{{cover}}}")

    ran = tocsin("plan", cwd=written(tmp_path, None, policies))

    assert section(ran, "Rotations")[0] == f"weekly | akuam, bob | {WEEKLY.partition(', only')[0]}{shown}"


def test_the_last_override_is_the_example(tmp_path: Path) -> None:
    """The first may be over, and AWS takes none that is."""
    overrides = ", ".join(
        f"{{contacts: [bob], from: 2026-0{month}-05T09:00, until: 2026-0{month}-06T09:00, reason: leave}}"
        for month in (9, 2)
    )
    policies = POLICIES.replace("    on_call: 2\n", f"    on_call: 2\n    overrides: [{overrides}]\n")

    ran = tocsin("plan", cwd=written(tmp_path, None, policies))

    title = "After the deploy: put in overrides, at most six months ahead; those that are over need nothing. "
    first, second, _, create = section(ran, title + "For nobody: --new-contact-ids '[]'")
    assert first.startswith("monthly | bob from 2026-02-05")
    assert second.startswith("monthly | bob from 2026-09-05")
    assert "--start-time 2026-09-05T07:00:00Z" in create


@pytest.mark.parametrize("form", ["human", "json"])
def test_no_address_is_shown(tmp_path: Path, form: str) -> None:
    dev = DEV.replace('{secure: "v1:x:y"}', '"+12065550199"')

    ran = tocsin("plan", "--stack", "dev", "-o", form, cwd=written(tmp_path, dev))

    assert ran.code == 0
    assert not re.search(r"206555|5550|akua\.mansa|…99", ran.out)


@pytest.mark.parametrize("address", ["012065550199", "{number: '+12065550199'}"])
def test_no_address_is_shown_with_a_finding(tmp_path: Path, address: str) -> None:
    """Not even in the line that a finding is about."""
    ran = tocsin("plan", "--stack", "dev", cwd=written(tmp_path, DEV.replace('{secure: "v1:x:y"}', address)))

    assert ran.code == 1
    assert "Pulumi.dev.yaml:5:34: error: " in ran.out
    assert "5550199" not in ran.out + ran.err


def test_the_json_is_the_plan(tmp_path: Path) -> None:
    ran = tocsin("plan", "-o", "json", cwd=written(tmp_path, None))

    shown = json.loads(ran.out)
    planned = plan(open_whole(str(tmp_path)), Configuration())
    assert [(each["key"], each["inputs"], each["needs"]) for each in shown["resources"]] == [
        (each.key, {name: plain(value) for name, value in each.inputs.items()}, list(each.needs))
        for each in planned.resources
    ]
    assert [task["kind"] for task in shown["tasks"]] == ["replication-set", "address", "activation", "activation"]
    assert (shown["stack"], shown["findings"], shown["summary"]["error"]) == (None, [], 0)
    assert shown["paged"] == ["arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner", "wake"]


def plain(value: Any) -> Any:
    if isinstance(value, Reference):
        return {"ref": value.resource, "output": value.output}
    if isinstance(value, Sealed):
        return {"secret": value.secret}
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def test_a_name_that_was_another_and_what_must_stay(tmp_path: Path) -> None:
    shown = json.loads(tocsin("plan", "--stack", "dev", "-o", "json", cwd=written(tmp_path)).out)

    found = {each["key"].rpartition("/")[2]: each for each in shown["resources"]}
    assert (found["contact:Contact::akuam"]["formerly"], found["contact:Contact::akuam"]["protect"]) == (["akua"], True)
    assert [each["name"] for each in shown["resources"] if each["retain"]] == ["replication-set"]
    assert shown["stack"] == "dev"


def test_mistakes_of_the_stack_and_of_the_policies_are_told_at_once(tmp_path: Path) -> None:
    broken = POLICIES.replace("page: partner", "page: nobody")

    ran = tocsin("plan", "--stack", "dev", cwd=written(tmp_path, DEV.replace("tags", "tag"), broken))

    assert (ran.code, ran.out) == (2, "")
    assert "[TOC501]" in ran.err
    assert "[TOC201]" in ran.err


def test_an_error_fails_the_command_and_the_plan_is_shown(tmp_path: Path) -> None:
    ran = tocsin("plan", "--stack", "dev", cwd=written(tmp_path, DEV.replace("aws:region: us-east-2", "aws:region: x")))

    assert ran.code == 1
    assert ran.out.startswith("Plan for stack dev")
    assert ran.out.endswith("1 policy in 1 file: 1 error\n")


def test_the_environment_changes_nothing(tmp_path: Path) -> None:
    """A deploy does not ask it either."""
    folder = written(tmp_path)
    environment = {"AWS_REGION": "eu-west-1", "TOCSIN_ACCOUNT": "4" * 12, "GITHUB_ACTIONS": "true"}

    assert tocsin("plan", cwd=folder, env=environment) == tocsin("plan", cwd=folder)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--stack", "prod"), "no such stack; there are dev"),
        (("--against", "nowhere.json"), "nowhere.json: cannot read: No such file"),
        (("--against", "policies/a.yaml"), "policies/a.yaml"),
        (("-o", "sarif"), "expected human or json"),
    ],
)
def test_what_is_not_usable_ends_with_2(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = tocsin("plan", *arguments, cwd=written(tmp_path))

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def export(shown: dict[str, Any]) -> str:
    """A `pulumi stack export` after a deploy of a plan."""
    arns = {
        each["key"]: f"{HOME}:contact/{each['name']}" if "alias" in each["inputs"] else f"arn:of:{each['key']}"
        for each in shown["resources"]
    }
    resources = [
        {
            "urn": f"urn:pulumi:dev::paging::{each['type']}::{each['name']}",
            "custom": True,
            "id": arns[each["key"]],
            "type": each["type"],
            "inputs": deployed(each["inputs"], arns),
            "outputs": {**deployed(each["inputs"], arns), "arn": arns[each["key"]], "activationStatus": "ACTIVATED"},
        }
        for each in shown["resources"]
    ]
    return json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": resources}})


def deployed(value: Any, arns: dict[str, str]) -> Any:
    """An input as it stands in a state."""
    if isinstance(value, dict):
        if "ref" in value:
            return arns[value["ref"]]
        return "+12065550100" if "secret" in value else {name: deployed(each, arns) for name, each in value.items()}
    return [deployed(each, arns) for each in value] if isinstance(value, list) else value


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """A project whose stack is deployed (state.json), and in which somebody who is paged has another name since."""
    folder = written(tmp_path)
    (folder / "state.json").write_text(export(json.loads(tocsin("plan", "-o", "json", cwd=folder).out)), "utf-8")
    (folder / "policies" / "a.yaml").write_text(POLICIES.replace("bob", "robert"), "utf-8")
    return folder


def test_what_would_leave_somebody_unpaged_is_refused(renamed: Path) -> None:
    ran = tocsin("plan", "--stack", "dev", "--against", "state.json", cwd=renamed)

    assert ran.code == 1
    assert re.findall(r"`\w+`.*\[(TOC51[1-4])\]", ran.out)
    assert tocsin("plan", "--stack", "dev", cwd=renamed).code == 0
    piped = tocsin("plan", "--stack", "dev", "--against", "-", cwd=renamed, stdin=(renamed / "state.json").read_text())
    assert sorted(piped.out.replace("-:1:1", "state.json:1:1").splitlines()) == sorted(ran.out.splitlines())


def test_the_state_of_another_stack_is_not_compared(renamed: Path) -> None:
    (renamed / "Pulumi.prod.yaml").write_text(DEV, "utf-8")

    other = tocsin("plan", "--stack", "prod", "--against", "state.json", cwd=renamed)

    assert (other.code, other.out) == (2, "")
    assert "state.json: the state of the stack `dev`, not `prod`" in other.err
    assert tocsin("plan", "--stack", "acme/paging/dev", "--against", "state.json", cwd=renamed).code == 1


def test_only_channels_that_wait_for_a_code_are_left(renamed: Path) -> None:
    """Of robert, who is new, all; of akuam the one that nobody has activated, and the one that gets another number."""
    against = ("plan", "--stack", "dev", "--against", "state.json")
    state = json.loads((renamed / "state.json").read_text("utf-8"))
    mail = next(each for each in state["deployment"]["resources"] if each["urn"].endswith("::akuam/mail"))
    title = "After the deploy: activate channels. Nothing arrives on one before its own code has been entered"

    def waiting() -> list[str]:
        return [line for line in section(tocsin(*against, cwd=renamed), title) if not line.startswith("$")]

    assert waiting() == ["robert | phone"]
    mail["outputs"]["activationStatus"] = "NOT_ACTIVATED"
    (renamed / "state.json").write_text(json.dumps(state), "utf-8")
    assert waiting() == ["akuam | mail", "robert | phone"]
    tasks = json.loads(tocsin(*against, "-o", "json", cwd=renamed).out)["tasks"]
    assert [task["text"] for task in tasks if task["kind"] == "activation"] == ["mail", "phone"]


def test_what_is_accepted_is_refused_no_more_and_recorded(renamed: Path) -> None:
    against = ("plan", "--stack", "dev", "--against", "state.json")
    refused = json.loads(tocsin(*against, "-o", "json", cwd=renamed).out)["findings"]
    entries = [
        {"rule": each["rule"], "name": re.findall("`([^`]+)`", each["message"])[0], "reason": "bob has left"}
        for each in refused
    ]
    with (renamed / "Pulumi.dev.yaml").open("a") as file:
        file.write(f"  paging:accepted: {json.dumps(entries)}\n")

    ran = tocsin(*against, cwd=renamed)

    assert (ran.code, len(entries) > 0) == (0, True)
    assert ran.out.count("bob has left") == len(entries)
    assert section(ran, "Refused, and accepted by this stack's configuration")
    shown = json.loads(tocsin(*against, "-o", "json", cwd=renamed).out)
    assert shown["summary"] == {"error": 0, "warning": 0, "note": 0, "suppressed": len(entries)}
