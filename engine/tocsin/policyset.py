"""The compiled policy set: immutable, names resolved, patterns indexed; all that the runtime needs of the YAML.

`dump` and `read` turn it into a JSON text and back (`tocsin compile`, and what a Lambda loads): plain data, so that
loading a compiled set can never run code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tocsin import collector
from tocsin.errors import UnreadableInput
from tocsin.model import Target
from tocsin.patterns import Pattern, PatternIndex
from tocsin.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "tocsin-policy-set-1"

Resolve = Literal["stop", "keep"]


class Storm(NamedTuple):
    """More than `limit` pages with the same values of `by` in `per` seconds become one summary page."""

    by: tuple[str, ...]
    limit: int
    per: int


class Policy(NamedTuple):
    """One policy. Times are seconds; `dedupe_by` are field paths ("alert.labels.service"); windows are names.

    `dedupe_window` 0: one page per firing. `repeat` 0: never again. `template` None: the built-in one.
    """

    name: str
    file: str
    line: int
    description: str
    owner: str
    pattern: Pattern
    targets: tuple[Target, ...]
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    template: str | None = None
    sender: str = "tocsin"
    incident: str | None = None
    dedupe_by: tuple[str, ...] = ("alert.id",)
    dedupe_window: int = 0
    repeat: int = 0
    resolve: Resolve = "stop"
    storm: Storm | None = None
    continues: bool = False


class Silence(NamedTuple):
    """Alerts that must not page between two instants (RFC 3339; `start` None: since ever)."""

    name: str
    file: str
    line: int
    pattern: Pattern
    start: str | None
    end: str
    reason: str


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Everything compiled. `policies` are in file-path order, then as written; `index` numbers them the same way.

    `public` and `secret` hold, by alert type, the field paths that may leave by SMS and those that must not;
    `fallback` is the pseudo-policy that pages when nothing matched.
    """

    policies: tuple[Policy, ...]
    silences: tuple[Silence, ...]
    windows: Mapping[str, Window]
    public: Mapping[str, frozenset[str]]
    secret: Mapping[str, frozenset[str]]
    templates: Mapping[str, str]
    fallback: Policy | None
    index: PatternIndex = field(repr=False)


def index_of(policies: tuple[Policy, ...]) -> PatternIndex:
    """The index over the policies, by their position."""
    return PatternIndex(enumerate(policy.pattern for policy in policies))


def dump(policies: PolicySet) -> str:
    """The set as one JSON text, the same for the same set."""
    content = {
        "format": FORMAT,
        "policies": [_policy_data(policy) for policy in policies.policies],
        "fallback": _policy_data(policies.fallback) if policies.fallback else None,
        "silences": [[s.name, s.file, s.line, s.pattern.source, s.start, s.end, s.reason] for s in policies.silences],
        "windows": {name: _window_data(window) for name, window in policies.windows.items()},
        "public": {name: sorted(paths) for name, paths in policies.public.items()},
        "secret": {name: sorted(paths) for name, paths in policies.secret.items()},
        "templates": dict(policies.templates),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


@collector.paused()
def read(text: str) -> PolicySet:
    """The set that `dump` wrote. Raises UnreadableInput for anything else."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            msg = f"compiled with another version ({content['format']}); this one reads {FORMAT}"
            raise UnreadableInput(msg)
        policies = tuple(map(_policy, content["policies"]))
        return PolicySet(
            policies,
            tuple(_silence(row) for row in content["silences"]),
            {name: _window(row) for name, row in content["windows"].items()},
            {name: frozenset(paths) for name, paths in content["public"].items()},
            {name: frozenset(paths) for name, paths in content["secret"].items()},
            content["templates"],
            _policy(content["fallback"]) if content["fallback"] else None,
            index_of(policies),
        )
    except (ValueError, KeyError, TypeError, IndexError) as error:
        msg = "not a compiled policy set"
        raise UnreadableInput(msg) from error


def _policy_data(policy: Policy) -> list[Any]:
    targets = [[t.name, t.title, t.kind, t.arn] for t in policy.targets]
    storm = [policy.storm.by, policy.storm.limit, policy.storm.per] if policy.storm else None
    return [
        policy.name, policy.file, policy.line, policy.description, policy.owner, policy.pattern.source, targets,
        policy.when, policy.unless, policy.template, policy.sender, policy.incident,
        policy.dedupe_by, policy.dedupe_window, policy.repeat, policy.resolve, storm, policy.continues,
    ]  # fmt: skip


def _policy(row: list[Any]) -> Policy:
    name, file, line, description, owner, pattern, targets, when, unless, template, sender, incident, *rest = row
    by, window, repeat, resolve, storm, continues = rest
    return Policy(
        name, file, line, description, owner, _pattern(pattern), tuple(Target(*t) for t in targets),
        tuple(when), tuple(unless), template, sender, incident, tuple(by), window, repeat, resolve,
        Storm(tuple(storm[0]), storm[1], storm[2]) if storm else None, continues,
    )  # fmt: skip


def _silence(row: list[Any]) -> Silence:
    name, file, line, pattern, start, end, reason = row
    return Silence(name, file, line, _pattern(pattern), start, end, reason)


def _pattern(source: dict[str, Any]) -> Pattern:
    return Pattern.parse(source) if source else Pattern.anything()


def _window_data(window: Window) -> dict[str, Any]:
    return {**window._asdict(), "days": sorted(window.days)}


def _window(row: Mapping[str, Any]) -> Window:
    hours = tuple((start, end) for start, end in row["hours"])
    return Window(**{**row, "days": frozenset(row["days"]), "hours": hours})
