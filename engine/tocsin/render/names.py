"""Which names and fields a block reads: followed through `set` and `for`, with the place of each.

The same reading serves the lint (undefined names, undeclared fields, non-public fields) and the compiler (a public
block that reads nothing but always-public fields needs no egress guard).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import nodes

from tocsin.catalogue import ALERT_FIELDS
from tocsin.finding import nearest
from tocsin.render.environment import LOOP_FIELDS
from tocsin.render.filters import TRUNCATED
from tocsin.render.language import ROOTS
from tocsin.render.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tocsin.model import Json

Path = tuple[str, ...]
"""Steps from a root: ("alert", "labels", "service"); ANY stands for a step that only the run time knows."""

ANY = "*"

_OPEN = frozenset({"labels", "annotations", "event"})
_FIELDS: Mapping[str, Sequence[str]] = {
    "alert": ALERT_FIELDS,
    "policy": ("name", "description", "owner", "file"),
    "contact": ("name",),
    "loop": sorted(LOOP_FIELDS),
}
_MAPPINGS = frozenset(
    {*((root,) for root in (*ROOTS, "loop")), *(("alert", name) for name in ("labels", "annotations"))}
)


class Access(NamedTuple):
    """One field that a block reads. `guarded`: the template says what happens where the field is absent."""

    path: Path
    line: int
    guarded: bool = False

    @property
    def dotted(self) -> str:
        """The path as the catalogue writes it: "alert.labels.service"."""
        return ".".join(self.path)


class _Known(NamedTuple):
    """What names mean at one place of a block, and which fields a condition around it has found present."""

    names: dict[str, Path | None]
    present: frozenset[Path] = frozenset()

    def inner(self) -> _Known:
        return _Known(dict(self.names), self.present)


class Reading(NamedTuple):
    """What a block reads, with what values it compares that, at what lengths it is cut, and what is wrong with it."""

    accesses: list[Access]
    compared: list[tuple[Path, Json]]
    measured: list[tuple[Path, int]]
    problems: list[Problem]


def read(body: Sequence[nodes.Node]) -> Reading:
    """Every field that the statements of a block read. They must have passed `language.check` (which bounds depth)."""
    reader = _Reader()
    reader.statements(body, _Known({root: (root,) for root in ROOTS}))
    return reader.reading


class _Reader:
    """Walks statements in order; `_Known` holds what the names stand for."""

    def __init__(self) -> None:
        self.reading = Reading([], [], [], [])

    def statements(self, body: Sequence[nodes.Node], known: _Known) -> None:
        for node in body:
            if isinstance(node, nodes.Assign):
                self._assign(node, known)
            elif isinstance(node, nodes.If):
                self._if(node, known)
            elif isinstance(node, nodes.For):
                self._for(node, known)
            elif isinstance(node, nodes.Output):
                self._output(node, known)

    def _assign(self, node: nodes.Assign, known: _Known) -> None:
        self._value(node.node, known)
        for name in _targets(node.target):
            known.names[name] = _path(node.node, known) if isinstance(node.target, nodes.Name) else None

    def _if(self, node: nodes.If, known: _Known) -> None:
        """A name counts as set afterwards if every branch sets it."""
        ends: list[dict[str, Path | None]] = []
        for branch in (node, *node.elif_):
            self._value(branch.test, known, guarded=True)
            inner = _Known(dict(known.names), known.present | _found_present(branch.test, known))
            self.statements(branch.body, inner)
            ends.append(inner.names)
        otherwise = known.inner()
        self.statements(node.else_, otherwise)
        for name, path in otherwise.names.items():
            if all(name in end for end in ends):
                known.names[name] = path if all(end[name] == path for end in ends) else None

    def _for(self, node: nodes.For, known: _Known) -> None:
        self._value(node.iter, known)
        inner = known.inner()
        source = _path(node.iter, known)
        for name in _targets(node.target):
            inner.names[name] = (*source, ANY) if source and isinstance(node.target, nodes.Name) else None
        if node.test is not None:
            self._value(node.test, inner, guarded=True)
        inner.names["loop"] = ("loop",)
        self.statements(node.body, inner)
        self.statements(node.else_, known.inner())

    def _output(self, node: nodes.Output, known: _Known) -> None:
        for child in node.nodes:
            path = _path(child, known)
            if path in _MAPPINGS:
                message = f"{'.'.join(path)} is not a text: print a field of it"
                self.reading.problems.append(Problem("TOC402", message, child.lineno, path[-1]))
            self._value(child, known)

    def _value(self, node: nodes.Node, known: _Known, *, guarded: bool = False) -> None:
        """Note what an expression reads; `guarded` holds for it and for the operands of and, or, not."""
        if isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
            self._chain(node, known, guarded=guarded)
        elif isinstance(node, nodes.Filter) and node.node is not None:
            self._value(node.node, known, guarded=node.name == "default")
            if node.name == "truncate":
                lengths = [*node.args[:1], *(each.value for each in node.kwargs if each.key == "length")]
                self._measure(node.node, lengths or [nodes.Const(TRUNCATED)], known)
            self._all((*node.args, *node.kwargs), known)
        elif isinstance(node, nodes.Test):
            self._value(node.node, known, guarded=node.name in {"defined", "undefined"})
            self._all(node.args, known)
        elif isinstance(node, nodes.CondExpr):
            self._value(node.test, known, guarded=True)
            self._value(node.expr1, _Known(known.names, known.present | _found_present(node.test, known)))
            self._all([node.expr2] if node.expr2 is not None else [], known)
        else:
            if isinstance(node, nodes.Compare):
                self._compare(node, known)
            inherits = guarded and isinstance(node, (nodes.And, nodes.Or, nodes.Not))
            self._all(node.iter_child_nodes(), known, guarded=inherits)

    def _compare(self, node: nodes.Compare, known: _Known) -> None:
        """Note each field on one side whose other side is a constant, or a list of some, whatever filters it passes."""
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        measured = [side for side in sides if _is_length(side)]
        for side in measured:
            self._measure(side, sides, known)
        plain = (_path(_unfiltered(side), known) for side in sides if side not in measured)
        values = [value for side in sides for value in _constants(side)]
        self.reading.compared.extend(product(filter(None, plain), values))

    def _measure(self, node: nodes.Expr, lengths: Iterable[nodes.Node | None], known: _Known) -> None:
        """Note each constant number among the lengths of a field, whatever filters it passes."""
        path = _path(_unfiltered(node), known)
        numbers = (each.node if isinstance(each, nodes.Neg) else each for each in lengths)
        values = (number.value for number in numbers if isinstance(number, nodes.Const))
        if path is not None:
            self.reading.measured.extend((path, value) for value in values if type(value) is int)

    def _all(self, found: Iterator[nodes.Node] | Sequence[nodes.Node], known: _Known, *, guarded: bool = False) -> None:
        for node in found:
            self._value(node, known, guarded=guarded)

    def _chain(self, node: nodes.Expr, known: _Known, *, guarded: bool) -> None:
        path = _path(node, known)
        if path is not None:
            access = Access(path, node.lineno, guarded or path in known.present)
            self.reading.accesses.append(access)
            self.reading.problems.extend(_unknown_field(access))
        below: nodes.Node = node
        while isinstance(below, (nodes.Getattr, nodes.Getitem)):
            if isinstance(below, nodes.Getitem):
                self._value(below.arg, known)
                if isinstance(below.arg, nodes.Slice):
                    self._measure(below.node, (below.arg.start, below.arg.stop), known)
            below = below.node
        if not isinstance(below, nodes.Name):
            self._value(below, known)
        elif below.name not in known.names and not guarded:
            self.reading.problems.append(_unknown_name(below, known))


def _path(node: nodes.Node, known: _Known) -> Path | None:
    """What a chain of names and constant keys stands for; None for anything else."""
    if isinstance(node, nodes.Name):
        return known.names.get(node.name)
    if isinstance(node, nodes.Getattr):
        below = _path(node.node, known)
        return None if below is None else (*below, node.attr)
    if isinstance(node, nodes.Getitem):
        below = _path(node.node, known)
        key = getattr(node.arg, "value", None)
        return None if below is None else (*below, key if isinstance(key, str) else ANY)
    return None


def _unfiltered(node: nodes.Node) -> nodes.Node:
    while isinstance(node, nodes.Filter) and node.node is not None:
        node = node.node
    return node


def _is_length(node: nodes.Node) -> bool:
    while isinstance(node, nodes.Filter) and node.node is not None:
        if node.name in {"length", "count"}:
            return True
        node = node.node
    return False


def _constants(node: nodes.Node) -> list[Json]:
    items = node.items if isinstance(node, (nodes.List, nodes.Tuple)) else [node]
    return [item.value for item in items if isinstance(item, nodes.Const)]


def _found_present(test: nodes.Node, known: _Known) -> frozenset[Path]:
    """The fields of which a true `test` says that they are there."""
    if isinstance(test, nodes.And):
        return _found_present(test.left, known) | _found_present(test.right, known)
    if isinstance(test, nodes.Test) and test.name == "defined":
        test = test.node
    path = _path(test, known)
    return frozenset() if path is None else frozenset({path})


def _targets(node: nodes.Node) -> list[str]:
    return [name.name for name in ([node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name))]


def _unknown_name(node: nodes.Name, known: _Known) -> Problem:
    suggestion = nearest(node.name, known.names)
    return Problem("TOC403", f"{node.name} is not defined here", node.lineno, node.name, _ROOTS_HELP, suggestion)


_ROOTS_HELP = "Templates know alert, policy, contact and, in a summary page, storm."


def _unknown_field(access: Access) -> Iterator[Problem]:
    """Fields that no alert, policy, contact or loop has, whatever the payload."""
    root, *rest = access.path
    fields = _FIELDS.get(root)
    if fields is None or not rest or rest[0] == ANY:
        return
    if rest[0] not in fields:
        message = f"{root} has no field {rest[0]}"
        yield Problem("TOC403", message, access.line, rest[0], _fields_help(root), nearest(rest[0], fields))
    elif len(rest) > 1 and rest[1] != ANY and not (root == "alert" and rest[0] in _OPEN):
        yield Problem("TOC403", f"{root}.{rest[0]} has no fields of its own", access.line, rest[1])


def _fields_help(root: str) -> str:
    return f"{root} has {', '.join(_FIELDS[root])}."
