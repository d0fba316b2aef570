"""`test --coverage` as part of the comment: how much is reached, in sight; what nothing reaches, folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.markdown.comment import Section
from tocsin.reporters.markdown.text import code, prose, text
from tocsin.reporters.sentences import listed, plural

if TYPE_CHECKING:
    from tocsin.finding import Span
    from tocsin.reporters.sources import Sources
    from tocsin.reviews.coverage import Coverage, Thing
    from tocsin.reviews.reachability import Unanswered


def headline(found: Coverage, least: float | None) -> str:
    """The percentage, and what was asked for where it is less than that."""
    wanted = "" if least is None or found.percent >= least else f" (at least {least:g} % wanted)"
    return f"{found.percent:g} % reached{wanted}"


def coverage(found: Coverage, sources: Sources) -> list[Section]:
    """The sections below the tests that failed."""
    unreached = [_thing(each, sources) for each in found.unreached]
    silent = [_unanswered(each, sources) for each in found.unanswered]
    counts = [f"{reached} of {every} {plural(kind)}" for kind, reached, every in found.counts()]
    return [
        Section("Coverage", [f"Tests and samples reach {listed(counts)}.\n"] if counts else []),
        Section(f"{len(unreached)} reached by no test and no sample", unreached, folded=True),
        Section(_silent(len({each.type for each in found.unanswered})), silent, folded=True),
    ]


def _silent(types: int) -> str:
    """The heading; a type is listed for each reason that it has."""
    subject = "alert type reaches" if types == 1 else "alert types reach"
    return f"{types} {subject} nobody at some minute of a year"


def _thing(thing: Thing, sources: Sources) -> str:
    return f"- {thing.kind} {text(thing.name)} ({_place(thing.span, sources)})\n"


def _unanswered(each: Unanswered, sources: Sources) -> str:
    when = f"at {each.at:%Y-%m-%d %H:%M} (UTC)"
    return f"- {text(each.type)} {when}: {prose(each.reason)} ({_place(each.span, sources)})\n"


def _place(span: Span, sources: Sources) -> str:
    return code(f"{sources.path(span.path)}:{span.line}")
