"""One block of a template, compiled: from its own syntax nodes, so that line numbers stay those of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Template, UndefinedError, nodes
from jinja2.visitor import NodeTransformer

from tocsin.errors import TemplateError
from tocsin.render.environment import COMPARE, CONCATENATE, CONTAIN, LOOP, MARK, SLICE, Scope, TracedScope, environment
from tocsin.render.language import cost
from tocsin.render.names import read
from tocsin.render.payload import ALWAYS_PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from tocsin.model import Json
    from tocsin.render.branches import Trace, Traced

MAX_OUTPUT = 32_768
"""Characters after which a block is not evaluated further; more than any field of the API takes."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block ready to render.

    The text starts at line `start` of the file `path`. `constant` is the output if it holds nothing else, `literal` all
    the text that the policy's author wrote in it. `exposes` is true where it reads fields of the alert beyond those
    that are always public, `loops` where it has any. A block with a `trace` notes there what of it is rendered.
    """

    path: str
    start: int
    code: Template
    constant: str | None
    literal: str
    exposes: bool
    loops: bool
    trace: Trace | None = None

    def render(self, names: Mapping[str, Json]) -> str:
        """The text for what `names` stand for; any Exception of the evaluation passes (see `reason`)."""
        if self.constant is not None:
            return self.constant
        scope = Scope(names) if self.trace is None else TracedScope(names, self.trace.reached)
        pieces = self.code.root_render_func(scope)  # type: ignore[arg-type] # a Scope is all it uses
        return "".join(_limited(pieces) if self.loops else pieces)

    def reason(self, error: BaseException) -> str:
        """Why rendering failed, with file and line, without any value of the payload."""
        line = _line(self.code, error.__traceback__)
        return f"{_told(error)} ({self.path}:{self.start + line - 1})" if line else f"{_told(error)} ({self.path})"


def compile_block(body: Sequence[nodes.Node], path: str, start: int = 1, traced: Traced | None = None) -> Block:
    """The compiled form of statements that passed `language.check`. The nodes are changed: compile them once.

    Where it is `traced`, it and each body of its `if` and `for` get a mark, and nothing is constant.
    """
    literal, constant = "\n".join(_literals(body)), _constant(body) if traced is None else None
    accesses = read(body).accesses
    exposes = any(access.path[0] == "alert" and access.path[1:2] not in _HARMLESS for access in accesses)
    loops = any(node.find(nodes.For) or isinstance(node, nodes.For) for node in body)
    hardened = (
        [_Hardened().visit(node) for node in body]
        if traced is None
        else _Marked(traced.trace, path, start).whole(body, traced)
    )
    tree = nodes.Template([nodes.Scope(hardened, lineno=1)], lineno=1)
    tree.set_environment(environment())
    code = Template.from_code(environment(), environment().compile(tree), {})
    return Block(path, start, code, constant, literal, exposes, loops, traced.trace if traced else None)


_HARMLESS = frozenset((name,) for name in ALWAYS_PUBLIC)


def _limited(pieces: Iterator[str]) -> Iterator[str]:
    room = MAX_OUTPUT
    for piece in pieces:
        yield piece
        room -= len(piece)
        if room < 0:
            return


def _constant(body: Sequence[nodes.Node]) -> str | None:
    """The text of a block that holds nothing but text."""
    pieces: list[str] = []
    for node in body:
        for child in node.nodes if isinstance(node, nodes.Output) else [node]:
            if not isinstance(child, nodes.TemplateData):
                return None
            pieces.append(child.data)
    return "".join(pieces)


def _literals(body: Sequence[nodes.Node]) -> Iterator[str]:
    for statement in body:
        for node in (statement, *statement.find_all((nodes.TemplateData, nodes.Const))):
            if isinstance(node, nodes.TemplateData):
                yield node.data
            elif isinstance(node, nodes.Const) and isinstance(node.value, str):
                yield node.value


class _Hardened(NodeTransformer):
    """Routes what the sandbox cannot intercept (`~`, comparisons, loops, slices) through bounded functions."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's naming
        self.generic_visit(node)
        first, *others = node.nodes
        return _filter(first, CONCATENATE, others)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - Jinja's naming
        self.generic_visit(node)
        node.expr = _compared(node.expr, COMPARE)
        for operand in node.ops:
            operand.expr = _compared(operand.expr, CONTAIN if operand.op in {"in", "notin"} else COMPARE)
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's naming
        work = cost([*node.body, *([node.test] if node.test is not None else [])])
        self.generic_visit(node)
        node.iter = _filter(node.iter, LOOP, [nodes.Const(work, lineno=node.lineno)])
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:  # noqa: N802 - Jinja's naming
        """Without `else`, nothing; Jinja has an undefined value there."""
        self.generic_visit(node)
        node.expr2 = node.expr2 or nodes.Const("", lineno=node.lineno)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - Jinja's naming
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            bounds: tuple[nodes.Expr | None, ...] = (node.arg.start, node.arg.stop, node.arg.step)
            return _filter(node.node, SLICE, [bound or nodes.Const(None) for bound in bounds])
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return nodes.Getattr(node.node, node.arg.value, "load", lineno=node.lineno)
        return node


class _Marked(_Hardened):
    """Marks what may be left out when a block is rendered.

    What loops cost is reckoned before there are marks in them, so that the same blocks go through too much.
    """

    def __init__(self, trace: Trace, path: str, start: int) -> None:
        self._trace, self._path, self._start = trace, path, start
        self._alternatives: set[int] = set()

    def whole(self, body: Sequence[nodes.Node], traced: Traced) -> list[nodes.Node]:
        """The statements of the block behind a mark of its own."""
        statements = [self.visit(node) for node in body]
        self._mark(statements, traced.line, f"block {traced.name}")
        return statements

    def visit_If(self, node: nodes.If) -> nodes.Node:  # noqa: N802 - Jinja's naming
        """An `elif` is an If inside the first one."""
        self._alternatives.update(map(id, node.elif_))
        self.generic_visit(node)
        self._mark(node.body, node.lineno, "elif" if id(node) in self._alternatives else "if")
        self._mark_else(node, "else")
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's naming
        super().visit_For(node)
        self._mark(node.body, node.lineno, "for")
        self._mark_else(node, "else of for")
        return node

    def _mark_else(self, node: nodes.If | nodes.For, what: str) -> None:
        if node.else_:
            self._mark(node.else_, node.else_[0].lineno, what)

    def _mark(self, body: list[nodes.Node], line: int, what: str) -> None:
        """Put a mark in front of the body: a filter that yields no text, and notes that it was asked."""
        number = self._trace.add(self._path, self._start + line - 1, what)
        mark = _filter(nodes.Const("", lineno=line), MARK, [nodes.Const(number, lineno=line)])
        body.insert(0, nodes.Output([mark], lineno=line))


def _compared(node: nodes.Expr, how: str) -> nodes.Expr:
    plain = isinstance(node, nodes.Const) and how == COMPARE
    return node if plain else _filter(node, how, [])


def _filter(node: nodes.Node, name: str, arguments: Sequence[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(node, name, list(arguments), [], None, None, lineno=node.lineno)


def _told(error: BaseException) -> str:
    if isinstance(error, TemplateError):
        return str(error)
    if isinstance(error, UndefinedError):
        return str(error)
    return f"failed with {type(error).__name__}"


def _line(code: Template, trace: TracebackType | None) -> int | None:
    """The line of the template in which the innermost frame of its generated code stood."""
    found: int | None = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.filename:
            found = code.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return found
