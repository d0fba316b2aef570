"""A template file as written: its blocks and its parent, before anything is compiled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from tocsin.finding import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import nodes

BLOCKS = ("subject", "content", "public_subject", "public_content")
"""The top-level blocks of a template; the first two are required, after inheritance."""

MAX_SOURCE = 8192
"""Characters of one template file."""

MAX_PARENTS = 5
"""Length of a chain of `extends`."""


class PolicyTemplate(NamedTuple):
    """Template text from a policy repository. Nothing else is ever compiled: text of an alert cannot be one by type.

    `path` is the file that findings name; the text starts there at `line` and `column` (a file of its own: 1, 1).
    """

    name: str
    path: str
    text: str
    line: int = 1
    column: int = 1


class Problem(NamedTuple):
    """Something wrong with a template; `word` is looked up in the source line to point at it."""

    rule: str
    message: str
    line: int = 1
    word: str = ""
    help: str = ""
    suggestion: str | None = None
    severity: Literal["error", "warning"] = "error"


class Outline(NamedTuple):
    """The parts of one file. `blocks` holds the statements of each block; line numbers are those of the file."""

    source: PolicyTemplate
    parent: str | None = None
    parent_line: int = 1
    blocks: Mapping[str, nodes.Block] = {}
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> nodes.Template | Problem:
    """The syntax tree of a template text, or why there is none."""
    from jinja2 import TemplateSyntaxError

    from tocsin.render.environment import environment

    if len(text) > MAX_SOURCE:
        return Problem("TOC408", f"the template has {len(text)} characters; at most {MAX_SOURCE} are allowed")
    try:
        return environment().parse(_kept(text.replace("\r\n", "\n")))
    except TemplateSyntaxError as error:
        return Problem("TOC401", error.message or "this is not a template", error.lineno)
    except RecursionError:
        return Problem("TOC408", "the template is nested too deeply")
    except Exception:  # noqa: BLE001, RUF100 - Jinja's lexer lets ValueError and OverflowError of literals through
        return Problem("TOC401", "the template has a literal that cannot be read")


def _kept(text: str) -> str:
    """`text` with `+%}` where Jinja would drop the end of a line that holds more than a tag or comment.

    Jinja drops the line end after any tag or, told otherwise, after none. Messages want it gone where a tag stands
    alone on its line, and kept behind `Owner: x{% if y %} (y){% endif %}`.
    """
    return _TAG_AT_END.sub(lambda found: found[0] + ("+" if found["more"] else ""), text)


_TAG_AT_END = re.compile(
    r"(?sm)\{%[-+]?\s*raw\b.*?\bendraw\b"  # no tags in there
    r"|^[ \t]*\{\#(?:(?!\#\}).)*\#\}[ \t]*$"  # a comment alone on its lines
    r"|^(?![^\n]*\{%[-+]?\s*raw\b)(?![ \t]*\{%(?:(?!%\})[^\n])*%\}[ \t]*$)(?P<more>[^\n]*[^-+\n])(?=[%\#]\}$)"
)


def outline(source: PolicyTemplate) -> Outline:
    """The parts of a template file, with what is wrong about its structure."""
    from jinja2 import nodes

    tree = parse(source.text)
    if isinstance(tree, Problem):
        return Outline(source, problems=(tree,))
    parent: nodes.Extends | None = None
    blocks: dict[str, nodes.Block] = {}
    problems: list[Problem] = []
    for node in tree.body:
        if isinstance(node, nodes.Block):
            problems += _block_problems(node, blocks)
            blocks.setdefault(node.name, node)
        elif isinstance(node, nodes.Extends) and parent is None and not blocks:
            parent = node
            problems += _parent_problems(node)
        else:
            problems += _stray(node)
    name = _parent_name(parent) if parent else None
    return Outline(source, name, parent.lineno if parent else 1, blocks, tuple(problems))


def _block_problems(node: nodes.Block, seen: Mapping[str, nodes.Block]) -> Iterator[Problem]:
    if node.name in seen:
        yield Problem("TOC405", f"the block {node.name} is defined twice", node.lineno, node.name)
    elif node.name not in BLOCKS:
        known = f"Templates have the blocks {', '.join(BLOCKS)}."
        yield Problem("TOC405", f"unknown block {node.name}", node.lineno, node.name, known, nearest(node.name, BLOCKS))
    if node.required or node.scoped:
        yield Problem("TOC402", "blocks take neither `required` nor `scoped`", node.lineno, node.name)


def _parent_name(node: nodes.Extends) -> str | None:
    value = getattr(node.template, "value", None)
    return value if isinstance(value, str) else None


def _parent_problems(node: nodes.Extends) -> Iterator[Problem]:
    if _parent_name(node) is None:
        message = "extends takes the name of a template in quotes"
        yield Problem("TOC406", message, node.lineno, "extends", 'For example {% extends "base" %}.')


def _stray(node: nodes.Node) -> Iterator[Problem]:
    """Only white space may stand between blocks (Jinja drops comments itself)."""
    from jinja2 import nodes

    if isinstance(node, nodes.Output):
        for child in node.nodes:
            if not isinstance(child, nodes.TemplateData) or child.data.strip():
                line = child.lineno
                if isinstance(child, nodes.TemplateData):
                    line += child.data[: len(child.data) - len(child.data.lstrip())].count("\n")
                yield Problem("TOC405", "text outside the blocks is never sent", line, "", _INSIDE)
                return
    elif isinstance(node, nodes.Extends):
        yield Problem("TOC406", "extends stands once, before the blocks", node.lineno, "extends")
    else:
        yield Problem("TOC405", "statements outside the blocks have no effect", node.lineno, "", _INSIDE)


_INSIDE = f"Put it into one of the blocks {', '.join(BLOCKS)}."


def ancestry(name: str, outlines: Mapping[str, Outline]) -> tuple[list[Outline], Problem | None]:
    """The template and its parents, nearest first, and what breaks the chain, if anything."""
    chain = [outlines[name]]
    while (parent := chain[-1].parent) is not None:
        line = chain[0].parent_line
        if parent not in outlines:
            message = f"there is no template {parent}"
            return chain, Problem("TOC406", message, chain[-1].parent_line, parent, "", nearest(parent, outlines))
        if any(parent == known.source.name for known in chain):
            return chain, Problem("TOC406", f"{name} extends itself, by way of {parent}", line, "extends")
        if len(chain) > MAX_PARENTS:
            return chain, Problem("TOC406", f"at most {MAX_PARENTS} templates may extend one another", line, "extends")
        chain.append(outlines[parent])
    return chain, None
