"""Engagements in time: what each does when it is due, and what answers and stops change.

Nothing runs in the background. An engagement keeps its walk (`tocsin.timeline`) and the instant at which something
happens next; whoever looks first lets happen what is due. Messages, pages and receipts bear the times at which they
were due, so that work done late looks as if it had been done on time, after a kill and a restart too.
"""

from __future__ import annotations

import json
import secrets
import uuid
from typing import TYPE_CHECKING, Any

from tocsin.emulator.clock import datetime_of
from tocsin.emulator.inbox import send_page
from tocsin.emulator.resources import find
from tocsin.emulator.state import alias_of
from tocsin.emulator.world import StateWorld
from tocsin.timeline import Notice, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.emulator.state import State
    from tocsin.roster import World
    from tocsin.timeline import Gap

_STEPS = 4
"""Engagements that are taken one step further in one go: a few milliseconds."""


def begin(state: State, row: Mapping[str, Any]) -> None:
    """Keep a new engagement (its columns but Walk and Due) and do what is due at its very start."""
    walk = Walk(row["ContactArn"], datetime_of(row["StartTime"]), state.choices)
    state.put("engagement", **row)
    Engagement(state, row, walk).advance(StateWorld(state))


def catch_up(state: State) -> bool:
    """Let some of what is due happen, the oldest first; True once nothing is left. The caller goes on until then."""
    with state.transaction():
        world, now = StateWorld(state), state.now()
        for _ in range(_STEPS):
            row = state.row("SELECT * FROM engagement WHERE Due <= ? ORDER BY Due, n LIMIT 1", now)
            if row is None:
                return True
            Engagement(state, row).advance(world)
    return False


def write_receipt(state: State, page: Mapping[str, Any], kind: str, info: str | None, at: float) -> None:
    """A receipt of a page: SENT, ERROR, DELIVERED, READ or STOP."""
    arns = {name: page[name] for name in ("PageArn", "ContactChannelArn")}
    state.put("receipt", **arns, ReceiptType=kind, ReceiptInfo=info, ReceiptTime=at)


class Engagement:
    """One engagement on its way: its row, and its walk. Each method keeps what it changes."""

    def __init__(self, state: State, row: Mapping[str, Any], walk: Walk | None = None) -> None:
        self.state = state
        self.row = row
        self.walk = walk or Walk.of(json.loads(row["Walk"]), state.choices)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.walk.ending is not None and self.walk.due is None

    def advance(self, world: World) -> None:
        """Let happen what is due at one instant, the next."""
        if (due := self.walk.due) is None:
            return
        running = self.walk.ending is None
        for event in self.walk.advance(world, due):
            if isinstance(event, Notice):
                self._notify(world, event)
            else:
                self._pass_over(event)
        self._keep(running=running)

    def acknowledge(self, page: Mapping[str, Any], at: float) -> None:
        """The page's contact has answered it."""
        running = self.walk.ending is None
        self._log(at, "acknowledged", page["ContactArn"], page["ContactChannelArn"])
        self.walk.acknowledge(page["ContactArn"], datetime_of(at))
        self._keep(running=running)

    def stop(self, reason: str | None, at: float) -> None:
        """Nobody is called any more; pages without an answer get a STOP receipt."""
        self.walk.stop(datetime_of(at))
        self._log(at, "stopped", text=reason)
        for page in self.state.rows("SELECT * FROM page WHERE EngagementArn = ? AND ReadTime IS NULL", self._arn):
            write_receipt(self.state, page, "STOP", reason or None, at)
        sql = "UPDATE engagement SET StopTime = coalesce(StopTime, ?), StopReason = ? WHERE EngagementArn = ?"
        self.state.execute(sql, at, reason, self._arn)
        self._keep()

    @property
    def _arn(self) -> str:
        return str(self.row["EngagementArn"])

    def _notify(self, world: World, notice: Notice) -> None:
        """Try a channel: a new page, or the same one again, with what came of it."""
        at = notice.at.timestamp()
        page = {**(self._page_before(notice) or self._new_page(world, notice)), "Attempts": notice.attempt}
        channel = find(self.state, "channel", notice.channel)
        assert channel is not None, "the world knows existing channels only"
        problem = send_page(self.state, channel, self.row, page, at)
        self.state.put("page", **page if problem else {**page, "SentTime": at})
        info = problem or f"{channel['Type'][:2]}{uuid.uuid4().hex}"
        write_receipt(self.state, page, "ERROR" if problem else "SENT", info, at)
        what = "gap" if problem else "sent"
        whom = notice.contact, notice.channel
        self._log(at, what, *whom, attempt=notice.attempt, via=notice.via, text=problem)

    def _pass_over(self, gap: Gap) -> None:
        self._log(gap.at.timestamp(), "gap", gap.contact, gap.channel, via=gap.via, text=gap.why)

    def _page_before(self, notice: Notice) -> dict[str, Any] | None:
        """The page whose last attempt was the one before this."""
        sql = (
            "SELECT * FROM page WHERE EngagementArn = ? AND ContactArn = ? AND ContactChannelArn = ? AND Stage = ?"
            " AND Attempts = ? ORDER BY n LIMIT 1"
        )
        return self.state.row(sql, self._arn, notice.contact, notice.channel, notice.stage, notice.attempt - 1)

    def _new_page(self, world: World, notice: Notice) -> dict[str, Any]:
        return {
            "PageArn": self.state.home.arn("page", alias_of(notice.contact), str(uuid.uuid4())),
            "EngagementArn": self._arn,
            "ContactArn": notice.contact,
            "ContactChannelArn": notice.channel,
            "Stage": notice.stage,
            "Resolution": json.dumps(list(_resolution(world, notice))),
            "Code": _new_code(self.state),
        }

    def _keep(self, *, running: bool = False) -> None:
        """Save the walk. `running`: it had not ended before, and if it has now, the log says so."""
        walk = self.walk
        ended = walk.ended.timestamp() if walk.ended else None
        if running and ended is not None:
            self._log(ended, "ended", text=walk.ending)
        due = walk.due.timestamp() if walk.due else None
        stopped = ended if self.state.choices.stop_time == "ended" else None
        sql = "UPDATE engagement SET Walk = ?, Due = ?, StopTime = coalesce(StopTime, ?) WHERE EngagementArn = ?"
        self.state.execute(sql, json.dumps(walk.data()), due, stopped, self._arn)

    def _log(
        self,
        at: float,
        what: str,
        contact: str | None = None,
        channel: str | None = None,
        *,
        attempt: int | None = None,
        via: tuple[str, ...] = (),
        text: str | None = None,
    ) -> None:
        """Write down what happened, with names in place of ARNs: they may be gone when somebody reads it."""
        self.state.put(
            "event",
            EngagementArn=self._arn,
            time=at,
            what=what,
            contact=contact and alias_of(contact),
            channel=channel and self._channel_name(channel),
            attempt=attempt,
            via=json.dumps([alias_of(arn) for arn in via]),
            text=text,
        )

    def _channel_name(self, arn: str) -> str:
        found = self.state.row("SELECT Name FROM channel WHERE ContactChannelArn = ?", arn)
        return str(found["Name"]) if found else arn.rpartition("/")[2]


def _resolution(world: World, notice: Notice) -> Iterator[dict[str, Any]]:
    """How the engagement came to a contact, as ListPageResolutions shows it: escalation, schedule, person."""
    for arn in (*notice.via, notice.contact):
        contact = world.contact(arn)
        if contact is not None:
            stage = {"StageIndex": notice.escalated} if contact.kind == "ESCALATION" else {}
            yield {"ContactArn": arn, "Type": contact.kind, **stage}


def _new_code(state: State) -> str:
    """Six digits; not those of another page that waits for an answer, unless nearly all are taken."""
    code = ""
    for _ in range(20):
        code = f"{secrets.randbelow(10**6):06}"
        if state.row("SELECT n FROM page WHERE Code = ? AND ReadTime IS NULL", code) is None:
            break
    return code
