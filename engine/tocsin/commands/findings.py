"""The findings of a command in every form but the human one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tocsin.finding import Finding, Severity
    from tocsin.reporters.sources import Sources

GRAVE: Mapping[str, tuple[Severity, ...]] = {"error": ("error",), "warning": ("error", "warning"), "never": ()}
"""The severities that fail a command, by --fail-on."""


def forms(found: Sequence[Finding], sources: Sources, grave: Collection[Severity]) -> Mapping[str, Callable[[], str]]:
    """What makes each form. A reporter is imported where its form is made: nearly every run has use for one at most."""

    def json() -> str:
        from tocsin.reporters import json_

        return json_.findings(found)

    def github() -> str:
        from tocsin.reporters import github

        return github.findings(found, sources)

    def sarif() -> str:
        from tocsin import __version__
        from tocsin.reporters import sarif

        return sarif.findings(found, sources, __version__)

    def junit() -> str:
        from tocsin.reporters import junit

        return junit.findings(found, sources, grave)

    def markdown() -> str:
        from tocsin.reporters.markdown.findings import findings

        return findings(found, sources)

    return {"json": json, "github": github, "sarif": sarif, "junit": junit, "markdown": markdown}
