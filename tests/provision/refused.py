"""What speaks against a deploy, for the corpus of wrong sets and the pages of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding
from tocsin.provision import stack
from tocsin.provision.addresses import unaddressed
from tocsin.provision.changes.refusals import refusals
from tocsin.provision.changes.states import read_state
from tocsin.provision.review import review
from tocsin.reporters.human.findings import findings
from tocsin.reporters.human.paint import Paint

if TYPE_CHECKING:
    from pathlib import Path


def said(folder: Path) -> str:
    """What `tocsin plan` says of the stack dev of a project, and `pulumi up` besides.

    A state.json stands for what is deployed; a Pulumi.dev.yaml without a project gets one.
    """
    if not (folder / "Pulumi.yaml").exists():
        (folder / "Pulumi.yaml").write_text("name: tocsin\nruntime: python\n", "utf-8")
    name = "dev" if (folder / "Pulumi.dev.yaml").exists() else None
    reviewed = review(str(folder), stack.read(str(folder), name))
    found = [*reviewed.findings, *unaddressed(reviewed.whole, reviewed.configuration)]
    if (folder / "state.json").exists():
        state = read_state((folder / "state.json").read_text("utf-8"), "state.json")
        found += refusals(reviewed.plan, state, reviewed.whole.engine.policies, reviewed.configuration)
    return findings(sorted(found, key=Finding.sort_key), Paint())
