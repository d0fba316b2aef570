"""Which constructs a block may hold, and how much of them: the allow-list over Jinja's syntax tree.

What is not listed is refused, so a construct that a later Jinja adds is out until someone lets it in. The walk is
iterative: depth itself is one of the bounds.
"""

from __future__ import annotations

import inspect
import math
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import nodes

from tocsin.errors import TemplateError
from tocsin.finding import nearest
from tocsin.render.conditions import CONDITIONS
from tocsin.render.environment import WORK
from tocsin.render.filters import COSTLY, FILTERS, SECURE_ONLY
from tocsin.render.filters_time import zone_named
from tocsin.render.payload import MAX_INTEGER
from tocsin.render.source import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX_NODES = 400
"""Syntax nodes of one block."""

MAX_DEPTH = 25
"""Levels of nesting, statements and expressions together."""

MAX_LOOPS = 2
"""Loops inside each other."""

MAX_SETS = 5
"""`set` statements of one block."""

ROOTS = frozenset({"alert", "policy", "contact", "storm"})
"""The names that templates get; none may be given another meaning."""

_ALLOWED: frozenset[type[nodes.Node]] = frozenset({
    nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.CondExpr, nodes.Concat, nodes.List, nodes.Tuple, nodes.Keyword, nodes.Neg, nodes.Add, nodes.Sub,
})  # fmt: skip

_REFUSED = {
    nodes.Call: "calls",
    nodes.Macro: "macros",
    nodes.CallBlock: "call blocks",
    nodes.FilterBlock: "filter blocks",
    nodes.AssignBlock: "set blocks",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends inside a block",
    nodes.Block: "nested blocks",
    nodes.Mul: "multiplication",
    nodes.Div: "division",
    nodes.FloorDiv: "division",
    nodes.Mod: "the operator %",
    nodes.Pow: "powers",
    nodes.Dict: "mappings",
    nodes.NSRef: "assignments to attributes",
    nodes.With: "with statements",
    nodes.Scope: "autoescape statements",
}

_RESERVED = ROOTS | {"loop", "self", "super", "caller", "varargs", "kwargs"}
_WITH_ZONE = frozenset({"time", "date"})
_COST_OF_FILTER, _COST_IF_COSTLY, _COST_OF_JSON = 25, 200, 1000


class _Step(NamedTuple):
    """One node on the way through a block."""

    node: nodes.Node
    depth: int
    loops: int


def check(body: Sequence[nodes.Node], *, public: bool = False) -> list[Problem]:
    """What is wrong with the statements of a block (one problem a place; none: it may be compiled)."""
    problems: list[Problem] = []
    count = sets = 0
    stack = [_Step(node, 1, 0) for node in reversed(body)]
    while stack:
        step = stack.pop()
        count += 1
        found = list(_problems(step, public=public))
        problems += found
        sets += isinstance(step.node, nodes.Assign)
        if count > MAX_NODES:
            return [*problems, Problem("TOC408", f"the block has over {MAX_NODES} parts", step.node.lineno)]
        if not found:
            stack += reversed(list(_children(step)))
    if sets > MAX_SETS:
        problems.append(Problem("TOC408", f"a block takes at most {MAX_SETS} set statements", body[0].lineno, "set"))
    if not problems and count * _COST_OF_JSON > WORK and cost(body) > WORK:
        problems.append(Problem("TOC408", "the block works through too many values", body[0].lineno))
    return problems


def cost(body: Sequence[nodes.Node]) -> int:
    """What evaluating the statements once costs at most, in nodes of constant work; loops pay for their own bodies."""
    total, stack = 0, list(body)
    while stack:
        node = stack.pop()
        total += _cost_of(node)
        stack += [node.iter] if isinstance(node, nodes.For) else node.iter_child_nodes()
    return total


def _cost_of(node: nodes.Node) -> int:
    if isinstance(node, nodes.Filter):
        if node.name == "tojson":
            return _COST_OF_JSON
        return _COST_IF_COSTLY if node.name in COSTLY else _COST_OF_FILTER
    return _COST_OF_FILTER if isinstance(node, (nodes.Test, nodes.Compare, nodes.Concat, nodes.Slice)) else 1


def _children(step: _Step) -> Iterator[_Step]:
    inside = step.loops + isinstance(step.node, nodes.For)
    for child in step.node.iter_child_nodes():
        yield _Step(child, step.depth + 1, inside)


def _problems(step: _Step, *, public: bool) -> Iterator[Problem]:
    node = step.node
    if type(node) not in _ALLOWED:
        told = _REFUSED.get(type(node), f"{type(node).__name__} expressions")
        lines = [part.lineno for part in (node, *node.find_all(nodes.Node)) if part.lineno]  # a Scope has none
        be = "are" if told.endswith("s") else "is"
        message = f"{told} {be} not part of the template language"
        yield Problem("TOC402", message, min(lines, default=1), _word(node), _LANGUAGE)
    elif step.depth > MAX_DEPTH:
        yield Problem("TOC408", f"nested deeper than {MAX_DEPTH} levels", node.lineno)
    elif (rule := _RULES.get(type(node))) is not None:
        yield from rule(step)
    if public and isinstance(node, nodes.Filter) and node.name in SECURE_ONLY:
        yield Problem("TOC402", f"public blocks have no filter {node.name}", node.lineno, node.name)


_LANGUAGE = "docs/templates.md lists what is."


def _word(node: nodes.Node) -> str:
    """What points at a refused construct: the name that is called, or the statement's keyword."""
    if isinstance(node, nodes.Call):
        return str(getattr(node.node, "name", None) or getattr(node.node, "attr", ""))
    return _KEYWORDS.get(type(node), "")


_KEYWORDS: dict[type[nodes.Node], str] = {
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
    nodes.AssignBlock: "set",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.With: "with",
    nodes.Scope: "autoescape",
}


def _loop_rule(step: _Step) -> Iterator[Problem]:
    node = step.node
    assert isinstance(node, nodes.For)
    if step.loops >= MAX_LOOPS:
        yield Problem("TOC408", f"at most {MAX_LOOPS} loops inside each other", node.lineno, "for")
    if node.recursive:
        yield Problem("TOC402", "recursive loops are not part of the template language", node.lineno, "recursive")


def _set_rule(step: _Step) -> Iterator[Problem]:
    if step.loops:
        yield Problem("TOC402", "set is not possible inside a loop", step.node.lineno, "set")


def _name_rule(step: _Step) -> Iterator[Problem]:
    node = step.node
    assert isinstance(node, nodes.Name)
    if node.name.startswith("_") or (node.name in _RESERVED and (node.ctx == "store" or node.name not in _READABLE)):
        yield Problem("TOC402", f"the name {node.name} is reserved", node.lineno, node.name)


_READABLE = ROOTS | {"loop"}


def _attribute_rule(step: _Step) -> Iterator[Problem]:
    node = step.node
    name = node.attr if isinstance(node, nodes.Getattr) else getattr(getattr(node, "arg", None), "value", None)
    if isinstance(name, str) and name.startswith("__"):
        yield Problem("TOC402", f"names like {name} are not part of the template language", node.lineno, name)


def _constant_rule(step: _Step) -> Iterator[Problem]:
    value = getattr(step.node, "value", None)
    if type(value) is int and not -MAX_INTEGER < value < MAX_INTEGER:
        yield Problem("TOC408", "numbers have at most 18 digits", step.node.lineno)
    elif (type(value) is float and not math.isfinite(value)) or type(value) is complex:
        yield Problem("TOC402", "this number is out of range", step.node.lineno)


def _slice_rule(step: _Step) -> Iterator[Problem]:
    node = step.node
    assert isinstance(node, nodes.Slice)
    if isinstance(node.step, nodes.Const) and node.step.value == 0:
        yield Problem("TOC402", "the step of a slice is not 0", node.lineno)


def _filter_rule(step: _Step) -> Iterator[Problem]:
    node = step.node
    assert isinstance(node, nodes.Filter)
    yield from _named("filter", node, FILTERS)
    if node.name in _WITH_ZONE:
        yield from _zone_problems(node)


def _test_rule(step: _Step) -> Iterator[Problem]:
    node = step.node
    assert isinstance(node, nodes.Test)
    yield from _named("test", node, CONDITIONS)


def _named(what: str, node: nodes.Filter | nodes.Test, known: Any) -> Iterator[Problem]:
    if node.name not in known:
        suggestion = nearest(node.name, known)
        yield Problem("TOC407", f"unknown {what} {node.name}", node.lineno, node.name, _LANGUAGE, suggestion)
    elif node.node is None or node.dyn_args is not None or node.dyn_kwargs is not None:
        yield Problem("TOC402", f"the {what} {node.name} takes no unpacked arguments", node.lineno, node.name)
    elif not _accepts(known[node.name], len(node.args), [pair.key for pair in node.kwargs]):
        yield Problem("TOC407", f"the {what} {node.name} does not take these arguments", node.lineno, node.name)


def _accepts(function: Callable[..., Any], positional: int, keywords: Sequence[Any]) -> bool:
    try:
        _signature(function).bind(None, *[None] * positional, **dict.fromkeys(keywords))
    except TypeError:
        return False
    return True


_signature = cache(inspect.signature)


def _zone_problems(node: nodes.Filter) -> Iterator[Problem]:
    """The zone is written out: a name from a payload would choose which file of the zone database is read."""
    for argument in [*node.args, *(pair.value for pair in node.kwargs)]:
        if not isinstance(argument, nodes.Const):
            yield Problem("TOC402", f"the time zone of {node.name} is a text in quotes", node.lineno, node.name)
            continue
        try:
            zone_named(argument.value)
        except TemplateError:
            yield Problem("TOC403", f"unknown time zone {argument.value}", node.lineno, str(argument.value))


_RULES: dict[type[nodes.Node], Callable[[_Step], Iterator[Problem]]] = {
    nodes.For: _loop_rule,
    nodes.Assign: _set_rule,
    nodes.Name: _name_rule,
    nodes.Getattr: _attribute_rule,
    nodes.Getitem: _attribute_rule,
    nodes.Const: _constant_rule,
    nodes.Slice: _slice_rule,
    nodes.Filter: _filter_rule,
    nodes.Test: _test_rule,
}
