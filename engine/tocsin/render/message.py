"""One page's text: four blocks rendered, each with a fixed text behind it. Nothing here raises: the page goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.model import Text
from tocsin.render.builtin import FIXED
from tocsin.render.guard import leak
from tocsin.render.payload import project, without
from tocsin.render.texts import CONTENT_LIMIT, SUBJECT_LIMIT, cut, lines, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tocsin.model import Json
    from tocsin.render.blocks import Block
    from tocsin.render.templates import Expression, Template, Templates


class _Field(NamedTuple):
    """One field of StartEngagement, and how the output of its block becomes it."""

    name: str
    block: str
    tidy: Callable[[str], str]
    limit: int


_SUBJECT = _Field("Subject", "subject", one_line, SUBJECT_LIMIT)
_CONTENT = _Field("Content", "content", lines, CONTENT_LIMIT)
_PUBLIC_SUBJECT = _Field("PublicSubject", "public_subject", one_line, SUBJECT_LIMIT)
_PUBLIC_CONTENT = _Field("PublicContent", "public_content", lines, CONTENT_LIMIT)


class _Failed(Exception):
    """A block has no usable text; the message says why, without values of the payload."""


def render_text(
    templates: Templates,
    template: str | None,
    *,
    alert: Mapping[str, Json],
    policy: Mapping[str, Json],
    contact: Mapping[str, Json],
    storm: Mapping[str, Json] | None = None,
    public_paths: frozenset[str] = frozenset(),
    secret_paths: frozenset[str] = frozenset(),
    incident: Expression | None = None,
) -> Text:
    """The text of one page, each field within the API's limits and free of deceptive characters.

    `template` None is the built-in one. `alert` is `Alert.view()`; of its fields, public blocks see those at the dotted
    paths of `public_paths`; tocsin's own words (the built-in template, the fixed texts) leave out those at
    `secret_paths`, and a public text that holds a value of one never leaves. `incident` is the policy's expression.

    A block that fails, is empty or would leak is replaced by its fixed text; `fallback_fields` and `problems` of the
    result say so.
    """
    shown = without(alert, secret_paths) if template is None else alert
    names = {"alert": shown, "policy": policy, "contact": contact}
    if storm is not None:
        names["storm"] = storm
    page = _Page(templates.get(template), names, alert, public_paths, secret_paths)
    return Text(
        page.secure(_SUBJECT),
        page.secure(_CONTENT),
        page.public(_PUBLIC_SUBJECT),
        page.public(_PUBLIC_CONTENT),
        page.incident(incident) if incident is not None else None,
        tuple(page.fallback_fields),
        tuple(page.problems),
    )


class _Page:
    """The rendering of one page: what its blocks share."""

    def __init__(
        self,
        template: Template,
        names: Mapping[str, Mapping[str, Json]],
        alert: Mapping[str, Json],
        public_paths: frozenset[str],
        secret_paths: frozenset[str],
    ) -> None:
        self.template, self.names, self.alert, self.policy = template, names, alert, names["policy"]
        self.public_paths, self.secret_paths = public_paths, secret_paths
        self._public_names: Mapping[str, Mapping[str, Json]] | None = None
        self.fallback_fields: list[str] = []
        self.problems: list[str] = []

    def secure(self, field: _Field) -> str:
        """A field that voice and e-mail show."""
        try:
            return _tidied(field, _rendered(self._block(field), self.names))
        except _Failed as failure:
            return self._fixed(field, failure)

    def public(self, field: _Field) -> str:
        """A field that SMS shows. A template without the block gets the fixed text, which is not a failure."""
        if field.block not in self.template.blocks and field.block not in self.template.broken:
            return self._fixed(field)
        try:
            block = self._block(field)
            if block.constant is not None:
                return _tidied(field, block.constant)
            names = self._public()
            text = _rendered(block, names)
            if block.exposes:
                self._guard(text, block, names["alert"])
            return _tidied(field, text)
        except _Failed as failure:
            return self._fixed(field, failure)

    def incident(self, expression: Expression) -> str | None:
        """The IncidentId; none where the expression is empty or fails. What the service takes, `request` knows."""
        try:
            return _rendered(expression.block, self.names).strip() or None
        except _Failed as failure:
            self._record("IncidentId", failure)
            return None

    def _block(self, field: _Field) -> Block:
        block = self.template.blocks.get(field.block)
        if block is None:
            why = self.template.broken.get(field.block, f"template {self.template.name} has no block {field.block}")
            raise _Failed(why)
        return block

    def _public(self) -> Mapping[str, Mapping[str, Json]]:
        """The names of public blocks: the projected alert and the policy's name."""
        if self._public_names is None:
            alert = project(self.alert, self.public_paths)
            self._public_names = {"alert": alert, "policy": {"name": self.policy.get("name")}}
        return self._public_names

    def _guard(self, text: str, block: Block, projection: Mapping[str, Json]) -> None:
        literal = f"{block.literal}\n{self.policy.get('name')}"
        why = leak(text, literal, self.alert, projection, self.secret_paths)
        if why is not None:
            raise _Failed(f"{why} ({block.path})")

    def _fixed(self, field: _Field, failure: _Failed | None = None) -> str:
        if failure is not None:
            self._record(field.name, failure)
        return FIXED[field.block](without(self.alert, self.secret_paths), self.policy)

    def _record(self, name: str, failure: _Failed) -> None:
        self.fallback_fields.append(name)
        self.problems.append(f"{name}: {failure}")


def _rendered(block: Block, names: Mapping[str, Json]) -> str:
    try:
        return block.render(names)
    except Exception as error:
        raise _Failed(block.reason(error)) from None


def _tidied(field: _Field, text: str) -> str:
    tidy = cut(field.tidy(text), field.limit)
    if not tidy:
        raise _Failed("is empty")
    return tidy
