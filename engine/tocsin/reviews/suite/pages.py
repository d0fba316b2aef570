"""The pages of a test against those that it expects: exactly these, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.reviews.suite.failures import failure
from tocsin.reviews.suite.texts import Fault, faults
from tocsin.validate.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.decision import Rendering
    from tocsin.finding import Finding
    from tocsin.model import Page
    from tocsin.reviews.suite.cases import Case
    from tocsin.reviews.suite.reasons import Reasons

_NAMES = ("target", "policy")
TEXTS = {
    "subject": "Subject",
    "content": "Content",
    "public_subject": "PublicSubject",
    "public_content": "PublicContent",
    "sender": "Sender",
    "incident": "IncidentId",
}
"""Keys of an expected page and the parameters of StartEngagement that they speak of."""


class Pair(NamedTuple):
    """An expected page (by its place in the list) and the page that came in its place."""

    wanted: int
    found: int


def failures(case: Case, renderings: Sequence[Rendering], reasons: Reasons) -> Iterator[Finding]:
    """Pages that did not come, that nobody expected, and that are not as expected."""
    wanted = case.expect["pages"]
    found = [(page, rendering) for rendering in renderings for page in rendering.pages]
    pairs = _pairs(wanted, [page for page, _ in found])
    for index in sorted(set(range(len(wanted))) - {pair.wanted for pair in pairs}):
        yield _missing(case, index, reasons)
    for pair in pairs:
        yield from _unlike(case, pair.wanted, *found[pair.found], reasons)
    for number in sorted(set(range(len(found))) - {pair.found for pair in pairs}):
        yield _unexpected(case, found[number][0])


def _missing(case: Case, index: int, reasons: Reasons) -> Finding:
    wanted = case.expect["pages"][index]
    policy, target = wanted.get("policy"), wanted.get("target")
    who = (f" to {target}" if target else "") + (f" by {policy}" if policy else "")
    why = reasons.policy(policy) if policy else reasons.target(target) if target else []
    return failure(case.span("expect", "pages", index), f"no page{who or ' like this'}", why)


def _unexpected(case: Case, page: Page) -> Finding:
    message = f"unexpected page to {page.target} by {page.policy} ({page.file}:{page.line})"
    subject = page.request.parameters["Subject"]
    return failure(case.span("expect", "pages", key=True), message, [f"subject   {subject}"])


def _unlike(case: Case, index: int, page: Page, rendering: Rendering, reasons: Reasons) -> Iterator[Finding]:
    """What is not as expected of a page that came. If it is not even whose it should be, its text is no matter."""
    wanted = case.expect["pages"][index]
    found = list(_faults(wanted, page))
    strange = [(key, fault) for key, fault in found if key in _NAMES]
    for key, fault in strange or found:
        why = reasons.policy(wanted[key]) if key == "policy" else _problems(page, TEXTS.get(key, ""), rendering)
        message = f"{key} of the page to {page.target} by {page.policy} {fault.message}"
        yield failure(case.span("expect", "pages", index, key, *fault.steps), message, [*fault.detail, *why])


def _problems(page: Page, parameter: str, rendering: Rendering) -> list[str]:
    """Why fixed text stands in a parameter, where it does."""
    start = f"{page.policy} to {page.target}: {parameter}: "
    fixed = parameter in page.fallback_fields
    return [note.removeprefix(start) for note in rendering.notes if fixed and note.startswith(start)]


def _faults(wanted: Mapping[str, Any], page: Page) -> Iterator[tuple[str, Fault]]:
    """Every key of an expected page that the page does not meet."""
    for key in _NAMES:
        if key in wanted and wanted[key] != getattr(page, key):
            yield key, Fault((), f"is not {quoted(wanted[key])}", ())
    for key, name in TEXTS.items():
        if key in wanted:
            text = page.request.parameters.get(name)
            yield from ((key, fault) for fault in faults(wanted[key], text, fixed=name in page.fallback_fields))


def _pairs(wanted: Sequence[Mapping[str, Any]], found: Sequence[Page]) -> list[Pair]:
    """Which page is meant by which expectation: as many good pairs as there can be, then the least unlike ones."""
    unlike = [[[key for key, _ in _faults(want, page)] for page in found] for want in wanted]
    pairs = _most([[number for number, keys in enumerate(row) if not keys] for row in unlike])
    rest = sorted(
        (len(keys), index, number)
        for index, row in enumerate(unlike)
        for number, keys in enumerate(row)
        if _akin(wanted[index], keys)
    )
    for _, index, number in rest:
        if all(pair.wanted != index and pair.found != number for pair in pairs):
            pairs.append(Pair(index, number))
    return sorted(pairs)


def _akin(wanted: Mapping[str, Any], unlike: Sequence[str]) -> bool:
    """Whether a page may be the expected one, gone wrong: it shares what it is named by, or at least half of it."""
    names = wanted.keys() & set(_NAMES)
    return not names & set(unlike) or len(names - set(unlike)) == 1


def _most(choices: Sequence[Sequence[int]]) -> list[Pair]:
    """A largest set of pairs of a row and one of its choices, nothing twice (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for choice in choices[row]:
            if choice not in tried:
                tried.add(choice)
                if choice not in taken or place(taken[choice], tried):
                    taken[choice] = row
                    return True
        return False

    for row in range(len(choices)):
        place(row, set())
    return [Pair(row, choice) for choice, row in taken.items()]
