"""What a change of behaviour means, in the words of those who are paged. Names stand in back-ticks.

A back-tick inside a name becomes an apostrophe: whoever reads the sentence finds each name by its back-ticks.
"""

from __future__ import annotations

from posixpath import commonprefix
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tocsin.reviews.diff import Change, Kind, Outcome, Titles

HEADINGS: Mapping[Kind, str] = {
    "unrouted": "Nobody would be paged any more",
    "silenced": "Silenced",
    "moved": "Somebody else would be paged",
    "added": "Paged as well",
    "removed": "No longer paged",
    "timeline": "Called at other times or in other ways",
    "message": "Other messages",
}
"""The kinds of change, gravest first."""

FIELDS = {
    "Subject": "subject of voice and e-mail",
    "Content": "text of voice and e-mail",
    "PublicSubject": "subject of SMS",
    "PublicContent": "text of SMS",
    "Sender": "sender",
    "IncidentId": "incident",
}
"""What a page says, by the parameters of the API."""

ELSEWHERE = "provisioned elsewhere, so whom it calls is not known here"
"""Of a contact."""

LEAD = 40
"""Characters of a long text before what differs."""


def parting(before: str, after: str, room: int) -> tuple[str, str]:
    """Two texts from shortly before they part, where that is not within half of the room (characters) for them."""
    same = len(commonprefix([before, after]))
    start = same - LEAD if same > room // 2 else 0
    lead = "…" if start else ""
    return lead + before[start:], lead + after[start:]


def sentence(change: Change, titles: Titles) -> str:
    """Who would be paged otherwise, for what; without a full stop."""
    others = len(change.others)
    policies = f" for {others} more {'policy' if others == 1 else 'policies'}" if others else ""
    mixed = (", some with other people" if others else " with other people") if change.mixed else ""
    alike = f"; likewise{policies}{mixed}" if others or change.mixed else ""
    return _SENTENCES[change.kind](change, titles) + alike


def called(calls: Iterable[tuple[str, int]]) -> str:
    """Kinds of channel and minutes of calls: "by email and sms at minutes 0, 2 and by voice at minute 5"."""
    minutes: dict[str, dict[int, None]] = {}
    for kind, minute in calls:
        minutes.setdefault(kind, {})[minute] = None
    kinds: dict[tuple[int, ...], list[str]] = {}
    for kind, found in sorted(minutes.items()):
        kinds.setdefault(tuple(found), []).append(kind)
    ways = sorted(kinds.items())
    return " and ".join(f"by {listed(names)} at {_minutes(found)}" for found, names in ways)


def _minutes(found: tuple[int, ...]) -> str:
    return f"minute{'s' * (len(found) > 1)} {', '.join(map(str, found))}"


def field(detail: str) -> str:
    """What a page says, of a detail that begins with the parameter of the API: "incident (added)"."""
    name, space, rest = detail.partition(" ")
    return FIELDS.get(name, name) + space + rest


def _unrouted(change: Change, titles: Titles) -> str:
    return f"Nobody would be paged for {_type(change)} any more: no policy takes it{_until_now(change, titles)}"


def _silenced(change: Change, titles: Titles) -> str:
    silence = f"silence {_name(change.after.silence)}" if change.after.silence else "a silence"
    taken = f"{silence}{_period(change.after)} takes it"
    return f"Nobody would be paged for {_type(change)} any more: {taken}{_until_now(change, titles)}"


def _period(outcome: Outcome) -> str:
    """When a silence holds: it may be over."""
    if outcome.period is None:
        return ""
    start, end = outcome.period
    return f" (from {start} to {end})" if start else f" (until {end})"


def _moved(change: Change, titles: Titles) -> str:
    if change.lost and change.gained:
        new, old = _people(change.gained, titles.after), _people(change.lost, titles.before)
    else:
        new, old = _targets_with_arns(change.after, change.before), _targets_with_arns(change.before, change.after)
    if new == old:
        return f"{new} would still be paged for {_type(change)}{_fallback(change)}"
    return f"{new} would be paged for {_type(change)} instead of {old}{_fallback(change)}"


def _fallback(change: Change) -> str:
    """That no policy takes an alert any more, or that one does now."""
    if change.after.decision is change.before.decision:
        return ""
    if change.after.decision.value == "fallback":
        return ": no policy takes it any more, so the fallback pages"
    return ": a policy takes it now, in place of the fallback"


def _added(change: Change, titles: Titles) -> str:
    new = _people(change.gained, titles.after) or _names(_others(change.after, change.before))
    if not change.before.pages:
        return f"{new} would be paged for {_type(change)}, which pages nobody so far"
    return f"{new} would be paged for {_type(change)} as well"


def _removed(change: Change, titles: Titles) -> str:
    old = _people(change.lost, titles.before) or _names(_others(change.before, change.after))
    return f"{old} would no longer be paged for {_type(change)}"


def _timeline(change: Change, titles: Titles) -> str:
    """Who is called otherwise; or, where nobody is, on which terms pages follow."""
    new, old = _people(change.gained, titles.after), _people(change.lost, titles.before)
    if new and old:
        return f"{new} would be called for {_type(change)} instead of {old}"
    if old:
        return f"{old} would no longer be called for {_type(change)}"
    if new:
        return f"{new} would be called for {_type(change)} as well"
    if change.concerned:
        return f"{_people(change.concerned, titles.after)} would be called otherwise for {_type(change)}"
    terms = listed([line.partition(":")[0] for line in change.details])
    return f"The {terms} of the page to {_concerned(change)} for {_type(change)} would change"


def _message(change: Change, titles: Titles) -> str:
    what = _SAID.get(change.details[0]) if len(change.details) == 1 else None
    return f"The page to {_concerned(change)} for {_type(change)} would {what or 'say something else'}"


_SAID = {
    "IncidentId (added)": "name an incident",
    "IncidentId (removed)": "name no incident any more",
    "IncidentId": "name another incident",
    "Sender": "name another sender",
}
"""What is said otherwise, where it is no text."""


def _concerned(change: Change) -> str:
    """The targets of the policies that a change is about."""
    pages = [page.target for page in change.after.pages if page.policy in change.policies]
    return _names(dict.fromkeys(pages or _targets(change.after)))


_SENTENCES: Mapping[Kind, Callable[[Change, Titles], str]] = {
    "unrouted": _unrouted,
    "silenced": _silenced,
    "moved": _moved,
    "added": _added,
    "removed": _removed,
    "timeline": _timeline,
    "message": _message,
}


def _until_now(change: Change, titles: Titles) -> str:
    people = _people(change.before.reached, titles.before) or _names(_targets(change.before))
    return f"; so far it reaches {people}" if people else ""


def _type(change: Change) -> str:
    return _name(change.alert.type)


def _targets(outcome: Outcome) -> list[str]:
    return list(dict.fromkeys(page.target for page in outcome.pages))


def _targets_with_arns(outcome: Outcome, other: Outcome) -> str:
    """The targets that the other side does not page (all, where it pages each), with the ARN where that differs."""
    known = {page.target: page.request.parameters["ContactId"] for page in other.pages}
    arns = {page.target: page.request.parameters["ContactId"] for page in outcome.pages}
    alone = {name: arn for name, arn in arns.items() if arn not in known.values()} or arns
    return listed([_name(name) + f" ({_name(arn)})" * (known.get(name, arn) != arn) for name, arn in alone.items()])


def _others(outcome: Outcome, known: Outcome) -> list[str]:
    """The targets of one side that the other does not have; all of them where it has each."""
    return [name for name in _targets(outcome) if name not in _targets(known)] or _targets(outcome)


def _people(aliases: Iterable[str], titles: Mapping[str, str]) -> str:
    return listed([_name(alias) + (f" ({_plain(titles[alias])})" if alias in titles else "") for alias in aliases])


def _names(names: Iterable[str]) -> str:
    return listed([_name(name) for name in names])


def _name(words: str) -> str:
    return f"`{_plain(words)}`"


def _plain(words: str) -> str:
    return words.replace("`", "'")


def plural(noun: str) -> str:
    """Several of these: `policies`, `targets`."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def listed(words: list[str]) -> str:
    """`a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
