"""What two sides have in common, as one object: what is found out about it on one side is known of the other.

Templates are compiled once, and the conditions of patterns that say the same share what is looked up by them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tocsin.patterns.condition import Condition
    from tocsin.render.templates import Templates
    from tocsin.reviews.diff.sides import Opened


def sharing(base: Opened, head: Opened) -> tuple[Opened, Opened]:
    """Both sides, which are what they were."""
    same = base.engine.policies.templates == head.engine.policies.templates
    conditions: dict[Hashable, Condition] = {}
    one, other = (
        _with(side, base.engine.templates if same else side.engine.templates, conditions) for side in (base, head)
    )
    return one, other


def _with(side: Opened, templates: Templates, conditions: dict[Hashable, Condition]) -> Opened:
    """The side with these templates, and with those of its `conditions` that are known; the others are from then on."""
    shared = (policy._replace(pattern=_sharing(policy.pattern, conditions)) for policy in side.engine.policies.policies)
    policies = replace(side.engine.policies, policies=tuple(shared))
    engine = replace(side.engine, policies=policies, templates=templates)
    return side._replace(engine=engine, side=side.side._replace(policies=policies))


def _sharing(pattern: Pattern, known: dict[Hashable, Condition]) -> Pattern:
    alternatives = [[known.setdefault(_said(one), one) for one in row] for row in pattern.alternatives]
    return Pattern(pattern.source, alternatives)


def _said(condition: Condition) -> Hashable:
    tests = ((type(test), str(test)) for test in condition.tests)
    return condition.path, repr(condition.exact), *tests
