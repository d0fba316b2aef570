"""Whether the conditions of one alternative hold together: fields beside each other in one element of an array.

The conditions' paths and the event are walked as trees, side by side: at an object every branch must hold, at an
array one element must satisfy all branches below it. Values that stand in an array themselves constrain nothing.

Conditions on absence follow the others: they are asked of the element that a present value chose, and where nothing
chose one, of all elements. Hence three verdicts. The cost is linear in what the paths reach.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tocsin.patterns.fields import as_scalar, flat, nested

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tocsin.patterns.condition import Condition
    from tocsin.patterns.fields import Step
    from tocsin.patterns.operators import Scalar

_MISSING = object()


class Verdict(IntEnum):
    """What a part of the event says to its part of the conditions."""

    FAILED = 0
    ABSENT = 1
    """Every condition accepts that nothing is there, and nothing is."""
    HELD = 2
    """All hold, at least one of them by a value."""


def judge(step: Step, node: Mapping[str, Any]) -> Verdict:
    """The verdict on all conditions below the step, for an object."""
    node, verdict = nested(node, step), Verdict.ABSENT
    for name, child in step.children.items():
        part = _judge_value(child, node.get(name, _MISSING))
        if part is Verdict.FAILED:
            return part
        verdict = max(verdict, part)
    return verdict


def _judge_value(step: Step, value: Any) -> Verdict:
    if value is _MISSING:
        return Verdict.ABSENT if step.optional else Verdict.FAILED
    if isinstance(value, list):
        return _judge_array(step, *flat(value))
    if isinstance(value, dict):
        return _judge_array(step, [], [value])
    return _judge_array(step, [as_scalar(value)], [])


def _judge_array(step: Step, values: list[Scalar], objects: list[dict[str, Any]]) -> Verdict:
    here = _judge_leaf(step.conditions, values) if values else _absent(step)
    if here is Verdict.FAILED or not step.children:
        return here
    if not objects:
        return here if all(child.optional for child in step.children.values()) else Verdict.FAILED
    verdicts = {judge(step, node) for node in objects}
    if Verdict.HELD in verdicts:
        return Verdict.HELD
    return Verdict.FAILED if Verdict.FAILED in verdicts else here


def _judge_leaf(conditions: Iterable[Condition], values: list[Scalar]) -> Verdict:
    verdict = Verdict.ABSENT
    for condition in conditions:
        if not any(map(condition.accepts, values)):
            return Verdict.FAILED
        verdict = Verdict.HELD
    return verdict


def _absent(step: Step) -> Verdict:
    return Verdict.ABSENT if all(condition.absent for condition in step.conditions) else Verdict.FAILED
