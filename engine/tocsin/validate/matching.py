"""The patterns of policies and silences: parsed once, refusals at their place in the YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.errors import PatternError
from tocsin.finding import Finding
from tocsin.patterns import Pattern
from tocsin.validate.people import items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.document import Entry


def patterns(entries: Sequence[Entry], found: dict[tuple[str, tuple[str | int, ...]], Pattern]) -> Iterator[Finding]:
    """Parse each entry's pattern into `found`, by file and path; refusals become findings at their place."""
    for entry in entries:
        try:
            wanted = pattern_of(entry.value)
            parsed = Pattern.anything() if wanted is None else Pattern.parse(wanted)
            found[entry.document.path, entry.path] = parsed
        except PatternError as error:
            if entry.document.place((*entry.path, "match", *error.path)) not in entry.document.refused:
                message, _, help_ = str(error).partition("\n")
                yield Finding("TOC207", "error", message, _place(entry, error.path), help_)


def pattern_of(value: Any) -> dict[str, Any] | None:
    """The whole pattern of a policy or silence: `alert` is short for match: {type: [...]}, ANDed with `match`.

    None where there is no condition. Raises PatternError where the two exclude each other, or match.type is none.
    """
    match = value.get("match")
    types = [name for _, name in items(value.get("alert")) if isinstance(name, str) and name]
    if not isinstance(match, dict):
        return {"type": types} if types else None
    if not types:
        return match
    if "type" in match:
        narrowed = Pattern.parse({"type": match["type"]})
        types = [name for name in types if narrowed.matches({"type": name})]
        if not types:
            msg = "`match.type` excludes every type that `alert` names: this never matches"
            raise PatternError(msg, ("type",))
    return {**match, "type": types}


def _place(entry: Entry, path: Sequence[str | int]) -> Any:
    """Where the refused part stands: the whole `match` by its key, an empty path of it has no better place."""
    return entry.span("match", *path) if path else entry.span("match", key=True)
