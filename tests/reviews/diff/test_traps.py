# ruff: noqa: E501 - a table: one trap is read in one row
"""What a reviewer of a pull request could miss, in a repository of 300 policies: the diff shows each of these.

Each trap is a small edit; the diff must name a kind of change, the alert that shows it and the people concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from reviews.diff import repository
from tocsin.compile import Overrides
from tocsin.load.files import Folder
from tocsin.reviews.diff import Opened, opened, review
from tocsin.reviews.revisions import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tocsin.reviews.diff import Change, Diff, Kind

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""


class Edit(NamedTuple):
    """In a file, behind the first `anchor`, put `new` in place of the next `old`; without an anchor of each."""

    file: str
    anchor: str
    old: str
    new: str

    def apply(self, text: str) -> str:
        if not self.anchor:
            return text.replace(self.old, self.new)
        start = text.index(self.anchor)
        place = text.index(self.old, start)
        return text[:place] + self.new + text[place + len(self.old) :]


class Trap(NamedTuple):
    """An edit, and what it must show: a change of this kind of an alert of this type, with these people and words."""

    edit: Edit
    kind: Kind
    alert: str
    people: tuple[str, ...]
    words: str = ""


TEAM, PEOPLE, SETTINGS, TEMPLATE = (
    "policies/team02.yaml", "policies/people.yaml", "policies/settings.yaml", "templates/slow.j2",
)  # fmt: skip
FIVE, ALICE, PLAN, WEEKLY = "name: team2-policy5\n", "  alice2:\n", "  team2-escalation:\n", "  team2-weekly:\n"
BROAD = "  - {name: broad, match: {severity: [critical]}, page: chief}\n"
BY_DAY, WARNINGS = repository.windowed(2)
PUBLIC = "{% block public_content %}{{ alert.labels.service }} is slow{% endblock %}\n"

TRAPS = {
    "an essential flag":
        Trap(Edit(PEOPLE, PLAN, "essential: false", "essential: true"),
             "timeline", "team2-alarm0", ("carol2", "chief"), "if carol2 answers"),
    "an essential flag of the first stage":
        Trap(Edit(PEOPLE, PLAN, "page: alice2", "page: [pat, {contact: alice2, essential: false}]"),
             "timeline", "team2-alarm0", ("alice2", "bob2"), "if alice2 answers"),
    "a removed stage":
        Trap(Edit(PEOPLE, PLAN, "      - {page: [bob2, {contact: carol2, essential: false}], for: 10m}\n", ""),
             "timeline", "team2-alarm0", ("bob2", "carol2"), "bob2: by email"),
    "a longer stage":
        Trap(Edit(PEOPLE, PLAN, "for: 5m", "for: 25m"), "timeline", "team2-alarm0", ("bob2",), "at minutes 25"),
    "an escalation's target replaced":
        Trap(Edit(PEOPLE, PLAN, "page: alice2", "page: chief"), "timeline", "team2-alarm0", ("alice2", "chief")),
    "a renamed contact":
        Trap(Edit(PEOPLE, "", "alice2", "alicia2"), "moved", "team2-alarm1", ("alice2", "alicia2")),
    "a channel taken out of a plan":
        Trap(Edit(PEOPLE, ALICE, "[phone, mail]", "phone"), "timeline", "team2-alarm0", ("alice2",), "by email and sms"),
    "no more retries":
        Trap(Edit(PEOPLE, ALICE, "retry: 2m, ", ""), "timeline", "team2-alarm0", ("alice2",), "0, 2, 4"),
    "a phone number":
        Trap(Edit(PEOPLE, ALICE, "+1206555", "+1206777"), "timeline", "team2-alarm0", ("alice2",), "another address (channel phone)"),
    "the order of a rotation":
        Trap(Edit(PEOPLE, WEEKLY, "[alice2, bob2, carol2]", "[alice2, carol2, bob2]"),
             "timeline", "team2-alarm0", ("bob2", "carol2")),
    "another day of hand-off":
        Trap(Edit(PEOPLE, WEEKLY, "day: mon", "day: tue"), "timeline", "team2-alarm0", ("carol2", "alice2")),
    "another hour of hand-off":
        Trap(Edit(PEOPLE, WEEKLY, 'at: "09:00"', 'at: "10:00"'), "timeline", "team2-alarm0", ("bob2", "alice2")),
    "an override removed":
        Trap(Edit(PEOPLE, WEEKLY, "    overrides:\n      - {contacts: [bob2], from: 2026-01-06T09:00, until: 2026-01-07T09:00}\n", ""),
             "timeline", "team2-alarm0", ("bob2", "alice2")),
    "a reordered rule":
        Trap(Edit(TEAM, "version", BY_DAY + WARNINGS, WARNINGS + BY_DAY), "removed", "team2-alarm0", ("alice2",)),
    "a broad pattern placed first":
        Trap(Edit(TEAM, "version", "policies:\n", f"policies:\n{BROAD}"),
             "moved", "team2-alarm1", ("alice2", "chief"), "newly paged: chief by broad"),
    "continue removed":
        Trap(Edit(TEAM, "version", "    continue: true\n", ""), "removed", "team2-alarm0", ("carol2",)),
    "a typo in a label":
        Trap(Edit(TEAM, FIVE, "[web, db]", "[wep, db]"), "moved", "team2-alarm5", ("alice2", "pat"), "fallback after"),
    "a typo in a label's name":
        Trap(Edit(TEAM, FIVE, "env:", "envs:"), "moved", "team2-alarm5", ("alice2", "pat")),
    "a severity cut from a list":
        Trap(Edit(TEAM, FIVE, "[critical, error]", "[critical]"), "moved", "team2-alarm5", ("alice2", "pat")),
    "a prefix made longer":
        Trap(Edit(TEAM, FIVE, "prefix: prod", "prefix: prod-"), "moved", "team2-alarm5", ("alice2", "pat")),
    "a policy removed":
        Trap(Edit(TEAM, "version", repository.policy(2, 5), ""), "moved", "team2-alarm5", ("alice2", "pat")),
    "one target less":
        Trap(Edit(TEAM, "name: team2-policy3\n", "[bob2, carol2]", "bob2"), "removed", "team2-alarm3", ("carol2",)),
    "dedupe by fewer fields":
        Trap(Edit(TEAM, FIVE, "[alert.type, alert.labels.service]", "[alert.type]"),
             "timeline", "team2-alarm5", ("alice2",), "one page for each alert.type, alert.labels.service in 15m before"),
    "repeat removed":
        Trap(Edit(TEAM, FIVE, "    repeat: 1h\n", ""), "timeline", "team2-alarm5", ("alice2",), "every 1h before, never after"),
    "resolve: keep":
        Trap(Edit(TEAM, FIVE, "    repeat: 1h\n", "    repeat: 1h\n    resolve: keep\n"),
             "timeline", "team2-alarm5", ("alice2",), "the engagement goes on after"),
    "another sender":
        Trap(Edit(TEAM, FIVE, "    repeat", "    sender: other\n    repeat"), "message", "team2-alarm5", ("alice2",), "Sender"),
    "a window in another zone":
        Trap(Edit(SETTINGS, "business-hours", 'hours: "09:00-17:00"', 'hours: "09:00-17:00", time_zone: America/New_York'),
             "removed", "team0-alarm0", ("carol0",)),
    "a shorter window":
        Trap(Edit(SETTINGS, "business-hours", "17:00", "16:00"), "removed", "team0-alarm0", ("carol0",)),
    "a day less in a window":
        Trap(Edit(SETTINGS, "business-hours", "wed, thu, fri", "wed, thu"), "removed", "team0-alarm0", ("carol0",)),
    "a silence too broad":
        Trap(Edit(SETTINGS, "db-migration", "type: [team3-alarm7], ", ""), "silenced", "team0-alarm0", ("carol0",), "db-migration"),
    "a silence that ends later":
        Trap(Edit(SETTINGS, "db-migration", "12-01T23:00Z", "12-11T23:00Z"), "silenced", "team3-alarm7", ("bob3",)),
    "another fallback":
        Trap(Edit(SETTINGS, "fallback", "platform-oncall", "chief"), "moved", "unheard-of", ("pat", "chief")),
    "no fallback":
        Trap(Edit(SETTINGS, "settings", "  fallback: {page: platform-oncall}\n", ""), "unrouted", "unheard-of", ("pat",)),
    "a bound in a template":
        Trap(Edit(TEMPLATE, "content", "> 90", "> 80"), "message", "team0-alarm0", ("alice0",), "Content"),
    "a template's text":
        Trap(Edit(TEMPLATE, "content", "is slow for", "has been slow for"), "message", "team0-alarm0", ("alice0",), "Content"),
    "a public block removed":
        Trap(Edit(TEMPLATE, "subject", PUBLIC, ""), "message", "team0-alarm0", ("alice0",), "PublicContent"),
}  # fmt: skip

NOTHING = {
    "a comment": Edit(TEAM, FIVE, "    repeat", "    # every hour\n    repeat"),
    "formatting": Edit(TEAM, FIVE, "[web, db]", '\n          - web\n          - "db"'),
    "values in another order": Edit(TEAM, FIVE, "[web, db]", "[db, web]"),
    "rules that have nothing in common reordered":
        Edit(TEAM, "version", repository.policy(2, 4) + repository.policy(2, 5), repository.policy(2, 5) + repository.policy(2, 4)),
    "another name of a policy": Edit(TEAM, "policies", "team2-policy5\n", "team2-fifth\n"),
    "another name of a window": Edit(SETTINGS, "nights", "nights", "late"),
    "a channel by another name": Edit(PEOPLE, ALICE, "phone: {sms", "mobile: {sms"),
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository.town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def base(town: Path) -> Opened:
    revision = Repository(str(town)).revision("base")
    return opened(revision.commit, revision, Overrides(), "the base")


@pytest.fixture
def edited(town: Path) -> Iterator[Path]:
    yield town
    repository.git(town, "reset", "-q", "--hard", "base")
    repository.git(town, "clean", "-qfd")


def compared(base: Opened, folder: Path, *edits: Edit) -> Diff:
    for edit in edits:
        path = folder / edit.file
        path.write_text(edit.apply(path.read_text("utf-8")), "utf-8")
    return review(base, opened("worktree", Folder(str(folder)), Overrides(), "the head"))


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_shows_with_alert_and_person(name: str, base: Opened, edited: Path) -> None:
    trap = TRAPS[name]
    more = [Edit(TEAM, "", "alice2", "alicia2")] if name == "a renamed contact" else []
    found = compared(base, edited, trap.edit, *more)
    assert [change for change in found.changes if shows(change, trap)], list(map(told, found.changes))


def shows(change: Change, trap: Trap) -> bool:
    concerned = {*change.before.people, *change.after.people}
    return (
        change.kind == trap.kind
        and change.alert.type == trap.alert
        and concerned.issuperset(trap.people)
        and trap.words in "\n".join(change.details)
    )


def told(change: Change) -> object:
    return change.kind, change.alert.type, change.before.people, change.after.people, change.details


@pytest.mark.parametrize("name", NOTHING)
def test_what_alters_nothing_shows_nothing(name: str, base: Opened, edited: Path) -> None:
    more = [Edit(PEOPLE, ALICE, "[phone", "[mobile")] if name == "a channel by another name" else []
    found = compared(base, edited, NOTHING[name], *more)
    assert list(map(told, found.changes)) == []


def test_a_moved_file_shows_nothing(base: Opened, edited: Path) -> None:
    repository.git(edited, "mv", "policies/team02.yaml", "policies/zz.yaml")
    assert compared(base, edited).changes == ()


def test_a_file_split_in_two_shows_nothing_where_its_rules_have_nothing_in_common(base: Opened, edited: Path) -> None:
    text = repository.policy(2, 5)
    cut = Edit(TEAM, "version", text, "")
    (edited / "policies" / "more.yaml").write_text(f"version: 1\npolicies:\n{text}")
    assert compared(base, edited, cut).changes == ()
