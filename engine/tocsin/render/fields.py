"""What the catalogue of alert types says of the fields that templates read: declared, and for public blocks public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from tocsin.catalogue import public_paths
from tocsin.finding import nearest
from tocsin.render.names import ANY
from tocsin.render.payload import ALWAYS_PUBLIC
from tocsin.render.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.render.names import Access

Types = Mapping[str, Mapping[str, str]]
"""Visibility of declared fields by alert type: {"checkout-latency": {"alert.labels.service": "public"}}."""

_DECLARABLE = ("alert.labels.", "alert.annotations.", "alert.event.")
_ALWAYS = frozenset({*(f"alert.{name}" for name in ALWAYS_PUBLIC), "alert", "policy", "policy.name"})


def undeclared(access: Access, types: Types) -> Iterator[Problem]:
    """A secure block reads a field that the policy's alert types do not declare, or that one declares secret (warned).

    An error where none declares it; where some do, a warning, and none where the template says what stands in for an
    absent field. Types that declare nothing are not asked: their authors have not started to.
    """
    path = _known_part(access)
    if any(fields.get(path) == "secret" for fields in types.values()):
        yield _problem("TOC404", f"{path} is declared secret: voice and e-mail would carry it", access, None, "warning")
        return
    if not path.startswith(_DECLARABLE):
        return
    lacking = [name for name, fields in types.items() if fields and not _covers(fields, path)]
    if lacking and len(lacking) == len(types):
        declared = {field for fields in types.values() for field in fields}
        yield _problem("TOC403", f"{path} is not declared for {_named(lacking)}", access, _nearest(path, declared))
    elif lacking and not access.guarded:
        message = f"{path} is declared for other alert types of the policy, but not for {_named(lacking)}"
        yield _problem("TOC403", message, access, None, "warning")


def unpublished(access: Access, types: Types | None) -> Iterator[Problem]:
    """A public block reads a field that is not public: an error where the policy's alert types are in the catalogue."""
    path = _known_part(access)
    if path in _ALWAYS or access.path[0] == "loop":
        return
    if not path.startswith("alert."):
        yield _problem("TOC404", f"{path} is not public: public blocks do not see it", access, None)
        return
    if not types:
        message = f"{path} is not declared public: public blocks do not see it"
        yield _problem("TOC404", message, access, None, "warning")
        return
    lacking = [name for name, fields in types.items() if not _covers(public_paths(fields), path)]
    if lacking and (len(lacking) == len(types) or not access.guarded):
        declared = {field for fields in types.values() for field in public_paths(fields)}
        yield _problem("TOC404", f"{path} is not public for {_named(lacking)}", access, _nearest(path, declared))


def _known_part(access: Access) -> str:
    """The dotted path up to the first step that only the run time knows."""
    path = access.path
    return ".".join(path[: path.index(ANY)] if ANY in path else path)


def _covers(fields: Iterable[str], path: str) -> bool:
    """Whether `path` is declared, lies below a declared field, or is a mapping that holds one."""
    return any(path == field or path.startswith(field + ".") or field.startswith(path + ".") for field in fields)


def _named(types: Sequence[str]) -> str:
    return f"alert type{'s' * (len(types) > 1)} {', '.join(types)}"


def _nearest(path: str, declared: Iterable[str]) -> str | None:
    """The last step of the declared path that was most likely meant; it goes where the template has its own."""
    section, _, name = path.rpartition(".")
    return nearest(name, [field.rpartition(".")[2] for field in sorted(declared) if field.startswith(section + ".")])


def _problem(
    rule: str, message: str, access: Access, suggestion: str | None, severity: Literal["error", "warning"] = "error"
) -> Problem:
    word = next(step for step in reversed(access.path) if step != ANY)
    wanted = " with `visibility: public`" if rule == "TOC404" else ""
    declarable = message.startswith("alert.") and "secret" not in message
    told = f"Declare it in the alert type's `fields`{wanted}." if declarable else ""
    return Problem(rule, message, access.line, word, told, suggestion, severity)
