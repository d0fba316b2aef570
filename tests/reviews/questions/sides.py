"""Sides of a comparison for tests: policy sets written out, and compiled policies without files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sets import open_with_roster, write
from tocsin.load import load
from tocsin.model import Target
from tocsin.patterns import Pattern
from tocsin.policyset import Policy, PolicySet, index_of
from tocsin.reviews.questions import Side, sampled
from tocsin.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def side(folder: Path, files: dict[str, str]) -> Side:
    """The set of these files, with its samples: "name.json" is one in samples/."""
    samples = {name: text for name, text in files.items() if name.endswith(".json")}
    write(folder, {name: text for name, text in files.items() if name not in samples})
    (folder / "samples").mkdir(exist_ok=True)
    for name, text in samples.items():
        (folder / "samples" / name).write_text(text, encoding="utf-8")
    engine, roster = open_with_roster(str(folder))
    documents = load(str(folder)).documents
    given = sampled(documents, lambda path: (folder / path).read_text(encoding="utf-8"))
    return Side(engine.policies, roster, documents, tuple(given))


def target(name: str) -> Target:
    """A contact."""
    return Target(name, name, "contact", f"arn:aws:ssm-contacts:us-east-2:111122223333:contact/{name}")


def policy(name: str, match: dict[str, Any], page: str = "ann", file: str = "a.yaml", **rest: Any) -> Policy:
    """A policy as `compile` makes it."""
    pattern = Pattern.parse(match) if match else Pattern.anything()
    return Policy(name, file, 1, "", "", pattern, (target(page),), **rest)


def compiled(policies: Iterable[Policy], **rest: Any) -> Side:
    """A side of these policies, with a fallback."""
    policies = tuple(policies)
    fallback = policy("fallback", {}, "fallback", "settings.yaml")
    found: dict[str, Any] = {"silences": (), "windows": {}, "public": {}, "secret": {}, "templates": {}, **rest}
    return Side(PolicySet(policies, fallback=fallback, index=index_of(policies), **found), Roster({}, {}))
