"""The templates of a policy set: compiled when first used, then kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tocsin.errors import TemplateError
from tocsin.render.builtin import BUILT_IN
from tocsin.render.source import BLOCKS, Outline, PolicyTemplate, Problem, ancestry, outline, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import nodes

    from tocsin.render.blocks import Block
    from tocsin.render.branches import Trace, Traced


@dataclass(frozen=True, slots=True)
class Template:
    """Up to four blocks ready to render; `broken` says for others why they are not."""

    name: str
    blocks: Mapping[str, Block] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expression:
    """One line of template text of a policy file (`incident`), compiled."""

    block: Block


class Templates:
    """Templates by name. Getting one never fails: what cannot be compiled is in its `broken`, block by block.

    With a `trace` they note there which of their branches are rendered (see `branches.traced`).
    """

    def __init__(self, sources: Mapping[str, PolicyTemplate], trace: Trace | None = None) -> None:
        self._trace = trace
        self.sources = {name: _policy_template(source) for name, source in sources.items()}
        self._outlines: dict[str, Outline] = {}
        self._own: dict[str, Template] = {}
        self._complete: dict[str | None, Template] = {}

    def get(self, name: str | None) -> Template:
        """The template of that name with what it inherits; None: the built-in one."""
        template = self._complete.get(name)
        if template is None:
            template = self._complete[name] = _built_in() if name is None else self._inherit(name)
        return template

    def _inherit(self, name: str) -> Template:
        if name not in self.sources:
            return Template(name, {}, dict.fromkeys(BLOCKS, f"there is no template {name}"))
        self._read(name)
        chain, problem = ancestry(name, self._outlines)
        if problem is not None:
            return Template(name, {}, dict.fromkeys(BLOCKS, _place(problem, self.sources[name])))
        parts = [self._part(part) for part in reversed(chain)]
        blocks: dict[str, Block] = {}
        broken: dict[str, str] = {}
        for part in parts:
            blocks = {**{key: block for key, block in blocks.items() if key not in part.broken}, **part.blocks}
            broken = {**{key: why for key, why in broken.items() if key not in part.blocks}, **part.broken}
        return Template(name, blocks, broken)

    def _read(self, name: str) -> None:
        """Note the outlines of the template and of every template it extends, as far as there are any; each once."""
        wanted: str | None = name
        while wanted is not None and wanted in self.sources and wanted not in self._outlines:
            self._outlines[wanted] = outline(self.sources[wanted])
            wanted = self._outlines[wanted].parent

    def _part(self, part: Outline) -> Template:
        """The blocks that one file defines itself; compiled once, whoever inherits them."""
        name = part.source.name
        if name not in self._own:
            self._own[name] = _compile(part, self._trace)
        return self._own[name]


def _compile(part: Outline, trace: Trace | None = None) -> Template:
    """Its blocks. Faults between the blocks are the lint's business; here only a file without any is hopeless."""
    if part.problems and not part.blocks:
        return Template(part.source.name, {}, dict.fromkeys(BLOCKS, _place(part.problems[0], part.source)))
    blocks: dict[str, Block] = {}
    broken: dict[str, str] = {}
    for name, node in part.blocks.items():
        traced = _traced(trace, node) if trace else None
        found = _compile_body(node.body, part.source, public=name.startswith("public_"), traced=traced)
        if isinstance(found, Problem):
            broken[name] = _place(found, part.source)
        else:
            blocks[name] = found
    return Template(part.source.name, blocks, broken)


def _traced(trace: Trace, node: nodes.Block) -> Traced:
    from tocsin.render.branches import Traced

    return Traced(trace, node.name, node.lineno)


def _compile_body(
    body: list[nodes.Node], source: PolicyTemplate, *, public: bool, traced: Traced | None = None
) -> Block | Problem:
    from tocsin.render.blocks import compile_block
    from tocsin.render.language import check

    problems = check(body, public=public)
    if problems:
        return problems[0]
    try:
        return compile_block(body, source.path, source.line, traced)
    except Exception as error:  # noqa: BLE001, RUF100 - code generation is Jinja's and Python's own; a page must go out
        return Problem("TOC402", f"cannot be compiled ({type(error).__name__})")


def _policy_template(source: PolicyTemplate) -> PolicyTemplate:
    """The door: text that is not marked as a policy repository's is never compiled, whatever type checkers saw."""
    if not isinstance(source, PolicyTemplate):
        raise TypeError(f"a PolicyTemplate is needed, not {type(source).__name__}")
    return source


def _place(problem: Problem, source: PolicyTemplate) -> str:
    return f"{problem.message} ({source.path}:{source.line + problem.line - 1})"


def _built_in() -> Template:
    return _compile(outline(BUILT_IN))


def compile_expression(source: PolicyTemplate) -> Expression:
    """Compile one line of template text; TemplateError says why it is refused."""
    tree = parse(_policy_template(source).text)
    found = tree if isinstance(tree, Problem) else _compile_body(tree.body, source, public=False)
    if not isinstance(found, Problem) and "\n" in source.text.strip():
        found = Problem("TOC402", "an expression is one line")
    if isinstance(found, Problem):
        raise TemplateError(found.message, source.line + found.line - 1)
    return Expression(found)
