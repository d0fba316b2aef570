"""Both sides asked every question, and what they answer differently folded into few changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin import collector
from tocsin.reviews.diff.answers import Answers
from tocsin.reviews.diff.backtest import Backtester
from tocsin.reviews.diff.common import sharing
from tocsin.reviews.diff.report import report
from tocsin.reviews.questions import questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from tocsin.reviews.diff.past import Past
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.diff.values import Diff


@collector.paused()
def review(
    base: Opened,
    head: Opened,
    past: Past | None = None,
    *,
    internal: bool = False,
    heard: Callable[[int], None] = lambda _: None,
) -> Diff:
    """How the two sides differ; values of internal fields are shown on demand.

    Alerts of the `past` are asked about too, and counted; memory does not grow with it. `heard` is told how many alerts
    have been compared.
    """
    base, head = sharing(base, head)
    answers, number = Answers(base, head), 0
    written = {id(question) for side in (base.side, head.side) for question in side.given}
    for number, question in enumerate(questions((base.side, head.side)), 1):
        answers.ask(question, given=id(question) in written)
        heard(number)
    backtester = Backtester(base, head)
    for number, question in enumerate(past or (), number + 1):  # noqa: B020 - goes on counting
        answers.ask(question, given=True)
        backtester.count(question.alert)
        heard(number)
    found = report(base, head, answers.shown.values(), answers.asked, internal=internal)
    return found if past is None else _with_past(found, past, backtester)


def _with_past(found: Diff, past: Past, backtester: Backtester) -> Diff:
    refused = (
        f"{count} line{'s' * (count != 1)} of {path} could not be read as events, {first}"
        for path, (count, first) in past.refused.items()
    )
    return found._replace(backtest=backtester.result(past.events), notes=(*found.notes, *refused))
