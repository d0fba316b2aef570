"""How much text of its own a block has: what it is long by, whatever an alert says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.render.texts import units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import nodes


def longest(body: Iterable[nodes.Node]) -> str:
    """The text that the author wrote, on the longest way through these statements.

    Values count for nothing and a loop for one turn, so what is sent is longer wherever values are.
    """
    return "".join(map(_text, body))


def _text(node: nodes.Node) -> str:
    from jinja2 import nodes

    match node:
        case nodes.Output():
            written = (child for child in node.nodes if isinstance(child, nodes.TemplateData))
            return "".join(child.data for child in written)
        case nodes.If():
            return max(map(longest, (node.body, *(each.body for each in node.elif_), node.else_)), key=units)
        case nodes.For():
            return max(longest(node.body), longest(node.else_), key=units)
    return ""
