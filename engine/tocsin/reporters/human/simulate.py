"""`simulate` for people at a terminal: a table by minute, with what goes wrong where it happens."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from tocsin.reporters.human.paint import DECISION_COLORS, safe
from tocsin.reporters.human.renderings import headline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.simulate import Answered, Missed, Notified, Simulation, Walked


def simulations(found: Sequence[Simulation], paint: Paint) -> str:
    """For every alert its decision, who is notified minute by minute, and how each plan ends."""
    return "\n".join("".join(f"{line}\n" for line in _simulation(each, paint)) for each in found)


def _simulation(found: Simulation, paint: Paint) -> Iterator[str]:
    decision = found.decision
    yield headline(decision.alert, paint)
    pages = ", ".join(f"{page.target} by {page.policy}" for page in found.pages)
    yield f"  decision  {paint(DECISION_COLORS[decision.kind], decision.kind.value)}" + (f" ({pages})" if pages else "")
    yield from (f"  note      {safe(note)}" for note in decision.notes)
    if found.start is None:
        yield "  nobody is notified"
        return
    local = found.start.astimezone(ZoneInfo(found.time_zone))
    yield f"  goes out  {local:%a %Y-%m-%d %H:%M:%S}{_offset(local)} ({found.time_zone})"
    yield ""
    yield from _table(found, local, paint)
    yield ""
    yield from (_ending(page, found, paint) for page in found.pages)


class _Row(NamedTuple):
    """A line of the table; without cells `text` takes their place."""

    at: datetime
    cells: tuple[str, ...] = ()
    text: str = ""


def _table(found: Simulation, local: datetime, paint: Paint) -> Iterator[str]:
    """Minute and time stand on the first line of a minute."""
    several = len({page.policy for page in found.pages}) > 1
    header = ("who", "by", "channel", "try", "via")
    rows = [*(_notified(each, several=several) for each in found.notified)]
    widths = [max(map(len, column)) for column in zip(header, *(row.cells for row in rows), strict=True)]
    rows += [
        *(_missed(each, paint) for each in found.missed),
        *(_answered(each, found, paint) for each in found.answered),
    ]
    rows.sort(key=attrgetter("at"))
    clocks = {row.at: _clock(row.at.astimezone(local.tzinfo), local) for row in rows}
    wide = max(map(len, clocks.values()))
    yield paint("dim", f"  minute  {'time':<{wide}}  {_columns(header, widths)}")
    for at, group in groupby(rows, key=attrgetter("at")):
        when = f"{found.minute(at):>8}  {clocks[at]:<{wide}}"
        for row in group:
            yield f"{when}  {_columns(row.cells, widths) if row.cells else row.text}"
            when = " " * len(when)


def _columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _notified(each: Notified, *, several: bool) -> _Row:
    via = " > ".join(each.via) or "paged directly"
    via += f" ({each.policy})" if several else ""
    return _Row(each.at, (each.contact, each.type, each.channel, str(each.attempt), via))


def _missed(each: Missed, paint: Paint) -> _Row:
    via = f"  (via {' > '.join(each.via)})" if each.via else ""
    mark, color = ("-", "dim") if each.expected else ("!", "error")
    return _Row(each.at, text=paint(color, f"{mark} {safe(each.reason)}{via}"))


def _answered(each: Answered, found: Simulation, paint: Paint) -> _Row:
    (page,) = [page for page in found.pages if page.target == each.target]
    if each.stops:
        effect = f"{each.target} is stopped"
    elif page.ended <= each.at:
        effect = f"{each.target} had ended"
    else:
        effect = f"not essential, {each.target} goes on"
    return _Row(each.at, text=paint("good", f"+ {each.contact} answers: {effect}"))


def _ending(page: Walked, found: Simulation, paint: Paint) -> str:
    whose, minute = f"{page.target}: " if len(found.pages) > 1 else "", found.minute(page.ended)
    calls = [each for each in found.notified if each.target == page.target]
    if not calls:
        return f"  {whose}{paint('error', 'NOBODY IS NOTIFIED')}"
    if page.stopped_by:
        later = ", ".join(dict.fromkeys(each.contact for each in calls if each.at > page.ended))
        called = f"; called on until they answer: {later}" if later else ""
        return f"  {whose}{paint('good', f'stopped by {page.stopped_by} at minute {minute}')}{called}"
    heard = any(each.target == page.target for each in found.answered)
    who = "no answer stops it" if heard else "nobody has answered"
    return f"  {whose}{paint('warning', f'{who}: the plan ends at minute {minute}')}"


def _clock(local: datetime, start: datetime) -> str:
    """The offset stands where it is no longer that of the start."""
    changed = local.utcoffset() != start.utcoffset()
    return f"{local:%H:%M}" + (_offset(local) if changed else "")


def _offset(local: datetime) -> str:
    return local.isoformat(timespec="seconds")[19:]
