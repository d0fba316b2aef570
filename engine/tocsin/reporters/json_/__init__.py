"""JSON results: fixed key order, the same bytes for the same input, a schema version that additions keep.

`values` is what several results show, each other file one kind of result.
"""

from tocsin.reporters.json_.diff import diff
from tocsin.reporters.json_.engagements import engagement, outcomes
from tocsin.reporters.json_.findings import findings
from tocsin.reporters.json_.oncall import oncall
from tocsin.reporters.json_.plan import plan
from tocsin.reporters.json_.renderings import explanations, renderings
from tocsin.reporters.json_.simulate import simulations
from tocsin.reporters.json_.suite import coverage, suite

__all__ = [
    "coverage",
    "diff",
    "engagement",
    "explanations",
    "findings",
    "oncall",
    "outcomes",
    "plan",
    "renderings",
    "simulations",
    "suite",
]
